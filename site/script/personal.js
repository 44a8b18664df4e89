// The look for personal data that tasks check makes, for the form: a script of its own. The tables
// are written by tools/form_script.py from the patterns of the check.
import data from "./personal.json";

/**
 * @typedef {object} Pattern what personal data of a kind looks like, and what it is not
 * @property {string} kind
 * @property {string} text
 * @property {string} [digits]
 * @property {string} [check]
 * @property {string} [unless]
 * @property {string} [before]
 * @property {string} [after]
 * @property {boolean} [address]
 */
/** @typedef {Map<number, string>} Plain characters by their number, and what they stand for */

/** @type {Pattern[]} */
const PATTERNS = data.patterns;
/** @type {Record<string, string>} */
const WORDS = data.words;
const IDENTITY_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHARACTERS = plainCharacters();
const NUMERALS = paired(data.numerals[0], data.numerals[1]);
/** @type {Record<string, (digits: string) => boolean>} */
const CHECKS = { identity, luhn };
/** @type {Map<string, RegExp>} */
const EXPRESSIONS = new Map();

/** @returns {Plain} */
function plainCharacters() {
  /** @type {Plain} */
  const plain = new Map();
  for (const zero of data.zeros.split(" ")) {
    for (let digit = 0; digit < 10; digit += 1) plain.set(parseInt(zero, 16) + digit, `${digit}`);
  }
  for (const [ranges, meant] of data.ranges) {
    for (const range of ranges.split(" ")) {
      const [first, last = first] = range.split("-").map((end) => parseInt(end, 16));
      for (let code = first; code <= last; code += 1) plain.set(code, meant);
    }
  }
  for (const [written, meant] of data.pairs) {
    for (const [code, character] of paired(written, meant)) plain.set(code, character);
  }
  // Letters of full width.
  for (let place = 0; place < 26; place += 1) {
    plain.set(0xff21 + place, String.fromCharCode(65 + place));
    plain.set(0xff41 + place, String.fromCharCode(97 + place));
  }
  plain.delete(10);
  return plain;
}

/**
 * @param {string} written
 * @param {string} meant
 * @returns {Plain}
 */
function paired(written, meant) {
  const characters = Array.from(meant);
  return new Map(
    Array.from(written, (character, place) => [character.codePointAt(0) ?? 0, characters[place]]),
  );
}

/**
 * Returns the expression of a text, ready to search from the start.
 * @param {string} text
 */
function expression(text) {
  const made = EXPRESSIONS.get(text) ?? new RegExp(text, "gmu");
  EXPRESSIONS.set(text, made);
  made.lastIndex = 0;
  return made;
}

/**
 * Returns a text in plain characters, each of one unit of UTF-16 as patterns count them.
 * @param {string} text
 * @param {Plain} plain
 */
function translated(text, plain) {
  const characters = Array.from(text, (character) => {
    const same = character.length > 1 ? "\ufffd" : character;
    return plain.get(character.codePointAt(0) ?? 0) || same;
  });
  return characters.join("");
}

/** @param {string} text */
function canonical(text) {
  const plain = translated(text.replace(expression(data.mark), "、"), CHARACTERS);
  return plain.replace(expression(data.run), (run) => translated(run, NUMERALS));
}

/**
 * Returns whether the last digit of an identity number fits the ones before.
 * @param {string} digits
 */
function identity(digits) {
  const total = IDENTITY_WEIGHTS.reduce(
    (sum, weight, place) => sum + weight * Number(digits[place]),
    0,
  );
  return "10X98765432"[total % 11] === digits[17];
}

/**
 * Returns whether the last digit of a card number fits the ones before.
 * @param {string} digits
 */
function luhn(digits) {
  let total = 0;
  for (const [place, digit] of Array.from(digits).reverse().entries()) {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    total += value > 9 ? value - 9 : value;
  }
  return total % 10 === 0;
}

/**
 * @param {string} pattern
 * @param {string} text
 */
function whole(pattern, text) {
  return expression(`^(?:${pattern})$(?!\\n)`).test(text);
}

/**
 * Returns whether what stands at a place is what the pattern looks for, by itself and by the words
 * around it.
 * @param {Pattern} pattern
 * @param {string} text
 * @param {number} start
 * @param {number} end
 */
function holds(pattern, text, start, end) {
  const match = text.slice(start, end);
  const digits = match.replace(/[^0-9Xx]/g, "").toUpperCase();
  const before = text.slice(Math.max(0, start - data.reach), start).split("\n").pop() ?? "";
  const near = before.slice(-data.context);
  const after = text.slice(end, end + data.context).split("\n")[0];
  if (pattern.digits && !whole(pattern.digits, digits)) return false;
  if (pattern.check && !CHECKS[pattern.check](digits)) return false;
  if (pattern.unless && whole(pattern.unless, match)) return false;
  if (pattern.before && expression(pattern.before).test(near)) return false;
  if (pattern.address && expression(data.address).test(before)) return false;
  return !(pattern.after && expression(pattern.after).test(after));
}

/**
 * Yields where a pattern holds, as start and end.
 * @param {Pattern} pattern
 * @param {string} text
 * @returns {Generator<[number, number]>}
 */
function* places(pattern, text) {
  let place = 0;
  let rejected = 0;
  for (;;) {
    const search = expression(pattern.text);
    search.lastIndex = place;
    const match = search.exec(text);
    if (!match) return;
    const start = match.index;
    const end = start + match[0].length;
    const held = holds(pattern, text, start, end);
    if (held) yield [start, end];
    else rejected += 1;
    // What is not meant may begin a little earlier than what is; a long text is not tried for ever.
    place = !held && rejected < data.patience ? start + 1 : Math.max(end, start + 1);
  }
}

/**
 * Returns what to say of a text, errors and warnings apart; never what was found.
 * @param {string} text
 * @returns {PersonalData}
 */
function lookForPersonalData(text) {
  const plain = canonical(text);
  /** @type {[number, number][]} */
  const taken = [];
  /** @type {Set<string>} */
  const found = new Set();
  for (const pattern of PATTERNS) {
    for (const [start, end] of places(pattern, plain)) {
      if (taken.some(([from, to]) => start < to && from < end)) continue;
      taken.push([start, end]);
      found.add(pattern.kind);
    }
  }
  const kinds = [...found].sort();
  return {
    kinds,
    errors: kinds.filter((kind) => data.errors.includes(kind)).map((kind) => WORDS[kind]),
    warnings: kinds.filter((kind) => !data.errors.includes(kind)).map((kind) => WORDS[kind]),
  };
}

Object.assign(globalThis, { DubanPersonalData: lookForPersonalData });

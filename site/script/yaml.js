// Values as YAML: a text stands bare only where no reader could take it for anything else.

const PLAIN = /^[\u4e00-\u9fffA-Za-z《“][^\n\r\t:#"'\\[\]{},&*!|>%@`?]*$/;
const KEYWORD = /^(true|false|null|yes|no|on|off|y|n|nan|inf)$/i;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const PERIOD = /^\d{4}-(Q[1-4]|H[12]|\d{2})$/;
// JSON lets these stand as they are, YAML does not.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff]/g;

/**
 * Returns a value as it stands behind a colon or a dash.
 * @param {string | number} value
 * @returns {string}
 */
export function scalar(value) {
  if (typeof value === "number") return String(value);
  const word = PLAIN.test(value) && !/\s$/.test(value) && !KEYWORD.test(value);
  if (word || DATE.test(value) || PERIOD.test(value)) return value;
  return JSON.stringify(value).replace(UNPRINTABLE, escaped);
}

/** @param {string} character */
function escaped(character) {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Returns the lines of an entry of a list; `dash` is what its first line begins with.
 * @param {Entry} entry
 * @param {string} dash
 * @returns {string[]}
 */
export function entryLines(entry, dash) {
  const inner = dash.replace("-", " ");
  /** @type {string[]} */
  const lines = [];
  for (const [key, value] of Object.entries(entry)) {
    const start = lines.length ? inner : dash;
    if (Array.isArray(value)) {
      lines.push(`${start}${key}:`, ...value.map((text) => `${inner}  - ${scalar(text)}`));
    } else {
      lines.push(`${start}${key}: ${scalar(value)}`);
    }
  }
  return lines;
}

// A progress file with what a form adds: what does not change keeps its comments, order and layout.
import { entryLines, scalar } from "./yaml.js";

/** @typedef {{ key: string, lines: string[] }} Block a top-level field with the lines below it */

const FIELD = /^["']?([^\s"'#:-][^:"']*?)["']?\s*:(?:\s|$)/;
const OPEN_ENTRIES = /^["']?进展["']?\s*:\s*(#.*)?$/;
const DASH = /^(\s*- +)\S/;

/**
 * Returns the text of a progress file that says what `made` says.
 * @param {string} text the file as it stands, empty where there is none
 * @param {ProgressRecord} old the file as data
 * @param {ProgressRecord} made
 * @param {Entry | null} added the entry that `made` has more than `old`
 * @param {string[]} order the fields as the schema has them; entries are only added to
 * @returns {string}
 */
export function written(text, old, made, added, order) {
  const parts = parted(text);
  let { blocks } = parts;
  for (const key of order) {
    const value = /** @type {string | number | undefined} */ (made[key]);
    if (value === old[key] || key === "进展") continue;
    if (value === undefined) blocks = blocks.filter((block) => block.key !== key);
    else blocks = replaced(blocks, key, [`${key}: ${scalar(value)}`], order);
  }
  if (added) blocks = replenished(blocks, made.进展 ?? [], added, order);
  return [...parts.head, ...blocks.flatMap((block) => block.lines)].join("\n") + "\n";
}

/**
 * @param {string} text
 * @returns {{ head: string[], blocks: Block[] }} what stands before the first field, and the fields
 */
function parted(text) {
  /** @type {string[]} */
  const head = [];
  /** @type {Block[]} */
  const blocks = [];
  for (const line of text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n")) {
    const match = FIELD.exec(line);
    if (match) blocks.push({ key: match[1], lines: [line] });
    else if (blocks.length) blocks[blocks.length - 1].lines.push(line);
    else if (line) head.push(line);
  }
  return { head, blocks };
}

/**
 * Returns the blocks with new lines for a field; its comments stay behind them.
 * @param {Block[]} blocks
 * @param {string} key
 * @param {string[]} lines
 * @param {string[]} order
 * @returns {Block[]}
 */
function replaced(blocks, key, lines, order) {
  const place = blocks.findIndex((block) => block.key === key);
  if (place >= 0) {
    const comments = blocks[place].lines.slice(1).filter((line) => line.startsWith("#"));
    return withBlock(blocks, place, { key, lines: [...lines, ...comments] });
  }
  const later = blocks.findIndex((block) => order.indexOf(block.key) > order.indexOf(key));
  const end = later < 0 ? blocks.length : later;
  return [...blocks.slice(0, end), { key, lines }, ...blocks.slice(end)];
}

/**
 * Returns the blocks with an entry more: below the entries that stand there, or, where these are
 * written on one line, with all of them written anew.
 * @param {Block[]} blocks
 * @param {Entry[]} entries
 * @param {Entry} added
 * @param {string[]} order
 * @returns {Block[]}
 */
function replenished(blocks, entries, added, order) {
  const place = blocks.findIndex((block) => block.key === "进展");
  const lines = place < 0 ? [] : blocks[place].lines;
  const dashes = lines.slice(1).flatMap((line) => DASH.exec(line)?.[1] ?? []);
  if (!dashes.length || !OPEN_ENTRIES.test(lines[0])) {
    const whole = entries.flatMap((entry) => entryLines(entry, "  - "));
    return replaced(blocks, "进展", ["进展:", ...whole], order);
  }
  // Lists inside the entries have dashes too, further in.
  const outermost = dashes.reduce((a, b) => (b.indexOf("-") < a.indexOf("-") ? b : a));
  let end = lines.length;
  while (end > 1 && (lines[end - 1].startsWith("#") || !lines[end - 1].trim())) end -= 1;
  const longer = [...lines.slice(0, end), ...entryLines(added, outermost), ...lines.slice(end)];
  return withBlock(blocks, place, { key: "进展", lines: longer });
}

/**
 * @param {Block[]} blocks
 * @param {number} place
 * @param {Block} changed
 */
function withBlock(blocks, place, changed) {
  return blocks.map((block, index) => (index === place ? changed : block));
}

// Tables sorted by a press on a heading.
import { all } from "./dom.js";

const CHINESE = new Intl.Collator("zh-CN", { numeric: true });
// Cells that hold no value: their rows stay last, whichever way the table is sorted.
const NO_VALUE = new Set(["—", "未见记录"]);

/**
 * Turns the headings of a table into buttons that sort it.
 * @param {HTMLTableElement} table
 * @param {(index: number, down: boolean) => void} changed told which column sorts it, and which way
 */
export function makeSortable(table, changed = () => {}) {
  for (const head of all("th[data-sort]", HTMLTableCellElement, table)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      sortRows(table, head.cellIndex, down);
      changed(head.cellIndex, down);
    });
  }
}

/**
 * Sorts a table by a column; returns whether there is such a column to sort by.
 * @param {HTMLTableElement} table
 * @param {number} index
 * @param {boolean} down
 * @returns {boolean}
 */
export function sortRows(table, index, down) {
  const heads = all("th", HTMLTableCellElement, table);
  const head = heads[index];
  if (!head?.dataset.sort) return false;
  const numeric = head.dataset.sort === "number";
  const cells = [...table.tBodies[0].rows].map((row) => cell(row, index, numeric));
  cells.sort((a, b) => {
    if (a.empty !== b.empty) return a.empty ? 1 : -1;
    const order = numeric ? a.number - b.number : CHINESE.compare(a.text, b.text);
    return down ? -order : order;
  });
  const sorted = document.createDocumentFragment();
  for (const { row } of cells) sorted.appendChild(row);
  table.tBodies[0].appendChild(sorted);
  for (const heading of heads) heading.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  return true;
}

/**
 * @param {HTMLTableRowElement} row
 * @param {number} index
 * @param {boolean} numeric
 */
function cell(row, index, numeric) {
  const text = (row.cells[index].textContent ?? "").trim();
  // The first column of the list is a light, whose order is not that of its word.
  const number = index === 0 && row.dataset.order ? Number(row.dataset.order) : parseFloat(text);
  return { row, text, number, empty: numeric ? Number.isNaN(number) : NO_VALUE.has(text) };
}

// The list of items: filters and order live in the address, so that a view can be sent.
import { field, find, need } from "./dom.js";
import { makeSortable, sortRows } from "./sorting.js";

// A browser lays out a few hundred rows at once, not ten thousand: the rest waits for a press of
// the button.
const STEP = 300;
// Typing is answered when it pauses for so many milliseconds.
const PAUSE = 80;

/** @typedef {Record<string, string>} Chosen the value of each filter, empty where none is chosen */
/** @typedef {{ row: HTMLTableRowElement, text: string, data: DOMStringMap }} Row */

/**
 * Whether a row fits what is chosen in a filter; in the order in which the address lists them.
 * @type {Record<string, (data: DOMStringMap, chosen: Chosen) => boolean>}
 */
const FILTERS = {
  // With a unit chosen, its own light counts, not the item's: it may have finished what another
  // unit is late with.
  light: (data, chosen) => chosen.unit !== "" || data.light === chosen.light,
  source: (data, chosen) => data.source === chosen.source,
  due: (data, chosen) => data.due === chosen.due,
  unit: (data, chosen) => {
    const light = chosen.light ? `${chosen.light} ` : "";
    return ` ${data.unit} `.includes(` ${chosen.unit}=${light}`);
  },
  clause: (data, chosen) => ` ${data.clause} `.includes(` ${chosen.clause} `),
};
const FIELDS = ["find", ...Object.keys(FILTERS)];

/** Makes the filters of the list work, on the page that has one. */
export function startList() {
  const form = find("#filters", HTMLFormElement);
  if (form) new List(form, need("#items", HTMLTableElement)).start();
}

class List {
  /**
   * @param {HTMLFormElement} form
   * @param {HTMLTableElement} table
   */
  constructor(form, table) {
    this.form = form;
    this.table = table;
    /** @type {Row[]} */
    this.rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      text: (row.textContent ?? "").toLowerCase(),
      data: row.dataset,
    }));
    this.more = need("#more", HTMLButtonElement);
    this.shown = need("#shown", HTMLElement);
    this.nothing = need("#nothing", HTMLElement);
    // The column that sorts it, counted from 1, negative for downwards; empty for the order given.
    this.order = "";
    this.limit = STEP;
    /** @type {number | undefined} */
    this.timer = undefined;
  }

  start() {
    makeSortable(this.table, (index, down) => this.sorted(index, down));
    this.form.addEventListener("input", () => this.typed());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    // The fields are empty only after the event.
    this.form.addEventListener("reset", () => setTimeout(() => this.changed()));
    this.more.addEventListener("click", () => this.show(this.limit + STEP));
    window.addEventListener("beforeprint", () => this.show(Infinity));
    window.addEventListener("afterprint", () => this.show(STEP));
    window.addEventListener("popstate", () => this.restore());
    this.form.hidden = false;
    this.restore();
  }

  /**
   * @param {number} index
   * @param {boolean} down
   */
  sorted(index, down) {
    this.order = String(down ? -(index + 1) : index + 1);
    this.arrange();
    this.remember();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.limit = STEP;
      this.changed();
    }, PAUSE);
  }

  changed() {
    this.apply();
    this.remember();
  }

  /** @param {number} limit how many rows to lay out at most */
  show(limit) {
    this.limit = limit;
    this.apply();
  }

  /** Shows the rows that fit, as many as are laid out at once, and says how many there are. */
  apply() {
    const words = field(this.form, "find").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    /** @type {Chosen} */
    const chosen = {};
    for (const name of Object.keys(FILTERS)) chosen[name] = field(this.form, name).value;
    const filters = Object.keys(FILTERS).filter((name) => chosen[name]);
    let count = 0;
    for (const { row, text, data } of this.rows) {
      const fits =
        filters.every((name) => FILTERS[name](data, chosen)) &&
        words.every((word) => text.includes(word));
      if (fits) count += 1;
      const hide = !fits || count > this.limit;
      if (row.hidden !== hide) row.hidden = hide;
    }
    this.table.classList.remove("paged");
    this.say(count);
  }

  /** @param {number} count how many rows fit */
  say(count) {
    const next = Math.min(STEP, count - this.limit);
    this.shown.textContent = `显示 ${count} / ${this.rows.length} 项`;
    this.more.hidden = count <= this.limit;
    this.more.textContent = `已列出前 ${this.limit} 项，再列出 ${next} 项`;
    this.nothing.hidden = count > 0;
  }

  /** Takes over the order of the table, so that the first rows are those at its top. */
  arrange() {
    const place = new Map([...this.table.tBodies[0].rows].map((row, index) => [row, index]));
    this.rows.sort((a, b) => (place.get(a.row) ?? 0) - (place.get(b.row) ?? 0));
    this.apply();
  }

  /** Writes filters and order into the address. */
  remember() {
    const query = new URLSearchParams();
    for (const name of FIELDS) {
      const { value } = field(this.form, name);
      if (value) query.set(name, value);
    }
    if (this.order) query.set("sort", this.order);
    const text = query.toString();
    try {
      history.replaceState(null, "", text ? `?${text}` : location.pathname);
    } catch {
      // Some browsers keep the address of a file:// page; the list works all the same.
    }
  }

  /** Reads filters and order from the address. */
  restore() {
    const query = new URLSearchParams(location.search);
    for (const name of FIELDS) field(this.form, name).value = query.get(name) ?? "";
    this.order = query.get("sort") ?? "";
    const column = Number(this.order);
    if (this.order && !sortRows(this.table, Math.abs(column) - 1, column < 0)) this.order = "";
    this.arrange();
  }
}

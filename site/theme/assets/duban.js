// Made by make script from site/script/: change it there.
"use strict";
(() => {
  // script/dom.js
  function all(selector, type, root = document) {
    const found = [];
    for (const element of root.querySelectorAll(selector)) {
      if (element instanceof type) found.push(element);
    }
    return found;
  }
  function find(selector, type, root = document) {
    const element = root.querySelector(selector);
    return element instanceof type ? element : null;
  }
  function need(selector, type, root = document) {
    const element = find(selector, type, root);
    if (!element) throw new Error(`the page has no ${selector}`);
    return element;
  }
  function field(form, name) {
    const element = form.elements.namedItem(name);
    if (element === null || !("value" in element)) throw new Error(`the form has no ${name}`);
    return (
      /** @type {{ value: string }} */
      element
    );
  }

  // script/problems.js
  function problems(old, made, added, judge) {
    const found = [
      ...missing(old, made, added),
      ...added ? entryProblems(old.进展 ?? [], added, judge.today) : [],
      ...doneProblems(made, judge.today),
      ...percentProblems(added),
      ...personalData(made, added, judge).errors
    ];
    return found.length ? found : schemaProblems(judge.validate(made));
  }
  function missing(old, made, added) {
    var _a;
    const begun = made.状态 !== "未启动" && made.状态 === (old.状态 || "未启动");
    return !added && begun && !((_a = old.进展) == null ? void 0 : _a.length) ? ["“情况”没有填。"] : [];
  }
  function entryProblems(old, added, today) {
    const last = old[old.length - 1];
    const found = [];
    if (!added.日期) found.push("进展的“日期”没有填。");
    if (added.日期 > today) found.push(`进展的“日期”不能晚于 ${today}。`);
    if (last && added.日期 < last.日期) found.push(`进展的“日期”不能早于上一条的 ${last.日期}。`);
    return found;
  }
  function doneProblems(made, today) {
    var _a;
    const done = made.状态 === "已完成";
    const found = [];
    if (done && !made.完成日期) found.push("状态是“已完成”的，要填“完成日期”。");
    if (made.完成日期 && made.完成日期 > today) found.push(`“完成日期”不能晚于 ${today}。`);
    if (done && !((_a = made.进展) == null ? void 0 : _a.some((entry) => entry.佐证))) {
      found.push("状态是“已完成”的，至少一条进展要写“佐证”。");
    }
    return found;
  }
  function percentProblems(added) {
    const percent = added == null ? void 0 : added.进度;
    if (percent === void 0 || percent % 1 === 0 && percent >= 0 && percent <= 100) return [];
    return ["“进度”写 0 到 100 的整数。"];
  }
  var OUTER = /^(properties|items|allOf|if|then|\$ref)$/;
  function schemaProblems(verdict) {
    const found = /* @__PURE__ */ new Map();
    for (const { keyword, instanceLocation } of verdict.errors) {
      const keys = instanceLocation.split("/").slice(1).filter((key) => !/^\d+$/.test(key));
      const name = keys.length ? decodeURIComponent(keys[keys.length - 1]) : "";
      if (!name || found.has(name) || OUTER.test(keyword)) continue;
      const written2 = keyword === "pattern" || keyword === "maxLength";
      const why = written2 ? "：有不能用的字符、首尾有空格，或者太长。" : "。";
      found.set(name, `“${name}”的写法不对${why}`);
    }
    if (!verdict.valid && !found.size) return ["填写的内容不符合规定，请检查各项。"];
    return [...found.values()];
  }
  function personalData(made, added, judge) {
    const errors = /* @__PURE__ */ new Set();
    const warnings = /* @__PURE__ */ new Set();
    for (const text of [added == null ? void 0 : added.情况, ...Object.values(made), ...(added == null ? void 0 : added.佐证) ?? []]) {
      if (typeof text !== "string") continue;
      for (const form of [text, text.replace(/\n/g, " ")]) {
        const said = judge.personalData(form);
        for (const words of said.errors) errors.add(words);
        for (const words of said.warnings) warnings.add(words);
      }
    }
    return { errors: [...errors], warnings: [...warnings] };
  }

  // script/yaml.js
  var PLAIN = /^[\u4e00-\u9fffA-Za-z《“][^\n\r\t:#"'\\[\]{},&*!|>%@`?]*$/;
  var KEYWORD = /^(true|false|null|yes|no|on|off|y|n|nan|inf)$/i;
  var DATE = /^\d{4}-\d{2}-\d{2}$/;
  var PERIOD = /^\d{4}-(Q[1-4]|H[12]|\d{2})$/;
  var UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff]/g;
  function scalar(value) {
    if (typeof value === "number") return String(value);
    const word = PLAIN.test(value) && !/\s$/.test(value) && !KEYWORD.test(value);
    if (word || DATE.test(value) || PERIOD.test(value)) return value;
    return JSON.stringify(value).replace(UNPRINTABLE, escaped);
  }
  function escaped(character) {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  }
  function entryLines(entry, dash) {
    const inner = dash.replace("-", " ");
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

  // script/progress.js
  var FIELD = /^["']?([^\s"'#:-][^:"']*?)["']?\s*:(?:\s|$)/;
  var OPEN_ENTRIES = /^["']?进展["']?\s*:\s*(#.*)?$/;
  var DASH = /^(\s*- +)\S/;
  function written(text, old, made, added, order) {
    const parts = parted(text);
    let { blocks } = parts;
    for (const key of order) {
      const value = (
        /** @type {string | number | undefined} */
        made[key]
      );
      if (value === old[key] || key === "进展") continue;
      if (value === void 0) blocks = blocks.filter((block) => block.key !== key);
      else blocks = replaced(blocks, key, [`${key}: ${scalar(value)}`], order);
    }
    if (added) blocks = replenished(blocks, made.进展 ?? [], added, order);
    return [...parts.head, ...blocks.flatMap((block) => block.lines)].join("\n") + "\n";
  }
  function parted(text) {
    const head = [];
    const blocks = [];
    for (const line of text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n")) {
      const match = FIELD.exec(line);
      if (match) blocks.push({ key: match[1], lines: [line] });
      else if (blocks.length) blocks[blocks.length - 1].lines.push(line);
      else if (line) head.push(line);
    }
    return { head, blocks };
  }
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
  function replenished(blocks, entries, added, order) {
    const place = blocks.findIndex((block) => block.key === "进展");
    const lines = place < 0 ? [] : blocks[place].lines;
    const dashes = lines.slice(1).flatMap((line) => {
      var _a;
      return ((_a = DASH.exec(line)) == null ? void 0 : _a[1]) ?? [];
    });
    if (!dashes.length || !OPEN_ENTRIES.test(lines[0])) {
      const whole = entries.flatMap((entry) => entryLines(entry, "  - "));
      return replaced(blocks, "进展", ["进展:", ...whole], order);
    }
    const outermost = dashes.reduce((a, b) => b.indexOf("-") < a.indexOf("-") ? b : a);
    let end = lines.length;
    while (end > 1 && (lines[end - 1].startsWith("#") || !lines[end - 1].trim())) end -= 1;
    const longer = [...lines.slice(0, end), ...entryLines(added, outermost), ...lines.slice(end)];
    return withBlock(blocks, place, { key: "进展", lines: longer });
  }
  function withBlock(blocks, place, changed) {
    return blocks.map((block, index) => index === place ? changed : block);
  }

  // script/form.js
  var LONGEST_ADDRESS = 7e3;
  var COPIED_FOR = 2e3;
  function startFillForm() {
    const form = find("#fill", HTMLFormElement);
    const Validator = window.DubanValidator;
    const lookForPersonalData = window.DubanPersonalData;
    if (!form || !Validator || !lookForPersonalData) return;
    const page = JSON.parse(need("#fill-data", HTMLScriptElement).textContent ?? "");
    new FillForm(form, page, {
      today: page.today,
      personalData: lookForPersonalData,
      validate: (record) => new Validator(page.schema, "2020-12", false).validate(record)
    }).start();
  }
  var FillForm = class {
    /**
     * @param {HTMLFormElement} form
     * @param {FormPage} page
     * @param {import("./problems.js").Judge} judge
     */
    constructor(form, page, judge) {
      this.form = form;
      this.page = page;
      this.judge = judge;
      this.order = Object.keys(page.schema.properties);
      this.choices = new Map(page.items.map((choice) => [choice.id, choice]));
      this.choice = void 0;
      this.result = need("#fill-result", HTMLElement);
    }
    start() {
      this.form.addEventListener("submit", (event) => {
        event.preventDefault();
        if (this.choice) this.finish(this.choice);
      });
      const record = need("[name=record]", HTMLSelectElement, this.form);
      record.addEventListener("change", () => this.choose());
      for (const radio of all("[name=state]", HTMLInputElement, this.form)) {
        radio.addEventListener("change", () => this.stateChanged());
      }
      const copy = need("#fill-copy", HTMLButtonElement);
      copy.addEventListener("click", () => copyText(copy, need("#fill-text", HTMLElement)));
      window.addEventListener("hashchange", () => this.fromAddress());
      this.fromAddress();
    }
    /** A link to the form names an item, which is then the one chosen. */
    fromAddress() {
      const id = decodeURIComponent(location.hash.slice(1));
      if (this.choices.has(id)) field(this.form, "record").value = id;
      this.choose();
    }
    /** Fills the form with what the chosen item's record says now. */
    choose() {
      const choice = this.choices.get(field(this.form, "record").value);
      this.choice = choice;
      if (!choice) return;
      const { record } = choice;
      const none = choice.text ? "" : "。还没有进展文件，将新建一个。";
      need("#fill-reason", HTMLElement).textContent = choice.reason + none;
      const begun = record.状态 && record.状态 !== "未启动";
      this.set("state", begun ? record.状态 : "进行中");
      this.set("done", record.完成日期);
      this.set("problems", record.存在问题);
      this.set("next", record.下一步);
      for (const { key } of this.page.further) this.set(key, record[key]);
      for (const name of ["text", "percent", "evidence"]) this.set(name, "");
      this.offerPeriods(choice.periods);
      this.result.hidden = true;
      this.say([]);
      this.stateChanged();
    }
    /** @param {Choice["periods"]} periods */
    offerPeriods(periods) {
      const select = need("[name=period]", HTMLSelectElement, this.form);
      select.replaceChildren(new Option("不属于哪一期", ""));
      for (const [label, name, reported] of periods) {
        select.appendChild(new Option(name + (reported ? "（已报）" : ""), label));
      }
      const waiting = [...periods].reverse().find(([, , reported]) => !reported);
      select.value = waiting ? waiting[0] : "";
      need("#fill-period", HTMLElement).hidden = !periods.length;
    }
    stateChanged() {
      need("#fill-done", HTMLElement).hidden = this.value("state") !== "已完成";
    }
    /** @param {string} name */
    value(name) {
      return field(this.form, name).value;
    }
    /**
     * @param {string} name
     * @param {unknown} value
     */
    set(name, value) {
      field(this.form, name).value = String(value ?? "");
    }
    /**
     * Returns the entry filled in, null where none is.
     * @returns {Entry | null}
     */
    entry() {
      const text = this.value("text").trim();
      if (!text) return null;
      const period = this.value("period");
      const percent = this.value("percent");
      const evidence = this.value("evidence").split("\n").map((line) => line.trim()).filter(Boolean);
      return {
        日期: this.value("on"),
        ...period && { 期次: period },
        情况: text,
        ...percent !== "" && { 进度: Number(percent) },
        ...evidence.length && { 佐证: evidence }
      };
    }
    /**
     * Returns the value of a field from the schema; as it was, where nobody changed it.
     * @param {FurtherField} further
     * @param {unknown} old
     * @returns {unknown}
     */
    furtherValue({ key, widget, choices }, old) {
      const written2 = this.value(key);
      if (written2 === String(old ?? "")) return old;
      const text = written2.trim();
      if (!text) return void 0;
      if (widget === "number") return Number(text);
      return (choices == null ? void 0 : choices.find((choice) => String(choice) === text)) ?? text;
    }
    /**
     * Returns the record as filled in; what has no input stays as it was.
     * @param {ProgressRecord} old
     * @param {Entry | null} added
     * @returns {ProgressRecord}
     */
    record(old, added) {
      const state = this.value("state");
      const done = this.value("done");
      const entries = [...old.进展 ?? [], ...added ? [added] : []];
      const trouble = this.value("problems").trim();
      const next = this.value("next").trim();
      const made = {
        ...old,
        状态: state,
        完成日期: state === "已完成" && done ? done : void 0,
        进展: entries.length ? entries : void 0,
        存在问题: trouble || void 0,
        下一步: next || void 0
      };
      for (const further of this.page.further) {
        made[further.key] = this.furtherValue(further, old[further.key]);
      }
      const present = {};
      for (const key of this.order) if (made[key] !== void 0) present[key] = made[key];
      return present;
    }
    /** @param {string[]} found what is wrong */
    say(found) {
      const box = need("#fill-problems", HTMLElement);
      box.replaceChildren(...found.map(paragraph));
      box.hidden = !found.length;
    }
    /**
     * Judges what is filled in; shows what is wrong, or else the file.
     * @param {Choice} choice
     */
    finish(choice) {
      const added = this.entry();
      const made = this.record(choice.record, added);
      const found = problems(choice.record, made, added, this.judge);
      this.say(found);
      this.result.hidden = Boolean(found.length);
      if (found.length) {
        need("#fill-problems", HTMLElement).scrollIntoView({ block: "nearest" });
        return;
      }
      this.show(choice, written(choice.text, choice.record, made, added, this.order));
      const { warnings } = personalData(made, added, this.judge);
      const warned = need("#fill-warnings", HTMLElement);
      warned.textContent = warnings.length ? `请再看一遍：${warnings.join("")}` : "";
      warned.hidden = !warnings.length;
      this.result.focus();
    }
    /**
     * Shows a file with the ways to hand it in.
     * @param {Choice} choice
     * @param {string} text
     */
    show(choice, text) {
      need("#fill-path", HTMLElement).textContent = choice.path;
      need("#fill-text", HTMLElement).textContent = text;
      const save = need("#fill-save", HTMLAnchorElement);
      save.href = URL.createObjectURL(new Blob([text], { type: "text/yaml" }));
      save.download = choice.path.split("/").pop() ?? "";
      const { address, note } = this.handIn(choice, text);
      const open = need("#fill-open", HTMLAnchorElement);
      open.href = address;
      open.target = "_blank";
      open.rel = "noopener";
      open.hidden = !address;
      need("#fill-note", HTMLElement).textContent = note;
    }
    /**
     * Returns where a file is handed in, empty without a forge, and what to do there.
     * @param {Choice} choice
     * @param {string} text
     */
    handIn(choice, text) {
      if (choice.text && choice.edit) {
        const note2 = "这个文件已经有了：先点“复制全文”，再到平台的编辑页全选、粘贴，然后提交。";
        return { address: choice.edit, note: note2 };
      }
      if (choice.text || !choice.new) {
        const note2 = "台账设置里没有写代码平台的网址：请下载文件，交给管理员放到上面那个位置。";
        return { address: "", note: note2 };
      }
      const mark = choice.new.includes("?") ? "&" : "?";
      const filled = `${choice.new}${mark}value=${encodeURIComponent(text)}`;
      if (this.page.can_fill && filled.length <= LONGEST_ADDRESS) {
        return { address: filled, note: "打开的页面里文件名和内容已经填好，直接提交。" };
      }
      const note = "先点“复制全文”，再到平台的新建页粘贴；文件名是上面那一行。";
      return { address: choice.new, note };
    }
  };
  function paragraph(text) {
    const made = document.createElement("p");
    made.textContent = text;
    return made;
  }
  async function copyText(button, element) {
    var _a, _b;
    if (navigator.clipboard && window.isSecureContext) {
      await navigator.clipboard.writeText(element.textContent ?? "");
    } else {
      const range = document.createRange();
      range.selectNodeContents(element);
      (_a = getSelection()) == null ? void 0 : _a.removeAllRanges();
      (_b = getSelection()) == null ? void 0 : _b.addRange(range);
      if (!document.execCommand("copy")) return;
    }
    button.textContent = "已复制";
    setTimeout(() => {
      button.textContent = "复制全文";
    }, COPIED_FOR);
  }

  // script/sorting.js
  var CHINESE = new Intl.Collator("zh-CN", { numeric: true });
  var NO_VALUE = /* @__PURE__ */ new Set(["—", "未见记录"]);
  function makeSortable(table, changed = () => {
  }) {
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
  function sortRows(table, index, down) {
    const heads = all("th", HTMLTableCellElement, table);
    const head = heads[index];
    if (!(head == null ? void 0 : head.dataset.sort)) return false;
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
  function cell(row, index, numeric) {
    const text = (row.cells[index].textContent ?? "").trim();
    const number = index === 0 && row.dataset.order ? Number(row.dataset.order) : parseFloat(text);
    return { row, text, number, empty: numeric ? Number.isNaN(number) : NO_VALUE.has(text) };
  }

  // script/list.js
  var STEP = 300;
  var PAUSE = 80;
  var FILTERS = {
    // With a unit chosen, its own light counts, not the item's: it may have finished what another
    // unit is late with.
    light: (data, chosen) => chosen.unit !== "" || data.light === chosen.light,
    source: (data, chosen) => data.source === chosen.source,
    due: (data, chosen) => data.due === chosen.due,
    unit: (data, chosen) => {
      const light = chosen.light ? `${chosen.light} ` : "";
      return ` ${data.unit} `.includes(` ${chosen.unit}=${light}`);
    },
    clause: (data, chosen) => ` ${data.clause} `.includes(` ${chosen.clause} `)
  };
  var FIELDS = ["find", ...Object.keys(FILTERS)];
  function startList() {
    const form = find("#filters", HTMLFormElement);
    if (form) new List(form, need("#items", HTMLTableElement)).start();
  }
  var List = class {
    /**
     * @param {HTMLFormElement} form
     * @param {HTMLTableElement} table
     */
    constructor(form, table) {
      this.form = form;
      this.table = table;
      this.rows = [...table.tBodies[0].rows].map((row) => ({
        row,
        text: (row.textContent ?? "").toLowerCase(),
        data: row.dataset
      }));
      this.more = need("#more", HTMLButtonElement);
      this.shown = need("#shown", HTMLElement);
      this.nothing = need("#nothing", HTMLElement);
      this.order = "";
      this.limit = STEP;
      this.timer = void 0;
    }
    start() {
      makeSortable(this.table, (index, down) => this.sorted(index, down));
      this.form.addEventListener("input", () => this.typed());
      this.form.addEventListener("submit", (event) => event.preventDefault());
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
      const chosen = {};
      for (const name of Object.keys(FILTERS)) chosen[name] = field(this.form, name).value;
      const filters = Object.keys(FILTERS).filter((name) => chosen[name]);
      let count = 0;
      for (const { row, text, data } of this.rows) {
        const fits = filters.every((name) => FILTERS[name](data, chosen)) && words.every((word) => text.includes(word));
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
  };

  // script/places.js
  function startAtCurrentTab() {
    const tab = find(".md-tabs__item--active", HTMLElement);
    const tabs = find(".md-tabs__list", HTMLElement);
    if (tab && tabs) tabs.scrollLeft = tab.offsetLeft - tabs.clientWidth / 2 + tab.clientWidth / 2;
  }
  function startAtToday() {
    const axis = find("#timeline", HTMLElement);
    const bar = find("#timeline svg", SVGElement);
    if (!axis || !bar || axis.scrollWidth <= axis.clientWidth) return;
    const today = Number(axis.dataset.today) / 1e3;
    axis.scrollLeft = bar.getBoundingClientRect().width * today - axis.clientWidth / 3;
  }
  function openTargets() {
    window.addEventListener("hashchange", openTarget);
    openTarget();
  }
  function openTarget() {
    if (location.hash.length <= 1) return;
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) target.open = true;
  }

  // script/print.js
  function startPrintButtons() {
    for (const button of all("[data-print]", HTMLElement)) {
      button.addEventListener("click", () => window.print());
    }
  }

  // script/search.js
  function followSearchInput() {
    const query = find("[data-md-component=search-query]", HTMLElement);
    query == null ? void 0 : query.addEventListener("input", () => query.dispatchEvent(new KeyboardEvent("keyup")));
  }

  // script/stale.js
  var DAY = 24 * 60 * 60 * 1e3;
  var MOST_DAYS = 4;
  function warnIfStale() {
    const fresh = find("[data-as-of]", HTMLElement);
    if (!fresh) return;
    const since = Date.parse(`${fresh.dataset.asOf}T00:00:00+08:00`);
    if (Date.now() - since > MOST_DAYS * DAY) need("#stale", HTMLElement).hidden = false;
  }

  // script/main.js
  document.documentElement.classList.remove("no-js");
  warnIfStale();
  startPrintButtons();
  for (const part of all(".script[hidden]", HTMLElement)) part.hidden = false;
  startAtCurrentTab();
  startAtToday();
  followSearchInput();
  openTargets();
  for (const table of all("table.sortable", HTMLTableElement)) makeSortable(table);
  startList();
  startFillForm();
})();

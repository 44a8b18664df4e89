// The form: choices to a progress file, which is taken to the forge or saved.
import { all, field, find, need } from "./dom.js";
import { personalData, problems } from "./problems.js";
import { written } from "./progress.js";

// Longer addresses are refused by some forges.
const LONGEST_ADDRESS = 7000;
const COPIED_FOR = 2000;

/** Makes the form work, on the page that has one. */
export function startFillForm() {
  const form = find("#fill", HTMLFormElement);
  const Validator = window.DubanValidator;
  const lookForPersonalData = window.DubanPersonalData;
  if (!form || !Validator || !lookForPersonalData) return;
  /** @type {FormPage} */
  const page = JSON.parse(need("#fill-data", HTMLScriptElement).textContent ?? "");
  new FillForm(form, page, {
    today: page.today,
    personalData: lookForPersonalData,
    validate: (record) => new Validator(page.schema, "2020-12", false).validate(record),
  }).start();
}

class FillForm {
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
    /** @type {Choice | undefined} */
    this.choice = undefined;
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
    // The newest period stands first; the oldest that nothing was reported on waits longest.
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
      ...(period && { 期次: period }),
      情况: text,
      ...(percent !== "" && { 进度: Number(percent) }),
      ...(evidence.length && { 佐证: evidence }),
    };
  }

  /**
   * Returns the value of a field from the schema; as it was, where nobody changed it.
   * @param {FurtherField} further
   * @param {unknown} old
   * @returns {unknown}
   */
  furtherValue({ key, widget, choices }, old) {
    const written = this.value(key);
    if (written === String(old ?? "")) return old;
    const text = written.trim();
    if (!text) return undefined;
    if (widget === "number") return Number(text);
    return choices?.find((choice) => String(choice) === text) ?? text;
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
    const entries = [...(old.进展 ?? []), ...(added ? [added] : [])];
    const trouble = this.value("problems").trim();
    const next = this.value("next").trim();
    /** @type {ProgressRecord} */
    const made = {
      ...old,
      状态: state,
      完成日期: state === "已完成" && done ? done : undefined,
      进展: entries.length ? entries : undefined,
      存在问题: trouble || undefined,
      下一步: next || undefined,
    };
    for (const further of this.page.further) {
      made[further.key] = this.furtherValue(further, old[further.key]);
    }
    /** @type {ProgressRecord} */
    const present = {};
    for (const key of this.order) if (made[key] !== undefined) present[key] = made[key];
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
      const note =
        "这个文件已经有了：先点“复制全文”，再到平台的编辑页全选、粘贴，然后提交。";
      return { address: choice.edit, note };
    }
    if (choice.text || !choice.new) {
      const note =
        "台账设置里没有写代码平台的网址：请下载文件，交给管理员放到上面那个位置。";
      return { address: "", note };
    }
    const mark = choice.new.includes("?") ? "&" : "?";
    const filled = `${choice.new}${mark}value=${encodeURIComponent(text)}`;
    if (this.page.can_fill && filled.length <= LONGEST_ADDRESS) {
      return { address: filled, note: "打开的页面里文件名和内容已经填好，直接提交。" };
    }
    const note = "先点“复制全文”，再到平台的新建页粘贴；文件名是上面那一行。";
    return { address: choice.new, note };
  }
}

/** @param {string} text */
function paragraph(text) {
  const made = document.createElement("p");
  made.textContent = text;
  return made;
}

/**
 * Copies the text of an element; a page opened from file:// has no clipboard, but may copy what
 * is selected.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} element
 */
async function copyText(button, element) {
  if (navigator.clipboard && window.isSecureContext) {
    await navigator.clipboard.writeText(element.textContent ?? "");
  } else {
    const range = document.createRange();
    range.selectNodeContents(element);
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    if (!document.execCommand("copy")) return;
  }
  button.textContent = "已复制";
  setTimeout(() => {
    button.textContent = "复制全文";
  }, COPIED_FOR);
}

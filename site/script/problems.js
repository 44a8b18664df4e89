// What is wrong with a filled form, judged by the schema and the patterns that tasks check uses.

/**
 * @typedef {object} Judge
 * @property {string} today
 * @property {(text: string) => PersonalData} personalData
 * @property {(record: ProgressRecord) => Verdict} validate
 */

/**
 * Returns what is wrong, in words; empty where nothing is.
 * @param {ProgressRecord} old the record as it stands
 * @param {ProgressRecord} made the record as filled in
 * @param {Entry | null} added the entry that it has more
 * @param {Judge} judge
 * @returns {string[]}
 */
export function problems(old, made, added, judge) {
  const found = [
    ...missing(old, made, added),
    ...(added ? entryProblems(old.进展 ?? [], added, judge.today) : []),
    ...doneProblems(made, judge.today),
    ...percentProblems(added),
    ...personalData(made, added, judge).errors,
  ];
  return found.length ? found : schemaProblems(judge.validate(made));
}

/**
 * @param {ProgressRecord} old
 * @param {ProgressRecord} made
 * @param {Entry | null} added
 */
function missing(old, made, added) {
  const begun = made.状态 !== "未启动" && made.状态 === (old.状态 || "未启动");
  return !added && begun && !old.进展?.length ? ["“情况”没有填。"] : [];
}

/**
 * @param {Entry[]} old
 * @param {Entry} added
 * @param {string} today
 */
function entryProblems(old, added, today) {
  const last = old[old.length - 1];
  const found = [];
  if (!added.日期) found.push("进展的“日期”没有填。");
  if (added.日期 > today) found.push(`进展的“日期”不能晚于 ${today}。`);
  if (last && added.日期 < last.日期) found.push(`进展的“日期”不能早于上一条的 ${last.日期}。`);
  return found;
}

/**
 * @param {ProgressRecord} made
 * @param {string} today
 */
function doneProblems(made, today) {
  const done = made.状态 === "已完成";
  const found = [];
  if (done && !made.完成日期) found.push("状态是“已完成”的，要填“完成日期”。");
  if (made.完成日期 && made.完成日期 > today) found.push(`“完成日期”不能晚于 ${today}。`);
  if (done && !made.进展?.some((entry) => entry.佐证)) {
    found.push("状态是“已完成”的，至少一条进展要写“佐证”。");
  }
  return found;
}

/** @param {Entry | null} added */
function percentProblems(added) {
  const percent = added?.进度;
  if (percent === undefined || (percent % 1 === 0 && percent >= 0 && percent <= 100)) return [];
  return ["“进度”写 0 到 100 的整数。"];
}

// Keywords that only say that something below them is wrong.
const OUTER = /^(properties|items|allOf|if|then|\$ref)$/;

/**
 * @param {Verdict} verdict
 * @returns {string[]}
 */
function schemaProblems(verdict) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const { keyword, instanceLocation } of verdict.errors) {
    const keys = instanceLocation.split("/").slice(1).filter((key) => !/^\d+$/.test(key));
    const name = keys.length ? decodeURIComponent(keys[keys.length - 1]) : "";
    if (!name || found.has(name) || OUTER.test(keyword)) continue;
    const written = keyword === "pattern" || keyword === "maxLength";
    const why = written ? "：有不能用的字符、首尾有空格，或者太长。" : "。";
    found.set(name, `“${name}”的写法不对${why}`);
  }
  if (!verdict.valid && !found.size) return ["填写的内容不符合规定，请检查各项。"];
  return [...found.values()];
}

/**
 * Returns what to say of personal data, at each text and at its lines joined, as tasks check looks.
 * @param {ProgressRecord} made
 * @param {Entry | null} added
 * @param {Judge} judge
 * @returns {Remarks}
 */
export function personalData(made, added, judge) {
  /** @type {Set<string>} */
  const errors = new Set();
  /** @type {Set<string>} */
  const warnings = new Set();
  for (const text of [added?.情况, ...Object.values(made), ...(added?.佐证 ?? [])]) {
    if (typeof text !== "string") continue;
    for (const form of [text, text.replace(/\n/g, " ")]) {
      const said = judge.personalData(form);
      for (const words of said.errors) errors.add(words);
      for (const words of said.warnings) warnings.add(words);
    }
  }
  return { errors: [...errors], warnings: [...warnings] };
}

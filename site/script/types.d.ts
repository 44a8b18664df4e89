// What the script reads from a page and from the scripts beside it.

interface Entry {
  日期: string;
  期次?: string;
  情况: string;
  进度?: number;
  佐证?: string[];
}

/** A progress file as data; beside the form's own fields those that the schema has more. */
interface ProgressRecord {
  状态?: string;
  完成日期?: string;
  进展?: Entry[];
  存在问题?: string;
  下一步?: string;
  [further: string]: unknown;
}

/** A field that the form takes from the schema. */
interface FurtherField {
  key: string;
  widget: "choice" | "date" | "number" | "line" | "text";
  choices?: (string | number)[];
}

/** An item that the unit of a form reports on; `new` and `edit` lead to the forge. */
interface Choice {
  id: string;
  reason: string;
  path: string;
  text: string;
  record: ProgressRecord;
  periods: [label: string, name: string, reported: boolean][];
  new: string | null;
  edit: string | null;
}

/** What the site writes into the page of a form. */
interface FormPage {
  today: string;
  schema: { properties: object };
  further: FurtherField[];
  items: Choice[];
  can_fill: boolean;
}

/** What to say of personal data, in sentences. */
interface Remarks {
  errors: string[];
  warnings: string[];
}

/** What is found in a text: the kinds of personal data, and what to say of them. */
interface PersonalData extends Remarks {
  kinds: string[];
}

interface Verdict {
  valid: boolean;
  errors: { keyword: string; instanceLocation: string }[];
}

interface Window {
  DubanValidator?: new (
    schema: object,
    draft: string,
    shortCircuit: boolean,
  ) => { validate(value: unknown): Verdict };
  DubanPersonalData?: (text: string) => PersonalData;
}

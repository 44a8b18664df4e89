// JSON Schema in the browser, without eval: the form checks a progress file against the schema that tasks check uses.
import { Validator } from "@cfworker/json-schema";

window.DubanValidator = Validator;

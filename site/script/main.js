// The one script of the site. Without it every page still reads.
import { startFillForm } from "./form.js";
import { startList } from "./list.js";
import { startAtCurrentTab, startAtToday, openTargets } from "./places.js";
import { startPrintButtons } from "./print.js";
import { followSearchInput } from "./search.js";
import { makeSortable } from "./sorting.js";
import { warnIfStale } from "./stale.js";
import { all } from "./dom.js";

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

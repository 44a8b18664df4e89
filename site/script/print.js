// Buttons that print the page.
import { all } from "./dom.js";

/** Makes the print buttons work. */
export function startPrintButtons() {
  for (const button of all("[data-print]", HTMLElement)) {
    button.addEventListener("click", () => window.print());
  }
}

// The theme's search listens to keys alone; handwriting, dictation and pasting with the mouse
// press none.
import { find } from "./dom.js";

/** Lets the search follow every way of entering words. */
export function followSearchInput() {
  const query = find("[data-md-component=search-query]", HTMLElement);
  query?.addEventListener("input", () => query.dispatchEvent(new KeyboardEvent("keyup")));
}

// Says that a site is old, because the lights depend on the day.
import { find, need } from "./dom.js";

const DAY = 24 * 60 * 60 * 1000;
// The day that the data stand for lasts until midnight; three more days may pass.
const MOST_DAYS = 4;

/** Shows the notice on a page older than three days. */
export function warnIfStale() {
  const fresh = find("[data-as-of]", HTMLElement);
  if (!fresh) return;
  const since = Date.parse(`${fresh.dataset.asOf}T00:00:00+08:00`);
  if (Date.now() - since > MOST_DAYS * DAY) need("#stale", HTMLElement).hidden = false;
}

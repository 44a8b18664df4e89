// Where a page opens: at the current tab, at today, at the rule that a link names.
import { find } from "./dom.js";

/** On a phone the tabs run off the screen: begin where the current one stands. */
export function startAtCurrentTab() {
  const tab = find(".md-tabs__item--active", HTMLElement);
  const tabs = find(".md-tabs__list", HTMLElement);
  if (tab && tabs) tabs.scrollLeft = tab.offsetLeft - tabs.clientWidth / 2 + tab.clientWidth / 2;
}

/** A time axis wider than the screen opens at today. */
export function startAtToday() {
  const axis = find("#timeline", HTMLElement);
  const bar = find("#timeline svg", SVGElement);
  if (!axis || !bar || axis.scrollWidth <= axis.clientWidth) return;
  const today = Number(axis.dataset.today) / 1000;
  axis.scrollLeft = bar.getBoundingClientRect().width * today - axis.clientWidth / 3;
}

/** A rule's page opens the rule that the address names, now and whenever it changes. */
export function openTargets() {
  window.addEventListener("hashchange", openTarget);
  openTarget();
}

function openTarget() {
  if (location.hash.length <= 1) return;
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}

// The curators' map fields and maps that compare: each is started at once, or when the tab or the
// folded part that hides it is opened.

import { compare } from "./compare";
import { configOf } from "./config";
import { MapField } from "./field";
import { points } from "./points";

function start(root: HTMLElement): void {
  if (root.hasAttribute("data-compare-map")) return compare(root);
  if (root.hasAttribute("data-points-map")) return points(root);
  const area = root.querySelector("textarea");
  if (!area) return;
  const numbers = root.querySelector<HTMLElement>("[data-numbers]");
  if (numbers) numbers.hidden = false;
  new MapField(root, configOf(root), area);
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    start(target as HTMLElement);
  }
});

document.addEventListener("DOMContentLoaded", () => {
  for (const root of document.querySelectorAll<HTMLElement>("[data-map-widget], [data-compare-map], [data-points-map]"))
    // Maps that compare may be many: each when it comes into sight.
    if (root.offsetParent && !root.hasAttribute("data-compare-map")) start(root);
    else seen.observe(root);
});

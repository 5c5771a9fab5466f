// The curators' map fields: each is started at once, or when the tab that hides it is opened.

import { configOf } from "./config";
import { MapField } from "./field";

function start(root: HTMLElement): void {
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
  for (const root of document.querySelectorAll<HTMLElement>("[data-map-widget]"))
    if (root.offsetParent) start(root);
    else seen.observe(root);
});

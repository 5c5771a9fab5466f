// The button that turns the page light or dark, and remembers.

import { icon } from "./dom";
import type { Texts } from "../text";

export type Theme = "light" | "dark";

const dark = window.matchMedia("(prefers-color-scheme: dark)");

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  if (chosen === "light" || chosen === "dark") return chosen;
  return dark.matches ? "dark" : "light";
}

/** Wires `button`; `changed` is called after every change, the system's own included. */
export function themeSwitch(button: HTMLElement, texts: Texts, changed: () => void): void {
  const show = (): void => {
    const next = currentTheme() === "dark" ? "light" : "dark";
    button.replaceChildren(icon(next === "dark" ? "moon" : "sun"));
    button.setAttribute("aria-label", texts.t(`theme.${next}`));
    button.title = texts.t(`theme.${next}`);
  };
  button.addEventListener("click", () => {
    const next: Theme = currentTheme() === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = next;
    try {
      localStorage.setItem("theme", next);
    } catch {
      // It holds for this page at least.
    }
    show();
    changed();
  });
  dark.addEventListener("change", () => {
    show();
    changed();
  });
  show();
}

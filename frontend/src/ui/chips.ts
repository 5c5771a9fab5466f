// The row of filters: open now, and the top categories.

import type { Category } from "../data/api";
import type { Texts } from "../text";
import { h, icon, safeColour } from "./dom";

export class Chips {
  private buttons = new Map<string, HTMLButtonElement>();

  constructor(
    private row: HTMLElement,
    private texts: Texts,
    private pressed: (name: string) => void,
  ) {
    this.show([]);
  }

  show(categories: Category[]): void {
    const tops = categories.filter((category) => !category.parent);
    tops.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
    const active = [...this.buttons].filter(([, b]) => b.getAttribute("aria-pressed") === "true");
    this.buttons.clear();
    this.row.replaceChildren(
      this.chip("open", this.texts.t("filter.open"), "clock", "#177138"),
      ...tops.map((c) => this.chip(c.slug, c.name, c.icon, c.colour)),
    );
    this.press(active.map(([name]) => name));
  }

  press(names: string[]): void {
    for (const [name, button] of this.buttons)
      button.setAttribute("aria-pressed", String(names.includes(name)));
  }

  private chip(name: string, label: string, glyph: string, colour: string): HTMLButtonElement {
    const svg = icon(glyph);
    const mark = h("span", { class: "chip__icon" }, svg);
    mark.style.setProperty("--colour", safeColour(colour));
    const button = h(
      "button",
      { type: "button", class: "chip", "aria-pressed": "false", onclick: () => this.pressed(name) },
      mark,
      label,
    );
    this.buttons.set(name, button);
    return button;
  }
}

// The place of the card in the panel: waiting, a card, or what went wrong; and where the focus is.

import type { Texts } from "../text";
import { byId, h } from "./dom";
import { reason } from "./notices";
import type { Sheet } from "./sheet";

export class CardPanel {
  private holder = byId("card");
  private title = document.title;
  private focus = false; // the card that is waited for gets the focus

  constructor(
    private texts: Texts,
    private sheet: Sheet,
  ) {}

  /** Something is coming; `focus`: somebody asked for it on this page. */
  wait(focus: boolean): void {
    this.focus = focus && Boolean(this.holder.hidden);
    this.holder.replaceChildren(h("div", { class: "place", "aria-busy": "true" }, h("div", { class: "place__hero bone bone--hero" })));
    this.show(true);
  }

  put(name: string, card: HTMLElement): void {
    const focus = this.focus || Boolean(this.holder.hidden) || this.holder.contains(document.activeElement);
    this.focus = false;
    this.holder.replaceChildren(card);
    this.show(true);
    document.title = `${name} · ${this.title}`;
    if (focus) document.getElementById("place-name")?.focus({ preventScroll: true });
  }

  fail(error: unknown, again: () => void, close: () => void): void {
    this.holder.replaceChildren(
      h("div", { class: "empty" },
        h("p", {}, reason(error, this.texts)),
        h("button", { type: "button", class: "button button--soft", onclick: again }, this.texts.t("retry")),
        h("button", { type: "button", class: "button button--plain", onclick: close }, this.texts.t("close"))),
    );
  }

  /** Back to the list; whether there was a card. */
  clear(): boolean {
    if (this.holder.hidden) return false;
    this.show(false);
    this.holder.replaceChildren();
    document.title = this.title;
    if (this.sheet.snap === "full") this.sheet.to("half");
    return true;
  }

  private show(shown: boolean): void {
    this.holder.hidden = !shown;
    byId("list-view").hidden = shown;
    byId("panel").classList.toggle("panel--card", shown);
    byId("panel-body").scrollTop = 0;
    if (shown) this.sheet.atLeast("half");
  }
}

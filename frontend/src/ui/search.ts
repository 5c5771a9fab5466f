// The search box: suggestions while typing, as an ARIA combobox with a list box.

import type { Api, Hit, Page } from "../data/api";
import { isAbort } from "../data/api";
import type { Texts } from "../text";
import { byId, calm, h, icon, safeColour } from "./dom";
import { marked } from "./marked";

export interface SearchEvents {
  near: () => { lon: number; lat: number };
  chosen: (hit: Hit) => void;
  asked: (q: string) => void;
  cleared: () => void;
}

const PAUSE = 160;

export class SearchBox {
  private input = byId<HTMLInputElement>("q");
  private list = byId("suggestions");
  private clearer = byId("clear");
  private hits: Hit[] = [];
  private active = -1;
  private running: AbortController | null = null;

  constructor(
    private api: Api,
    private texts: Texts,
    private titles: Record<string, string>,
    private on: SearchEvents,
  ) {
    const { input } = this;
    const ask = calm(PAUSE, () => void this.suggest());
    input.addEventListener("input", () => {
      this.clearer.hidden = !input.value;
      ask();
    });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("focus", () => this.hits.length && input.value && this.open(true));
    input.addEventListener("blur", () => window.setTimeout(() => this.open(false), 150));
    byId("search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.clearer.addEventListener("click", () => {
      this.set("");
      input.focus();
      this.on.cleared();
    });
  }

  set(q: string): void {
    this.input.value = q;
    this.clearer.hidden = !q;
    this.hits = [];
    this.open(false);
  }

  private submit(): void {
    const q = this.input.value.trim();
    this.running?.abort();
    this.open(false);
    this.input.blur();
    if (q) this.on.asked(q);
    else this.on.cleared();
  }

  private async suggest(): Promise<void> {
    const q = this.input.value.trim();
    this.running?.abort();
    if (!q) {
      this.hits = [];
      this.open(false);
      return;
    }
    this.running = new AbortController();
    try {
      const query = { q, limit: 8, ...this.on.near() };
      const page = await this.api.get<Page<Hit>>("suggest", query, this.running.signal);
      this.hits = page.items;
      this.show();
    } catch (error) {
      if (!isAbort(error)) this.open(false); // the search itself will say what is wrong
    }
  }

  private show(): void {
    this.active = -1;
    this.list.replaceChildren(...this.hits.map((hit, i) => this.option(hit, i)));
    this.open(document.activeElement === this.input && this.hits.length > 0);
    byId("spoken").textContent = this.texts.t("search.suggestions", { n: this.hits.length });
  }

  private option(hit: Hit, i: number): HTMLElement {
    const kind = hit.hint ?? this.titles[hit.collection] ?? "";
    const badge = h("span", { class: "suggestion__icon" }, icon(hit.icon ?? (hit.collection === "categories" ? "filter" : "map")));
    badge.style.color = safeColour(hit.colour);
    return h(
      "li",
      {
        role: "option",
        id: `suggestion-${i}`,
        class: "suggestion",
        "aria-selected": "false",
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.choose(i),
      },
      badge,
      h(
        "span",
        { class: "suggestion__text" },
        h("span", { class: "suggestion__name" }, marked(hit.marked, hit.name)),
        kind ? h("span", { class: "suggestion__hint" }, kind) : null,
      ),
    );
  }

  private choose(i: number): void {
    const hit = this.hits[i];
    if (!hit) return;
    this.set(hit.name);
    this.input.blur();
    this.on.chosen(hit);
  }

  private key(event: KeyboardEvent): void {
    const open = !this.list.hidden;
    const last = this.hits.length - 1;
    if (event.key === "Escape") {
      if (open) this.open(false);
      else if (this.input.value) {
        this.set("");
        this.on.cleared();
      } else return;
    } else if (event.key === "Enter" && open && this.active >= 0) this.choose(this.active);
    else if (event.key === "ArrowDown" && last >= 0) {
      this.open(true);
      this.move(this.active >= last ? 0 : this.active + 1);
    } else if (event.key === "ArrowUp" && last >= 0) {
      this.open(true);
      this.move(this.active <= 0 ? last : this.active - 1);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move(to: number): void {
    this.active = to;
    [...this.list.children].forEach((option, i) => {
      option.setAttribute("aria-selected", String(i === to));
      if (i === to) option.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `suggestion-${to}`);
  }

  private open(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute("aria-expanded", String(open));
    if (open) return;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
  }
}

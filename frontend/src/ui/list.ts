// The list of places beside the map: rows, a waiting state, and words when there is nothing.

import type { Place } from "../data/api";
import { scene } from "../scenes";
import type { Texts } from "../text";
import { h, icon, safeColour, safeUrl } from "./dom";

export interface Row extends Place {
  href: string;
  collection?: string; // where it is from, when not a place
  page?: string | null; // its page in the portal, when not a place
}

export interface Action {
  label: string;
  run: () => void;
}

export interface ListEvents {
  open: (row: Row) => void;
  hover: (slug: string | null) => void;
}

const STEP = 12; // rows that are made at a time; the next come when the end is in sight

export class PlaceList {
  private rows: Row[] = [];
  private shown = STEP;
  private last: Action | null = null;
  private end: IntersectionObserver;

  constructor(
    private root: HTMLElement,
    private scenes: string,
    private texts: Texts,
    private on: ListEvents,
  ) {
    this.end = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && this.grow(),
      { rootMargin: "400px" },
    );
  }

  wait(): void {
    // What is there stays until the answer comes: rows, or the words the page came with.
    if (this.rows.length || this.root.querySelector(".intro")) return;
    this.root.setAttribute("aria-busy", "true");
    const row = (): HTMLElement =>
      h("div", { class: "row row--waiting", "aria-hidden": "true" },
        h("span", { class: "row__picture" }),
        h("span", { class: "row__text" }, h("span", { class: "bone" }), h("span", { class: "bone bone--short" })));
    this.root.replaceChildren(row(), row(), row(), row());
  }

  /** Shows these rows, with a way on below the last; the row in focus keeps it. */
  show(rows: Row[], last: Action | null = null): void {
    const held = this.root.contains(document.activeElement) && (document.activeElement as HTMLElement).dataset["slug"];
    this.rows = rows;
    this.last = last;
    this.shown = STEP;
    this.render();
    if (held) this.focus(held);
  }

  /** Words in place of rows, with a way on. */
  say(words: string, actions: (Action | null)[], glyph = "search"): void {
    this.rows = [];
    this.root.removeAttribute("aria-busy");
    this.root.replaceChildren(
      h("div", { class: "empty" },
        icon(glyph, "icon empty__icon"),
        h("p", {}, words),
        ...actions.map((a) => a && h("button", { type: "button", class: "button button--soft", onclick: a.run }, a.label))),
    );
  }

  focus(slug: string): boolean {
    const link = this.root.querySelector<HTMLElement>(`[data-slug="${CSS.escape(slug)}"]`);
    link?.focus();
    return link !== null;
  }

  private render(): void {
    this.root.removeAttribute("aria-busy");
    const list = h("ul", { role: "list" }, ...this.items(0));
    this.root.replaceChildren(list, ...this.foot());
  }

  /** The next rows, below those that are there. */
  private grow(): void {
    const list = this.root.querySelector("ul");
    const from = this.shown;
    if (!list || from >= this.rows.length) return;
    this.shown += STEP;
    list.append(...this.items(from));
    for (const button of this.root.querySelectorAll(":scope > .more")) button.remove();
    this.root.append(...this.foot());
  }

  private items(from: number): HTMLElement[] {
    return this.rows.slice(from, this.shown).map((row) => h("li", {}, this.row(row)));
  }

  private foot(): HTMLElement[] {
    this.end.disconnect();
    const rest = this.rows.length - this.shown;
    if (rest > 0) {
      const more = this.button(this.texts.t("list.more", { n: rest }), () => this.grow());
      this.end.observe(more);
      return [more];
    }
    return this.last ? [this.button(this.last.label, this.last.run)] : [];
  }

  private button(label: string, run: () => void): HTMLElement {
    return h("button", { type: "button", class: "button button--plain more", onclick: run }, label);
  }

  private row(place: Row): HTMLElement {
    return h(
      "a",
      {
        class: "row",
        href: place.href,
        "data-slug": place.slug,
        onclick: (event) => {
          const click = event as MouseEvent;
          if (click.metaKey || click.ctrlKey || click.shiftKey) return; // a tab of its own
          event.preventDefault();
          this.on.open(place);
        },
        onpointerenter: () => this.on.hover(place.slug),
        onpointerleave: () => this.on.hover(null),
        onfocus: () => this.on.hover(place.slug),
        onblur: () => this.on.hover(null),
      },
      picture(place, this.scenes, "row__picture"),
      h(
        "span",
        { class: "row__text" },
        h("span", { class: "row__name", lang: place.language ?? null }, place.name),
        h("span", { class: "row__line" }, categoryMark(place), h("span", {}, [place.category_name, place.commune_name].filter(Boolean).join(" · "))),
        this.third(place),
      ),
    );
  }

  private third(place: Row): HTMLElement | null {
    const parts: (HTMLElement | string)[] = [];
    const open = place.live?.open_now;
    if (open === true) parts.push(h("span", { class: "open" }, this.texts.t("open.yes")));
    if (open === false) parts.push(h("span", { class: "shut" }, this.texts.t("open.no")));
    if (place.distance_m !== undefined) parts.push(this.texts.distance(place.distance_m));
    if (place.approximate) parts.push(h("span", { class: "row__rough" }, icon("approximate"), this.texts.t("approximate.short")));
    if (!parts.length) return null;
    const line = h("span", { class: "row__line row__line--facts" });
    parts.forEach((part) => line.append(typeof part === "string" ? h("span", {}, part) : part));
    return line;
  }
}

function categoryMark(place: Place): HTMLElement {
  const mark = h("span", { class: "row__mark" }, icon(place.icon));
  mark.style.setProperty("--colour", safeColour(place.colour));
  return mark;
}

/** The photograph, or the picture drawn for its kind. */
export function picture(place: Pick<Place, "slug" | "icon" | "photo">, scenes: string, className: string): HTMLElement {
  const photo = typeof place.photo === "string" ? { url: place.photo } : place.photo;
  const src = (photo && safeUrl(photo.url)) || scene(scenes, place.icon, place.slug);
  const img = h("img", { src, alt: (photo as { alt?: string })?.alt ?? "", loading: "lazy", decoding: "async", width: 96, height: 72 });
  return h("span", { class: className }, img);
}

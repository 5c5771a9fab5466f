// One place: picture, names, whether it is open, how to get there, what is known of it.

import type { Disruption, Place, PlaceDetail } from "../data/api";
import type { Texts } from "../text";
import { directions } from "../directions";
import { hoursInWords } from "../hours";
import { h, icon, safeColour, safeUrl } from "./dom";
import { picture } from "./list";

export interface CardEvents {
  close: () => void;
  share: (place: Place) => void;
}

export interface CardContext {
  scenes: string;
  lang: string;
  page: string; // address of the place's own page
  distance: number | null;
}

type Item = HTMLElement | null;

/** The card; what is not loaded yet is left out, and the card is made again when it is. */
export function card(
  place: Place | PlaceDetail,
  loaded: boolean,
  context: CardContext,
  texts: Texts,
  on: CardEvents,
): HTMLElement {
  const detail: PlaceDetail = place;
  return h(
    "article",
    { class: "place", "aria-busy": String(!loaded) },
    hero(place, context, texts, on),
    h(
      "div",
      { class: "place__body" },
      h("h2", { class: "place__name", tabindex: "-1", id: "place-name", lang: place.language ?? null }, place.name),
      otherName(detail, context.lang),
      facts(place, context, texts),
      ...(detail.disruptions ?? []).map((d) => disruption(d, texts)),
      place.approximate ? approximate(place, texts) : null,
      loaded ? actions(detail, texts, on) : h("div", { class: "bone bone--button" }),
      words(detail, loaded),
      loaded ? details(detail, texts) : null,
      loaded ? h("a", { class: "place__more", href: context.page }, texts.t("card.more"), icon("arrow-right")) : null,
    ),
  );
}

function hero(place: Place, context: CardContext, texts: Texts, on: CardEvents): HTMLElement {
  const badge = h("span", { class: "place__category" }, icon(place.icon), place.category_name ?? "");
  badge.style.setProperty("--colour", safeColour(place.colour));
  return h(
    "div",
    { class: "place__hero" },
    picture(place, context.scenes, "place__picture"),
    place.category_name ? badge : null,
    h("button", { type: "button", class: "round place__close", "aria-label": texts.t("close"), onclick: on.close }, icon("close")),
  );
}

/** The name in another language: what signs on the spot say, or what others call it. */
function otherName(place: PlaceDetail, lang: string): Item {
  const names = place.names ?? {};
  const other = lang === "vi" ? "en" : "vi";
  const name = names[other];
  return name && name !== place.name ? h("p", { class: "place__other", lang: other }, name) : null;
}

function facts(place: Place, context: CardContext, texts: Texts): HTMLElement {
  const line = h("p", { class: "place__facts" });
  const { open_now: open, next_change: next } = place.live ?? { open_now: null, next_change: null };
  if (open !== null) {
    const state = h("span", { class: open ? "open" : "shut" }, texts.t(open ? "open.yes" : "open.no"));
    const until = next && texts.t(open ? "open.until" : "open.from", { time: texts.time(next) });
    line.append(h("span", { class: "fact" }, icon("clock"), state, until ? h("span", {}, until) : null));
  }
  if (context.distance !== null)
    line.append(h("span", { class: "fact" }, icon("locate"), texts.t("distance.away", { distance: texts.distance(context.distance) })));
  if (place.commune_name) line.append(h("span", { class: "fact" }, icon("pin"), place.commune_name));
  return line;
}

function disruption(d: Disruption, texts: Texts): HTMLElement {
  const until = d.ends_at ? texts.t("disruption.until", { time: texts.time(d.ends_at) }) : "";
  return h("div", { class: "notice notice--warn", role: "note" }, icon("warning"),
    h("div", {}, h("strong", {}, d.name), d.reason ? h("p", {}, d.reason) : null, until ? h("p", { class: "muted" }, until) : null));
}

function approximate(place: Place, texts: Texts): HTMLElement {
  const far = place.accuracy_m ? texts.t("approximate.within", { distance: texts.distance(place.accuracy_m) }) : "";
  return h("p", { class: "place__rough" }, icon("approximate"), h("span", {}, [texts.t("approximate.long"), far].filter(Boolean).join(" ")));
}

function actions(place: PlaceDetail, texts: Texts, on: CardEvents): HTMLElement {
  const row = h("div", { class: "place__actions" });
  const ways = place.navigable ? directions(place) : [];
  const [first, ...others] = ways;
  if (first) row.append(h("a", { class: "button", href: first.url, rel: "noopener", target: first.tab ? "_blank" : null }, icon("directions"), texts.t("card.directions")));
  row.append(h("button", { type: "button", class: "button button--soft", onclick: () => on.share(place) }, icon("share"), texts.t("card.share")));
  if (!others.length) return row;
  const links = others.map((way) => h("a", { href: way.url, rel: "noopener", target: way.tab ? "_blank" : null }, way.name ?? texts.t("card.otherApp")));
  return h("div", {}, row, h("p", { class: "place__ways" }, h("span", {}, texts.t("card.openWith")), ...links));
}

function words(place: PlaceDetail, loaded: boolean): Item {
  const text = place.description ?? place.teaser;
  if (text) return h("p", { class: "place__words", lang: place.language ?? null }, text);
  return loaded ? null : h("div", {}, h("span", { class: "bone" }), h("span", { class: "bone" }), h("span", { class: "bone bone--short" }));
}

function hours(place: PlaceDetail, texts: Texts): Item {
  if (!place.opening_hours) return null;
  return h("div", {}, ...hoursInWords(place.opening_hours, texts).map((line) => h("p", {}, line)));
}

function details(place: PlaceDetail, texts: Texts): HTMLElement {
  const list = h("dl", { class: "place__details" });
  const add = (glyph: string, key: string, value: Node | string | null | undefined | false): void => {
    if (value) list.append(h("div", {}, h("dt", {}, icon(glyph), h("span", { class: "visually-hidden" }, texts.t(key))), h("dd", {}, value)));
  };
  const phone = place.phone?.replace(/[^\d+]/g, "");
  const site = place.website && safeUrl(place.website);
  add("pin", "card.address", place.address);
  add("clock", "card.hours", hours(place, texts));
  add("ticket", "card.fee", typeof place.fee === "string" && place.fee);
  add("phone", "card.phone", phone ? h("a", { href: `tel:${phone}` }, place.phone!) : null);
  add("website", "card.website", site ? h("a", { href: site, rel: "noopener nofollow", target: "_blank" }, new URL(site, location.href).hostname) : null);
  return list;
}

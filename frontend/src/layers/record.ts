// One record of any layer: read with its card, shown beside the map, marked on it.

import L from "leaflet";
import type { Api } from "../data/api";
import { picture } from "../ui/list";
import { h, icon, safeColour } from "../ui/dom";
import type { Texts } from "../text";

type Geometry = { type: string; coordinates: unknown };

/** What every record has, and what many have. */
export interface Shown {
  collection: string;
  slug: string;
  name: string;
  language: string;
  hint: string;
  starts: Date | null;
  ends: Date | null;
  words: string;
  icon: string;
  colour: string;
  approximate: boolean;
  cancelled: boolean;
  reason: string;
  geometry: Geometry | null;
}

interface Feature {
  geometry: Geometry | null;
  properties: Record<string, unknown> & {
    slug: string;
    name: string;
    language: string;
    card: { hint: string | null; starts_at: string | null; ends_at: string | null };
  };
}

export async function loadRecord(
  api: Api,
  show: string,
  look: (collection: string) => { icon: string; colour: string },
  signal: AbortSignal,
): Promise<Shown> {
  const [collection, slug] = show.split("/") as [string, string];
  const path = `${collection}/${encodeURIComponent(slug)}`;
  const { geometry, properties: p } = await api.get<Feature>(path, { card: true, format: "geojson" }, signal);
  const text = (name: string): string => (typeof p[name] === "string" ? (p[name] as string) : "");
  const moment = (iso: string | null): Date | null => (iso ? new Date(iso) : null);
  const layer = look(collection);
  return {
    collection, slug: p.slug, name: p.name, language: p.language, geometry,
    hint: p.card.hint ?? "", starts: moment(p.card.starts_at), ends: moment(p.card.ends_at),
    words: text("description") || text("teaser"), reason: text("reason"),
    icon: text("icon") || layer.icon, colour: text("colour") || layer.colour,
    approximate: p["approximate"] === true || p["position_approximate"] === true,
    cancelled: p["cancelled"] === true || p["state"] === "cancelled",
  };
}

export interface RecordContext {
  scenes: string;
  title: string; // of its collection
  page: string; // address of its own page, or ""
  close: () => void;
  share: () => void;
}

export function recordCard(record: Shown, context: RecordContext, texts: Texts): HTMLElement {
  const badge = h("span", { class: "place__category" }, icon(record.icon), context.title);
  badge.style.setProperty("--colour", safeColour(record.colour));
  const look = { slug: record.slug, icon: record.icon };
  const fact = (glyph: string, words: string): HTMLElement | null =>
    words ? h("span", { class: "fact" }, icon(glyph), words) : null;
  const when = record.starts ? texts.span(record.starts, record.ends) : "";
  return h(
    "article",
    { class: "place", "aria-busy": "false" },
    h("div", { class: "place__hero" }, picture(look, context.scenes, "place__picture"), badge,
      h("button", { type: "button", class: "round place__close", "aria-label": texts.t("close"), onclick: context.close }, icon("close"))),
    h("div", { class: "place__body" },
      h("h2", { class: "place__name", tabindex: "-1", id: "place-name", lang: record.language }, record.name),
      h("p", { class: "place__facts" }, fact("calendar", when), fact(record.icon, record.hint)),
      record.cancelled
        ? h("div", { class: "notice notice--warn", role: "note" }, icon("warning"),
            h("div", {}, h("strong", {}, texts.t("record.cancelled")), record.reason ? h("p", {}, record.reason) : null))
        : null,
      record.approximate ? h("p", { class: "place__rough" }, icon("approximate"), h("span", {}, texts.t("record.rough"))) : null,
      record.words ? h("p", { class: "place__words", lang: record.language }, record.words) : null,
      h("div", { class: "place__actions" },
        context.page ? h("a", { class: "button", href: context.page }, texts.t("card.more"), icon("arrow-right")) : null,
        h("button", { type: "button", class: "button button--soft", onclick: context.share }, icon("share"), texts.t("card.share")))),
  );
}

/** The record's own shape, drawn on top while its card is open. */
export class Highlight {
  private layer: L.GeoJSON | null = null;

  constructor(private map: L.Map) {}

  /** Draws it; its bounds, or null when it lies nowhere. */
  show(record: Shown): L.LatLngBounds | null {
    this.hide();
    if (!record.geometry) return null;
    const colour = safeColour(record.colour);
    const ring = (at: L.LatLng): L.Layer =>
      L.circleMarker(at, { radius: 22, color: colour, weight: 3, fillColor: colour, fillOpacity: 0.16, interactive: false });
    this.layer = L.geoJSON(record.geometry as never, {
      interactive: false,
      style: { color: colour, weight: 6, fillOpacity: 0.12 },
      pointToLayer: (_feature, at) => ring(at),
    }).addTo(this.map);
    const bounds = this.layer.getBounds();
    return bounds.isValid() ? bounds : null;
  }

  hide(): void {
    this.layer?.remove();
    this.layer = null;
  }
}

// A layer that a collection declares (tours, events by date, specialities): its lines on canvas
// tiles, a sign with the layer's symbol at each point and on each line, close ones in groups.

import L from "leaflet";
import type { LayerConfig } from "../config";
import type { TileFeature, TileStore } from "../data/tiles";
import { DEEPEST, OverlayLayer, type Tint } from "../overlays";
import { spot } from "../pins/marker";
import { calm, h, icon, safeColour } from "../ui/dom";
import { grouped, marksOf, type Group, type Mark } from "./marks";

const NAMES_FROM = 13;
const SIZE = 32;

export interface RecordEvents {
  one: (mark: Mark) => void;
  several: (marks: Mark[]) => void;
  named: (mark: Mark) => string; // its name and when it is
  many: (marks: Mark[]) => string; // what a group is called
  covered: (at: L.Point) => boolean;
  drawn: (count: number) => void; // once all of the view is there
}

export class RecordLayer extends OverlayLayer {
  private drawn = new Map<string, L.Marker>();
  private arranging = calm(60, () => this.arrange());

  constructor(
    layer: LayerConfig,
    store: TileStore,
    private events: RecordEvents,
  ) {
    super(layer, store, (p) => this.hit(String(p["slug"])), events.covered);
    this.on("load", () => {
      this.arrange();
      events.drawn(this.drawn.size);
    });
  }

  /** Shows what these tiles hold instead. */
  use(store: TileStore): void {
    this.store = store;
    this.held.clear();
    if (this._map) this.redraw();
    this.arranging();
  }

  override onAdd(map: L.Map): this {
    super.onAdd(map);
    map.on("zoomend moveend", this.arranging);
    return this;
  }

  override onRemove(map: L.Map): this {
    map.off("zoomend moveend", this.arranging);
    super.onRemove(map);
    this.drawn.clear();
    this.held.clear();
    return this;
  }

  override reach(): void {
    for (const marker of this.drawn.values()) this.reachOf(marker);
  }

  protected override tint(f: TileFeature): Tint {
    const colour = safeColour(String(f.properties["colour"] ?? this.layer.colour));
    return { colour, dash: f.properties["schematic"] === true ? [10, 6] : [], cased: true };
  }

  protected override sign(): void {
    this.arranging();
  }

  private hit(slug: string): void {
    const mark = this.marks().find((m) => m.slug === slug);
    if (mark) this.events.one(mark);
  }

  /** What the tiles of this level hold in the view; of a line only what is nearest its middle. */
  private marks(): Mark[] {
    if (!this._map) return [];
    const z = this.level() - 1;
    const view = this._map.getBounds().pad(0.1);
    const middle = view.getCenter();
    const away = (m: Mark): number => Math.hypot(m.lon - middle.lng, m.lat - middle.lat);
    const lines = new Map<string, Mark>();
    const points = new Map<string, Mark>();
    for (const [name, features] of this.held) {
      const [tz, x, y] = name.split("/").map(Number) as [number, number, number];
      if (tz !== z) continue;
      for (const f of features)
        for (const mark of marksOf([f], { z, x, y }, this.layer.icon, this.layer.colour)) {
          if (!view.contains([mark.lat, mark.lon])) continue;
          if (f.type === 1) points.set(`${mark.slug} ${mark.lon.toFixed(4)} ${mark.lat.toFixed(4)}`, mark);
          else {
            const before = lines.get(mark.slug);
            if (!before || away(mark) < away(before)) lines.set(mark.slug, mark);
          }
        }
    }
    return [...lines.values(), ...points.values()];
  }

  private arrange(): void {
    if (!this._map) return;
    const zoom = this._map.getZoom();
    const groups = grouped(this.marks(), (m) => this._map.project([m.lat, m.lon], zoom));
    const wanted = new Map(groups.map((group) => [`${zoom >= NAMES_FROM} ${group.key}`, group]));
    for (const [key, marker] of this.drawn)
      if (!wanted.has(key)) {
        this.signs.removeLayer(marker);
        this.drawn.delete(key);
      }
    for (const [key, group] of wanted) {
      if (this.drawn.has(key)) continue;
      const marker = this.marker(group, zoom >= NAMES_FROM);
      this.drawn.set(key, marker);
      this.signs.addLayer(marker);
    }
    this.reach();
  }

  private marker(group: Group, named: boolean): L.Marker {
    const [first] = group.marks as [Mark];
    const alone = group.marks.length === 1;
    const words = alone ? this.events.named(first) : this.events.many(group.marks);
    const marker = spot([group.lat, group.lon], sign(group, alone && named), words, { zIndexOffset: 1500 });
    marker.on("click", () => (alone ? this.events.one(first) : this.events.several(group.marks)));
    return marker;
  }

  /** The level whose tiles are shown. */
  private level(): number {
    return Math.min(Math.round(this._map.getZoom()), DEEPEST);
  }
}

/** The symbol on a disc; how many, where there are several. */
function sign(group: Group, named: boolean): L.DivIcon {
  const [first] = group.marks as [Mark];
  const classes = ["mark", first.approximate && "mark--rough", first.cancelled && "mark--off"];
  const disc = h("div", { class: classes.filter(Boolean).join(" ") }, icon(first.icon));
  disc.style.setProperty("--colour", safeColour(first.colour));
  if (group.marks.length > 1) disc.append(h("span", { class: "mark__count" }, String(group.marks.length)));
  else if (named) disc.append(h("span", { class: "mark__name" }, first.name));
  // Beside the point: a place's pin may stand on it. On a line: in its middle.
  const anchor: [number, number] = first.line ? [SIZE / 2, SIZE / 2] : [-4, 4];
  return L.divIcon({ html: disc, className: "spot", iconSize: [SIZE, SIZE], iconAnchor: anchor });
}


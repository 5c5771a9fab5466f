// Layers of other collections (disruptions, areas …): lines and areas painted on canvas tiles,
// points and warnings as markers. Layers that are declared as such: layers/record-layer.ts.

import L from "leaflet";
import type { LayerConfig } from "./config";
import { lonLat, type Properties, type TileFeature, type TileKey, type TileStore } from "./data/tiles";
import { spot, warningIcon } from "./pins/marker";

const SIDE = 512; // a tile of the level above, drawn at its double size: a quarter of the requests
export const DEEPEST = 17;
const REACH = 10; // pixels around a line that count as touching it

export type Picked = (properties: Properties, at: L.LatLng) => void;

/** How a line or an area is drawn. */
export interface Tint {
  colour: string;
  dash: number[];
  cased: boolean; // with a light edge, so that it stands out from roads
}

export class OverlayLayer extends L.GridLayer {
  protected signs = L.layerGroup();
  private seen = new Map<string, L.Marker>();
  protected held = new Map<string, TileFeature[]>();

  constructor(
    protected layer: LayerConfig,
    protected store: TileStore,
    private picked: Picked,
    private covered: (at: L.Point) => boolean,
  ) {
    super({ tileSize: SIDE, updateWhenIdle: true, maxNativeZoom: DEEPEST, pane: "overlays" });
    this.on("tileunload", (event) => {
      this.held.delete(name(above((event as L.TileEvent).coords)));
    });
  }

  override onAdd(map: L.Map): this {
    super.onAdd(map);
    this.signs.addTo(map);
    map.on("click", this.clicked, this);
    return this;
  }

  override onRemove(map: L.Map): this {
    super.onRemove(map);
    this.signs.clearLayers();
    this.signs.remove();
    this.seen.clear();
    map.off("click", this.clicked, this);
    return this;
  }

  /** Keyboards pass by the signs that are out of sight or under the panel. */
  reach(): void {
    for (const marker of this.seen.values()) this.reachOf(marker);
  }

  protected reachOf(marker: L.Marker): void {
    const covered = this.covered(this._map.latLngToContainerPoint(marker.getLatLng()));
    marker.getElement()?.setAttribute("tabindex", covered ? "-1" : "0");
  }

  protected override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const tile = document.createElement("canvas");
    const scale = Math.min(window.devicePixelRatio || 1, 3);
    tile.width = tile.height = Math.ceil(SIDE * scale);
    const key = above(coords);
    const store = this.store;
    store.get(key).then(
      (features) => {
        if (store !== this.store) return done(undefined, tile); // others are wanted by now
        this.held.set(name(key), features);
        const ctx = features.length ? tile.getContext("2d") : null;
        if (ctx) this.paint(ctx, features, scale);
        for (const f of features) this.sign(f, key);
        done(undefined, tile);
      },
      // Without them the map still serves; the places' own tiles say what is wrong.
      (error: Error) => done(error, tile),
    );
    return tile;
  }

  private paint(ctx: CanvasRenderingContext2D, features: TileFeature[], scale: number): void {
    const style = getComputedStyle(document.documentElement);
    ctx.lineJoin = ctx.lineCap = "round";
    for (const f of features) {
      if (f.type === 1) continue;
      const path = pathOf(f, (SIDE * scale) / f.extent);
      const { colour, dash, cased } = this.tint(f, style);
      if (cased && f.type === 2) {
        ctx.strokeStyle = style.getPropertyValue("--surface").trim();
        ctx.globalAlpha = 0.9;
        ctx.lineWidth = 7 * scale;
        ctx.setLineDash([]);
        ctx.stroke(path);
      }
      ctx.strokeStyle = ctx.fillStyle = colour;
      if (f.type === 3) {
        ctx.globalAlpha = 0.14;
        ctx.fill(path, "evenodd");
      }
      ctx.globalAlpha = 0.9;
      ctx.lineWidth = (f.type === 3 ? 1.6 : 4) * scale;
      ctx.setLineDash(dash.map((length) => length * scale));
      ctx.stroke(path);
    }
  }

  protected tint(f: TileFeature, style: CSSStyleDeclaration): Tint {
    // Zones of protection: the first closed and strong, what lies around it dashed.
    const zone = f.properties["zone"];
    if (zone) {
      const first = String(zone) === "1";
      const colour = style.getPropertyValue(first ? "--accent" : "--warn").trim();
      return { colour, dash: first ? [] : [7, 6], cased: false };
    }
    const warns = this.layer.look === "warnings";
    const colour = style.getPropertyValue(warns ? "--warn" : "--primary").trim();
    return { colour, dash: warns ? [2, 7] : [], cased: false };
  }

  /** A marker per record at the first place a tile shows it (points: where they are). */
  protected sign(f: TileFeature, key: TileKey): void {
    if (this.layer.look !== "warnings" && f.type !== 1) return;
    const slug = String(f.properties["slug"]);
    const at = stand(f);
    if (this.seen.has(slug) || !at) return;
    const [lon, lat] = lonLat(key, at.x, at.y, f.extent);
    const marker = spot([lat, lon], warningIcon(), String(f.properties["name"] ?? ""), {
      zIndexOffset: 2000,
    });
    marker.on("click", () => this.picked(f.properties, marker.getLatLng()));
    this.seen.set(slug, marker);
    this.signs.addLayer(marker);
    this.reach();
  }

  private clicked(event: L.LeafletMouseEvent): void {
    const z = Math.min(Math.round(this._map.getZoom()), DEEPEST) - 1;
    const world = L.CRS.EPSG3857.latLngToPoint(event.latlng, z).divideBy(256);
    const key = { z, x: Math.floor(world.x), y: Math.floor(world.y) };
    for (const f of this.held.get(name(key)) ?? []) {
      const x = (world.x - key.x) * f.extent;
      const y = (world.y - key.y) * f.extent;
      if (touches(f, x, y)) return this.picked(f.properties, event.latlng);
    }
  }
}

/** 512 pixels of level z are one tile of level z - 1. */
const above = ({ x, y, z }: L.Coords): TileKey => ({ z: z - 1, x, y });

const name = ({ z, x, y }: TileKey): string => `${z}/${x}/${y}`;

function pathOf(f: TileFeature, scale: number): Path2D {
  const path = new Path2D();
  for (const ring of f.rings) {
    ring.forEach((p, i) => {
      if (i) path.lineTo(p.x * scale, p.y * scale);
      else path.moveTo(p.x * scale, p.y * scale);
    });
    if (f.type === 3) path.closePath();
  }
  return path;
}

/** Where a sign stands: on a line's middle, on an area's upper edge, clear of what is inside. */
function stand(f: TileFeature): { x: number; y: number } | null {
  const all = f.rings.flat().filter((p) => p.x >= 0 && p.y >= 0 && p.x < f.extent && p.y < f.extent);
  if (f.type === 3 && all.length) return all.reduce((top, p) => (p.y < top.y ? p : top));
  return all[Math.floor(all.length / 2)] ?? null;
}

function touches(f: TileFeature, x: number, y: number): boolean {
  if (f.type === 3) return inside(f, x, y);
  const reach = (REACH / SIDE) * f.extent;
  return f.rings.some((ring) =>
    ring.some((p, i) => i > 0 && distance(x, y, ring[i - 1]!, p) <= reach),
  );
}

function inside(f: TileFeature, x: number, y: number): boolean {
  let odd = false;
  for (const ring of f.rings)
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!;
      if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) odd = !odd;
    });
  return odd;
}

type XY = { x: number; y: number };

function distance(x: number, y: number, a: XY, b: XY): number {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const t = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
}

// The places on the map: from tiles (filtered like the list), or the hits of a search; clustered,
// labelled, and changed only where they differ from what is drawn already.

import L from "leaflet";
import { isAbort } from "../data/api";
import { covering, lonLat, type TileFeature, type TileKey, type TileStore } from "../data/tiles";
import type { Box } from "../base/labels";
import type { Texts } from "../text";
import { clusterIcon, pinIcon, spot } from "./marker";
import { arrange, type Cluster, type Drawn, type Point } from "./points";

export interface PinEvents {
  place: (point: Point) => void;
  cluster: (cluster: Cluster) => void;
  failed: (error: unknown) => void;
  drawn: (obstacles: Box[]) => void;
  covered: (at: L.Point) => boolean; // whether something of the page lies over that spot
}

// Tiles are read a level above the view: a quarter of the requests, and their cells are still
// smaller than a cluster. From the level at which every place shows, deeper views read the same.
const ALL_ZOOM = 15;
const NAMES_FROM = 13;

export class PinLayer {
  private group = L.layerGroup();
  private markers = new Map<string, L.Marker>();
  private listed: Point[] | null = null;
  private chosen: Point | null = null;
  private known = new Map<string, Point>();
  private store: TileStore;
  private turn = 0;

  constructor(
    private map: L.Map,
    private all: TileStore,
    private texts: Texts,
    private on: PinEvents,
  ) {
    this.store = all;
    this.group.addTo(map);
    map.on("moveend", () => void this.refresh());
  }

  /** Shows these instead of the tiles' places; null goes back to the tiles. */
  show(points: Point[] | null): void {
    this.listed = points;
    void this.refresh();
  }

  /** Shows only what passes the filter, a query string ("" is all). */
  filter(filter: string): void {
    this.store = filter ? this.all.filtered(filter) : this.all;
    this.listed = null;
    void this.refresh();
  }

  /** The place as tiles drew it: rough positions are spread there, not in the lists. */
  find(slug: string): Point | null {
    return this.known.get(slug) ?? null;
  }

  /** How many places the tiles have in the view. */
  total = 0;

  /** The place whose card is open: always drawn, large and on top. */
  choose(point: Point | null): void {
    this.chosen = point;
    void this.refresh();
  }

  /** Lifts the pin of a row that the pointer is on. */
  hint(slug: string | null): void {
    for (const [key, marker] of this.markers)
      marker.getElement()?.firstElementChild?.classList.toggle("pin--hinted", key === `p ${slug}`);
  }

  async refresh(): Promise<void> {
    const turn = ++this.turn;
    const zoom = Math.round(this.map.getZoom());
    const box = this.map.getBounds().pad(0.15);
    const bbox: Bounds = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    try {
      const points = this.listed ?? (await this.fromTiles(zoom, bbox));
      if (turn !== this.turn) return; // the map has moved on
      this.draw(arrange(this.without(points, bbox), zoom, bbox), zoom);
    } catch (error) {
      if (!isAbort(error) && turn === this.turn) this.on.failed(error);
    }
  }

  private without(points: Point[], [west, south, east, north]: Bounds): Point[] {
    return points.filter(
      (p) =>
        p.slug !== this.chosen?.slug &&
        p.lon >= west && p.lon <= east && p.lat >= south && p.lat <= north,
    );
  }

  private async fromTiles(zoom: number, bbox: Bounds): Promise<Point[]> {
    const { maxzoom = ALL_ZOOM, minzoom = 0 } = await this.store.describe();
    const wanted = zoom >= ALL_ZOOM ? ALL_ZOOM : zoom - 1;
    const z = Math.max(minzoom, Math.min(wanted, maxzoom));
    const keys = covering(z, ...bbox);
    const tiles = await Promise.all(keys.map((key) => this.store.get(key)));
    const found = new Map<string, Point>();
    tiles.forEach((features, i) => {
      for (const f of features) {
        const point = toPoint(f, keys[i]!);
        if (point) found.set(point.slug, point);
      }
    });
    if (this.known.size > 5000) this.known.clear();
    for (const [slug, point] of found) this.known.set(slug, point);
    return [...found.values()];
  }

  private draw(drawn: Drawn, zoom: number): void {
    const wanted = new Map<string, () => L.Marker>();
    const obstacles: Box[] = [];
    for (const cluster of drawn.clusters) {
      const p = this.pixel(cluster.lat, cluster.lon);
      obstacles.push([p.x - 20, p.y - 20, p.x + 20, p.y + 20]);
      wanted.set(`c ${cluster.id} ${cluster.count}`, () => this.cluster(cluster));
    }
    const singles = [...drawn.points].sort((a, b) => b.rank - a.rank);
    if (this.chosen) singles.unshift(this.chosen);
    for (const p of singles) {
      const at = this.pixel(p.lat, p.lon);
      obstacles.push([at.x - 16, at.y - 42, at.x + 16, at.y]);
    }
    if (this.chosen) {
      const at = this.pixel(this.chosen.lat, this.chosen.lon);
      obstacles.push([at.x - 86, at.y - 58, at.x + 86, at.y + 26]);
    }
    for (const p of singles) {
      const chosen = p === this.chosen;
      const named = chosen || (zoom >= NAMES_FROM && this.claims(p, obstacles));
      const key = chosen ? `chosen ${p.slug}` : `p ${p.slug}`;
      wanted.set(key, () => this.pin(p, named, chosen));
    }
    this.swap(wanted, zoom);
    this.reach();
    this.on.drawn(obstacles);
  }

  /** Keyboards pass by the pins that lie under the panel or the search. */
  reach(): void {
    for (const marker of this.markers.values()) {
      const covered = this.on.covered(this.map.latLngToContainerPoint(marker.getLatLng()));
      marker.getElement()?.setAttribute("tabindex", covered ? "-1" : "0");
    }
  }

  /** Whether there is room for the name under the pin; takes the room if there is. */
  private claims(p: Point, taken: Box[]): boolean {
    const at = this.pixel(p.lat, p.lon);
    const half = Math.min(66, p.name.length * 3.5 + 4);
    const rows = p.name.length * 7 > 132 ? 2 : 1;
    const box: Box = [at.x - half, at.y + 1, at.x + half, at.y + 3 + rows * 15];
    for (const t of taken)
      if (box[0] < t[2] && box[2] > t[0] && box[1] < t[3] && box[3] > t[1]) return false;
    taken.push(box);
    return true;
  }

  private swap(wanted: Map<string, () => L.Marker>, zoom: number): void {
    for (const [key, marker] of this.markers)
      if (!wanted.has(key) || marker.options.alt !== this.stamp(zoom)) {
        this.group.removeLayer(marker);
        this.markers.delete(key);
      }
    for (const [key, make] of wanted) {
      if (this.markers.has(key)) continue;
      const marker = make();
      marker.options.alt = this.stamp(zoom);
      this.markers.set(key, marker);
      this.group.addLayer(marker);
    }
  }

  /** Names and rings change with the zoom level, so a level's markers are its own. */
  private stamp(zoom: number): string {
    return `${zoom}`;
  }

  private pin(p: Point, named: boolean, chosen: boolean): L.Marker {
    const approximate = p.approximate ? `, ${this.texts.t("approximate.short")}` : "";
    const marker = spot([p.lat, p.lon], pinIcon(p, named, chosen), p.name + approximate, {
      zIndexOffset: chosen ? 10_000 : Math.round(p.rank * 100),
    });
    return marker.on("click", () => this.on.place(p));
  }

  private cluster(c: Cluster): L.Marker {
    const shown = c.count > 999 ? `${Math.round(c.count / 1000)}k` : `${c.count}`;
    const name = this.texts.t("cluster", { n: c.count, first: c.members[0]?.name ?? "" });
    const marker = spot([c.lat, c.lon], clusterIcon(c, shown), name, { zIndexOffset: 500 });
    return marker.on("click", () => this.on.cluster(c));
  }

  private pixel(lat: number, lon: number): L.Point {
    return L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), this.map.getZoom());
  }
}

type Bounds = [number, number, number, number];

function toPoint(f: TileFeature, key: TileKey): Point | null {
  const at = f.rings[0]?.[0];
  if (f.type !== 1 || !at) return null;
  // A point in the tile's margin belongs to the neighbour, which has it too.
  if (at.x < 0 || at.y < 0 || at.x >= f.extent || at.y >= f.extent) return null;
  const [lon, lat] = lonLat(key, at.x, at.y, f.extent);
  const p = f.properties;
  return {
    slug: String(p["slug"]),
    name: String(p["name"]),
    category: String(p["category"] ?? ""),
    icon: String(p["icon"] ?? "pin"),
    colour: String(p["colour"] ?? ""),
    approximate: p["approximate"] === true,
    count: Number(p["count"] ?? 1),
    rank: Number(p["rank"] ?? 0),
    lon,
    lat,
  };
}

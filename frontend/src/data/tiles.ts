// Vector tiles of one collection: fetched once, decoded, kept for a while.

import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { fetchPatiently } from "./api";

export type Properties = Record<string, string | number | boolean>;

/** A feature of a tile; `rings` are in tile units (0…extent), a point is one ring of one vertex. */
export interface TileFeature {
  type: 0 | 1 | 2 | 3;
  properties: Properties;
  extent: number;
  rings: { x: number; y: number }[][];
}

export interface TileKey {
  z: number;
  x: number;
  y: number;
}

interface TileJson {
  tiles: string[];
  minzoom?: number;
  maxzoom?: number;
}

const KEEP = 240;

export class TileStore {
  private kept = new Map<string, Promise<TileFeature[]>>();
  private described: Promise<TileJson> | null = null;

  /** `filter` are parameters that the list of the collection takes too, as a query string. */
  constructor(
    private collection: string,
    private tilejson: string,
    private filter = "",
  ) {}

  /** The same tiles of fewer records. */
  filtered(filter: string): TileStore {
    const store = new TileStore(this.collection, this.tilejson, filter);
    store.described = this.described;
    return store;
  }

  /** The TileJSON, whose tile address carries the data's version; asked for again after a failure. */
  describe(): Promise<TileJson> {
    this.described ??= fetchPatiently(this.tilejson)
      .then((answer) => answer.json() as Promise<TileJson>)
      .catch((error: unknown) => {
        this.described = null;
        throw error;
      });
    return this.described;
  }

  async get(key: TileKey): Promise<TileFeature[]> {
    const name = `${key.z}/${key.x}/${key.y}`;
    const kept = this.kept.get(name);
    if (kept) {
      this.kept.delete(name); // re-inserted: the last used is the last dropped
      this.kept.set(name, kept);
      return kept;
    }
    const coming = this.load(key).catch((error: unknown) => {
      this.kept.delete(name);
      throw error;
    });
    this.kept.set(name, coming);
    for (const old of this.kept.keys()) {
      if (this.kept.size <= KEEP) break;
      this.kept.delete(old);
    }
    return coming;
  }

  private async load({ z, x, y }: TileKey): Promise<TileFeature[]> {
    const { tiles } = await this.describe();
    const url = tiles[0]!.replace("{z}", `${z}`).replace("{x}", `${x}`).replace("{y}", `${y}`);
    const answer = await fetchPatiently(local(url) + (this.filter && `&${this.filter}`));
    if (answer.status === 204) return [];
    return decode(await answer.arrayBuffer(), this.collection);
  }
}

/** TileJSON addresses are absolute; behind another name of the same server, ours is the one. */
function local(url: string): string {
  const at = new URL(url, location.href);
  return at.pathname + (at.search || "?");
}

function decode(buffer: ArrayBuffer, name: string): TileFeature[] {
  const layer = new VectorTile(new PbfReader(buffer)).layers[name];
  if (!layer) return [];
  const out: TileFeature[] = [];
  for (let i = 0; i < layer.length; i++) {
    const feature = layer.feature(i);
    out.push({
      type: feature.type,
      properties: feature.properties,
      extent: feature.extent,
      rings: feature.loadGeometry(),
    });
  }
  return out;
}

/** Longitude and latitude of a position in a tile. */
export function lonLat(key: TileKey, x: number, y: number, extent: number): [number, number] {
  const n = 2 ** key.z;
  const lon = ((key.x + x / extent) / n) * 360 - 180;
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (key.y + y / extent)) / n))) * 180) / Math.PI;
  return [lon, lat];
}

/** The tiles that cover a box at a zoom. */
export function covering(
  z: number,
  west: number,
  south: number,
  east: number,
  north: number,
): TileKey[] {
  const n = 2 ** z;
  const column = (lon: number): number => clamp(Math.floor(((lon + 180) / 360) * n), n);
  const row = (lat: number): number => {
    const phi = (lat * Math.PI) / 180;
    return clamp(Math.floor(((1 - Math.asinh(Math.tan(phi)) / Math.PI) / 2) * n), n);
  };
  const out: TileKey[] = [];
  for (let x = column(west); x <= column(east); x++)
    for (let y = row(north); y <= row(south); y++) out.push({ z, x, y });
  return out;
}

const clamp = (i: number, n: number): number => Math.min(n - 1, Math.max(0, i));

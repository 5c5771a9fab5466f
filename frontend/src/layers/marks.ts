// From the features of tiles to the marks of a layer: one a point, one a line, and what lies too
// close together becomes a group. No DOM here.

import { lonLat, type Properties, type TileFeature, type TileKey } from "../data/tiles";

export interface Mark {
  slug: string;
  name: string;
  icon: string;
  colour: string;
  approximate: boolean;
  cancelled: boolean;
  starts: Date | null;
  ends: Date | null;
  line: boolean; // it stands on a line or in an area
  lon: number;
  lat: number;
}

/** Marks at one spot, soonest first; `key` says which they are. */
export interface Group {
  key: string;
  lon: number;
  lat: number;
  marks: Mark[];
}

const CELL = 44; // pixels: two marks side by side

/** Where a line's sign stands in a tile: in the middle of what the tile holds of it. */
export function middle(f: TileFeature): { x: number; y: number } | null {
  const all = f.rings.flat().filter((p) => within(p, f.extent));
  return all[Math.floor(all.length / 2)] ?? null;
}

export const within = (p: { x: number; y: number }, extent: number): boolean =>
  p.x >= 0 && p.y >= 0 && p.x < extent && p.y < extent;

/** The marks of one tile: a point each, or one on a line or an area. */
export function marksOf(features: TileFeature[], key: TileKey, icon: string, colour: string): Mark[] {
  return features.flatMap((f) => {
    const spots = f.type === 1 ? f.rings.flat().filter((p) => within(p, f.extent)) : [middle(f)];
    return spots.flatMap((p) => {
      if (!p) return [];
      const [lon, lat] = lonLat(key, p.x, p.y, f.extent);
      return [{ ...described(f.properties, icon, colour), line: f.type !== 1, lon, lat }];
    });
  });
}

function described(p: Properties, icon: string, colour: string): Omit<Mark, "line" | "lon" | "lat"> {
  const moment = (name: string): Date | null => (typeof p[name] === "number" ? new Date(Number(p[name]) * 1000) : null);
  return {
    slug: String(p["slug"]),
    name: String(p["name"] ?? ""),
    icon: String(p["icon"] ?? icon),
    colour: String(p["colour"] ?? colour),
    approximate: p["approximate"] === true,
    cancelled: p["cancelled"] === true,
    starts: moment("starts_at"),
    ends: moment("ends_at"),
  };
}

/** Groups of a zoom level: the same marks give the same groups wherever the map is moved. */
export function grouped(marks: Mark[], pixel: (mark: Mark) => { x: number; y: number }): Group[] {
  const cells = new Map<string, Mark[]>();
  for (const mark of marks) {
    const { x, y } = pixel(mark);
    const cell = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    const held = cells.get(cell);
    if (!held) cells.set(cell, [mark]);
    else if (!held.some((other) => other.slug === mark.slug)) held.push(mark); // once each
  }
  return [...cells].map(([cell, held]) => {
    held.sort((a, b) => time(a) - time(b) || a.slug.localeCompare(b.slug));
    const mean = (of: "lon" | "lat"): number => held.reduce((sum, m) => sum + m[of], 0) / held.length;
    return { key: `${cell} ${held.map((m) => m.slug).join(" ")}`, lon: mean("lon"), lat: mean("lat"), marks: held };
  });
}

const time = (mark: Mark): number => mark.starts?.getTime() ?? 0;

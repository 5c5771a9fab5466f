// The base map's geometry: fetched TopoJSON, unfolded, and projected once per zoom level.
//
// Paths are in pixels of the zoom level from ORIGIN, not from the corner of the world: Path2D
// keeps single precision, which would shake at street level.

import L from "leaflet";
import { feature, merge, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { Position } from "geojson";
import { fetchPatiently } from "../data/api";

interface Names {
  names: string[]; // in the order vi, en, zh-hans; missing ones fall back to the first
  at?: [number, number];
  focus?: 1;
  ward?: 1;
}
interface LineKind {
  k: 1 | 2 | 3; // national road, provincial road, railway
  ref?: string;
}
type BaseTopology = Topology<{
  abroad: GeometryCollection<Names>;
  provinces: GeometryCollection<Names>;
  communes: GeometryCollection<Names>;
  lines: GeometryCollection<LineKind>;
}>;

export interface Label {
  text: string;
  at: [number, number];
  kind: "country" | "province" | "focus" | "ward" | "commune";
}

/** A run of vertices with its box, so that a tile draws only what lies in it. */
export interface Run {
  points: Position[];
  kind: LineKind["k"] | 0;
  ref: string | undefined;
}

export interface Base {
  abroad: Position[][];
  provinces: Position[][];
  focus: Position[][];
  wards: Position[][];
  borders: Run[]; // between and around the other provinces
  communes: Run[]; // between communes
  edge: Run[]; // around the destination
  lines: Run[];
  labels: Label[];
}

/** topojson-client types an object's properties as possibly empty; ours never are. */
const own = (g: { properties?: unknown }): Names => g.properties as Names;

const RUN = 40;
const LANGUAGES = ["vi", "en", "zh-hans"];

export async function loadBase(url: string, lang: string): Promise<Base> {
  const topo = (await (await fetchPatiently(url)).json()) as BaseTopology;
  const { abroad, provinces, communes, lines } = topo.objects;
  const others = provinces.geometries.filter((g) => !own(g).focus);
  const wards = communes.geometries.filter((g) => own(g).ward);
  const focused = { ...provinces, geometries: others } as typeof provinces;
  return {
    abroad: ringsOf(topo, abroad),
    provinces: ringsOf(topo, provinces),
    focus: merge(topo, communes.geometries as never).coordinates.flat(),
    wards: merge(topo, wards as never).coordinates.flat(),
    borders: runs(mesh(topo, focused as never).coordinates),
    communes: runs(mesh(topo, communes as never, (a, b) => a !== b).coordinates),
    edge: runs(mesh(topo, communes as never, (a, b) => a === b).coordinates),
    lines: feature(topo, lines).features.map((f) => ({
      points: f.geometry.type === "LineString" ? f.geometry.coordinates : [],
      kind: f.properties.k,
      ref: f.properties.ref,
    })),
    labels: labels(topo, lang),
  };
}

function ringsOf(topo: BaseTopology, object: GeometryCollection<Names>): Position[][] {
  return feature(topo, object).features.flatMap((f) =>
    f.geometry.type === "Polygon"
      ? f.geometry.coordinates
      : f.geometry.type === "MultiPolygon"
        ? f.geometry.coordinates.flat()
        : [],
  );
}

function runs(parts: Position[][]): Run[] {
  const out: Run[] = [];
  for (const part of parts)
    for (let i = 0; i < part.length - 1; i += RUN)
      out.push({ points: part.slice(i, i + RUN + 1), kind: 0, ref: undefined });
  return out;
}

function labels(topo: BaseTopology, lang: string): Label[] {
  const i = LANGUAGES.indexOf(lang);
  const out: Label[] = [];
  const add = (p: Names, kind: Label["kind"], at = p.at): void => {
    if (at) out.push({ text: p.names[i] ?? p.names[0]!, at, kind });
  };
  for (const g of topo.objects.provinces.geometries)
    add(own(g), own(g).focus ? "focus" : "province");
  for (const g of topo.objects.communes.geometries)
    add(own(g), own(g).ward ? "ward" : "commune");
  for (const f of feature(topo, topo.objects.abroad).features)
    if (f.properties.names[0] === "Trung Quốc") add(f.properties, "country", [106.9, 22.62]);
  return out;
}

// --- projection

const ORIGIN = L.latLng(21.85, 106.76);

export interface Stroke {
  path: Path2D;
  kind: Run["kind"];
  ref: string | undefined;
  points: Float32Array; // x, y, x, y …
  box: [number, number, number, number];
}

/** The base at one zoom level, in pixels from `origin`. */
export interface Projected {
  origin: L.Point;
  abroad: Path2D;
  provinces: Path2D;
  focus: Path2D;
  wards: Path2D;
  borders: Stroke[];
  communes: Stroke[];
  edge: Stroke[];
  lines: Stroke[];
}

export class Projector {
  private done = new Map<number, Projected>();

  constructor(private base: Base) {}

  at(zoom: number): Projected {
    let found = this.done.get(zoom);
    if (!found) {
      if (this.done.size > 3) this.done.clear(); // a visitor moves through a few levels
      found = project(this.base, zoom);
      this.done.set(zoom, found);
    }
    return found;
  }
}

function project(base: Base, zoom: number): Projected {
  const crs = L.CRS.EPSG3857;
  const origin = crs.latLngToPoint(ORIGIN, zoom);
  const to = ([lon, lat]: Position): L.Point =>
    crs.latLngToPoint(L.latLng(lat!, lon!), zoom).subtract(origin);
  const area = (rings: Position[][]): Path2D => {
    const path = new Path2D();
    for (const ring of rings) {
      ring.forEach((p, i) => {
        const { x, y } = to(p);
        if (i) path.lineTo(x, y);
        else path.moveTo(x, y);
      });
      path.closePath();
    }
    return path;
  };
  const strokes = (list: Run[]): Stroke[] => list.map((run) => stroke(run, to));
  return {
    origin,
    abroad: area(base.abroad),
    provinces: area(base.provinces),
    focus: area(base.focus),
    wards: area(base.wards),
    borders: strokes(base.borders),
    communes: strokes(base.communes),
    edge: strokes(base.edge),
    lines: strokes(base.lines),
  };
}

function stroke(run: Run, to: (p: Position) => L.Point): Stroke {
  const path = new Path2D();
  const points = new Float32Array(run.points.length * 2);
  const box: Stroke["box"] = [Infinity, Infinity, -Infinity, -Infinity];
  run.points.forEach((position, i) => {
    const { x, y } = to(position);
    points[2 * i] = x;
    points[2 * i + 1] = y;
    if (i) path.lineTo(x, y);
    else path.moveTo(x, y);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  });
  return { path, points, box, kind: run.kind, ref: run.ref };
}

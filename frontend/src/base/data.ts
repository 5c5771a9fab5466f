// The base map's geometry: fetched TopoJSON, unfolded once, scaled once per zoom level.
//
// Positions are web mercator from ORIGIN (1 is the side of the world), not from the world's
// corner: Path2D keeps single precision, which would shake at street level.

import { feature } from "topojson-client";
import type { GeometryCollection, GeometryObject, Topology } from "topojson-specification";
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
  focus: GeometryObject;
  wards: GeometryObject;
  borders: GeometryObject;
  inner: GeometryObject;
  edge: GeometryObject;
  lines: GeometryCollection<LineKind>;
}> & { names: Names[] };

export interface Label {
  text: string;
  at: [number, number];
  kind: "country" | "province" | "focus" | "ward" | "commune";
}

type Box = [number, number, number, number];

/** Vertices as x, y, x, y … from ORIGIN, and their box. */
interface Shape {
  at: Float64Array;
  box: Box;
}
export interface Run extends Shape {
  kind: LineKind["k"] | 0;
  ref: string | undefined;
}

export interface Base {
  abroad: Shape[];
  provinces: Shape[];
  focus: Shape[];
  wards: Shape[];
  borders: Run[]; // between and around the other provinces
  communes: Run[]; // between communes
  edge: Run[]; // around the destination
  lines: Run[];
  labels: Label[];
}

const ORIGIN = { lon: 106.76, lat: 21.85 };
const RUN = 40; // vertices in a run of border, so that a tile draws only what lies in it
const LANGUAGES = ["vi", "en", "zh-hans"];

const mercatorX = (lon: number): number => lon / 360 + 0.5;
const mercatorY = (lat: number): number =>
  0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);
const X0 = mercatorX(ORIGIN.lon);
const Y0 = mercatorY(ORIGIN.lat);

export async function loadBase(url: string, lang: string): Promise<Base> {
  const topo = (await (await fetchPatiently(url)).json()) as BaseTopology;
  const { objects } = topo;
  const lines = feature(topo, objects.lines).features;
  return {
    abroad: areas(topo, objects.abroad),
    provinces: areas(topo, objects.provinces),
    focus: areas(topo, objects.focus),
    wards: areas(topo, objects.wards),
    borders: runs(topo, objects.borders),
    communes: runs(topo, objects.inner),
    edge: runs(topo, objects.edge),
    lines: lines.map((f) => ({
      ...shape((f.geometry as { coordinates: Position[] }).coordinates),
      kind: f.properties.k,
      ref: f.properties.ref,
    })),
    labels: labels(topo, lang.toLowerCase()),
  };
}

function coordinates(topo: BaseTopology, object: GeometryObject): Position[][] {
  const found = feature(topo, object);
  const all = found.type === "FeatureCollection" ? found.features : [found];
  return all.flatMap(({ geometry: g }) => {
    if (g.type === "MultiPolygon") return g.coordinates.flat();
    return g.type === "Polygon" || g.type === "MultiLineString" ? g.coordinates : [];
  });
}

function areas(topo: BaseTopology, object: GeometryObject): Shape[] {
  return coordinates(topo, object).map(shape);
}

function runs(topo: BaseTopology, object: GeometryObject): Run[] {
  const out: Run[] = [];
  for (const line of coordinates(topo, object))
    for (let i = 0; i < line.length - 1; i += RUN)
      out.push({ ...shape(line.slice(i, i + RUN + 1)), kind: 0, ref: undefined });
  return out;
}

function shape(positions: Position[]): Shape {
  const at = new Float64Array(positions.length * 2);
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  positions.forEach(([lon, lat], i) => {
    const x = (at[2 * i] = mercatorX(lon!) - X0);
    const y = (at[2 * i + 1] = mercatorY(lat!) - Y0);
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  });
  return { at, box };
}

function labels(topo: BaseTopology, lang: string): Label[] {
  const i = LANGUAGES.indexOf(lang);
  const out: Label[] = [];
  const add = (p: Names, kind: Label["kind"], at = p.at): void => {
    if (at) out.push({ text: p.names[i] ?? p.names[0]!, at, kind });
  };
  for (const g of topo.objects.provinces.geometries) {
    const own = g.properties as Names; // typed as possibly empty; ours never is
    add(own, own.focus ? "focus" : "province");
  }
  for (const name of topo.names) add(name, name.ward ? "ward" : "commune");
  for (const g of topo.objects.abroad.geometries) add(g.properties as Names, "country");
  return out;
}

// --- one zoom level

export interface Stroke {
  path: Path2D;
  box: Box;
  kind: Run["kind"];
  ref: string | undefined;
  points: Float64Array;
}
export interface Area {
  path: Path2D;
  box: Box;
}

/** The base at one zoom level, in pixels from `origin`. */
export interface Projected {
  origin: { x: number; y: number };
  abroad: Area[];
  provinces: Area[];
  focus: Area[];
  wards: Area[];
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
      found = project(this.base, 256 * 2 ** zoom);
      this.done.set(zoom, found);
    }
    return found;
  }
}

function project(base: Base, side: number): Projected {
  const area = (s: Shape): Area => scaled(s, side, true);
  const stroke = (run: Run): Stroke => ({ ...scaled(run, side, false), kind: run.kind, ref: run.ref });
  return {
    origin: { x: X0 * side, y: Y0 * side },
    abroad: base.abroad.map(area),
    provinces: base.provinces.map(area),
    focus: base.focus.map(area),
    wards: base.wards.map(area),
    borders: base.borders.map(stroke),
    communes: base.communes.map(stroke),
    edge: base.edge.map(stroke),
    lines: base.lines.map(stroke),
  };
}

function scaled(s: Shape, side: number, closed: boolean): Area & { points: Float64Array } {
  const path = new Path2D();
  const points = s.at.map((v) => v * side);
  path.moveTo(points[0]!, points[1]!);
  for (let i = 2; i < points.length; i += 2) path.lineTo(points[i]!, points[i + 1]!);
  if (closed) path.closePath();
  return { path, points, box: s.box.map((v) => v * side) as Box };
}

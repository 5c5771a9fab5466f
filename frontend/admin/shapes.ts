// Geometries as plain values: reading, checking, and the paths that have corners to move.

import type { Geometry, Position } from "geojson";

export const DECIMALS = 7; // about a centimetre

/** A run of corners inside a geometry; moving them changes the geometry itself. */
export interface Path {
  corners: Position[];
  closed: boolean; // a ring: its last corner is its first again
}

const ALLOWED: Record<string, string[]> = {
  Point: ["Point"],
  LineString: ["LineString"],
  MultiLineString: ["MultiLineString", "LineString"],
  Polygon: ["Polygon"],
  MultiPolygon: ["MultiPolygon", "Polygon"],
};

/** The geometry in a text; null when it is empty; an error when it is none of the right kind. */
export function parse(text: string, kind: string): Geometry | null {
  if (!text.trim()) return null;
  const value = JSON.parse(text) as { type?: string; geometry?: unknown };
  const geometry = (value.type === "Feature" ? value.geometry : value) as Geometry;
  const allowed = ALLOWED[kind];
  if (!geometry?.type || (allowed && !allowed.includes(geometry.type))) throw new Error("kind");
  if (!positions(geometry).every(valid)) throw new Error("coordinates");
  return kind.startsWith("Multi") ? asMulti(geometry) : geometry;
}

const valid = (position: Position): boolean =>
  position.length >= 2 && Math.abs(position[0]!) <= 180 && Math.abs(position[1]!) <= 90;

/** A polygon or a line as a collection of one. */
export function asMulti(geometry: Geometry): Geometry {
  if (geometry.type === "Polygon") return { type: "MultiPolygon", coordinates: [geometry.coordinates] };
  if (geometry.type === "LineString") return { type: "MultiLineString", coordinates: [geometry.coordinates] };
  return geometry;
}

/** Every position of a geometry, flat. */
export function positions(geometry: Geometry): Position[] {
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(positions);
  const flat = (value: unknown): Position[] =>
    Array.isArray(value) && typeof value[0] === "number"
      ? [value as Position]
      : (value as unknown[]).flatMap(flat);
  return flat(geometry.coordinates);
}

/** The rings and lines of a geometry. */
export function paths(geometry: Geometry): Path[] {
  const closed = (corners: Position[]): Path => ({ corners, closed: true });
  const open = (corners: Position[]): Path => ({ corners, closed: false });
  switch (geometry.type) {
    case "Polygon":
      return geometry.coordinates.map(closed);
    case "MultiPolygon":
      return geometry.coordinates.flat().map(closed);
    case "LineString":
      return [open(geometry.coordinates)];
    case "MultiLineString":
      return geometry.coordinates.map(open);
    default:
      return [];
  }
}

/** How many corners a path really has: a ring's last is its first. */
export const size = (path: Path): number => path.corners.length - (path.closed ? 1 : 0);

/** Move a corner; a ring stays closed. */
export function move(path: Path, index: number, to: Position): void {
  path.corners[index] = to;
  if (path.closed && index === 0) path.corners[path.corners.length - 1] = [...to];
}

/** Add a corner after another one. */
export function insert(path: Path, index: number, at: Position): void {
  path.corners.splice(index + 1, 0, at);
}

/** Take a corner away, as long as a shape is left. Says whether it did. */
export function remove(path: Path, index: number): boolean {
  if (size(path) <= (path.closed ? 3 : 2)) return false;
  path.corners.splice(index, 1);
  if (path.closed && index === 0) path.corners[path.corners.length - 1] = [...path.corners[0]!];
  return true;
}

/** A drawn shape added to what is there: areas and lines join a collection, all else replaces. */
export function joined(drawn: Geometry, existing: Geometry | null, kind: string): Geometry {
  if (drawn.type === "LineString" && kind === "MultiLineString") {
    const lines = existing?.type === "MultiLineString" ? existing.coordinates : [];
    return { type: "MultiLineString", coordinates: [...lines, drawn.coordinates] };
  }
  const polygons = (g: Geometry): Position[][][] =>
    g.type === "Polygon" ? [g.coordinates] : g.type === "MultiPolygon" ? g.coordinates : [];
  const before = existing ? polygons(existing) : [];
  if (drawn.type === "Polygon" && kind !== "Polygon" && (before.length || kind === "MultiPolygon"))
    return { type: "MultiPolygon", coordinates: [...before, drawn.coordinates] };
  return drawn;
}

/** A position to write down. */
export const rounded = (lng: number, lat: number): Position => [
  Number(lng.toFixed(DECIMALS)),
  Number(lat.toFixed(DECIMALS)),
];

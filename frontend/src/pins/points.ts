// From points to what is drawn: clusters and single pins of one zoom level. No DOM here.

import Supercluster from "supercluster";

/** A place as the map needs it, from a tile or from the API. */
export interface Point {
  slug: string;
  name: string;
  category: string;
  icon: string;
  colour: string;
  approximate: boolean;
  count: number; // how many places it stands for
  rank: number;
  lon: number;
  lat: number;
}

export interface Cluster {
  id: string;
  count: number;
  lon: number;
  lat: number;
  members: Point[];
}

export interface Drawn {
  clusters: Cluster[];
  points: Point[];
}

const RADIUS = 54; // pixels: a pin and a cluster side by side
const LAST = 17; // from here on single pins only
const MEMBERS = 60;

/** Points that share a spot are spread on a ring of this many pixels. */
const RING = 26;

export function arrange(points: Point[], zoom: number, bbox: [number, number, number, number]): Drawn {
  if (zoom >= LAST) return { clusters: [], points: spread(points, zoom) };
  const index = new Supercluster<Point, { total: number }>({
    minZoom: zoom,
    maxZoom: zoom,
    extent: 256,
    radius: RADIUS,
    map: (p) => ({ total: p.count }),
    reduce: (all, one) => {
      all.total += one.total;
    },
  });
  index.load(
    points.map((p) => ({
      type: "Feature",
      geometry: { type: "Point", coordinates: [p.lon, p.lat] },
      properties: p,
    })),
  );
  const out: Drawn = { clusters: [], points: [] };
  for (const f of index.getClusters(bbox, zoom)) {
    const [lon, lat] = f.geometry.coordinates as [number, number];
    if (!("cluster" in f.properties)) {
      const point = f.properties as Point;
      if (point.count > 1) out.clusters.push(standIn(point));
      else out.points.push(point);
      continue;
    }
    const { cluster_id: id, total } = f.properties as { cluster_id: number; total: number };
    const members = index.getLeaves(id, MEMBERS).map((leaf) => leaf.properties);
    members.sort((a, b) => b.rank - a.rank);
    out.clusters.push({ id: name(members), count: total, lon, lat, members });
  }
  return out;
}

/** A single point of a thinned tile that stands for others near it. */
const standIn = (p: Point): Cluster => ({
  id: `of ${p.slug}`,
  count: p.count,
  lon: p.lon,
  lat: p.lat,
  members: [p],
});

const name = (members: Point[]): string => `${members[0]!.slug}+${members.length}`;

function spread(points: Point[], zoom: number): Point[] {
  const scale = (256 * 2 ** zoom) / 360;
  const groups = new Map<string, Point[]>();
  for (const p of points) {
    const spot = `${Math.round((p.lon * scale) / 14)} ${Math.round((p.lat * scale) / 14)}`;
    const group = groups.get(spot);
    if (group) group.push(p);
    else groups.set(spot, [p]);
  }
  return [...groups.values()].flatMap((group) => (group.length === 1 ? group : ring(group, scale)));
}

function ring(group: Point[], scale: number): Point[] {
  const radius = RING * Math.max(1, group.length / 6);
  return group.map((p, i) => {
    const angle = (2 * Math.PI * i) / group.length;
    const lift = Math.cos((p.lat * Math.PI) / 180);
    return {
      ...p,
      lon: p.lon + (radius * Math.cos(angle)) / scale,
      lat: p.lat + ((radius * Math.sin(angle)) / scale) * lift,
    };
  });
}

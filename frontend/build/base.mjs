// The base map's data: one quantised TopoJSON cut to the destination's surroundings.
//
// Objects: abroad (other countries), provinces (this country, with the `focus` one marked), focus
// and wards (unions of communes), borders, inner and edge (lines between and around), lines (roads
// and railways in short pieces, so that a tile draws only its own). Beside them the communes'
// names with their label points.

import { readFile } from "node:fs/promises";
import { mergeArcs, meshArcs } from "topojson-client";
import { topology } from "topojson-server";

const MARGIN = 2.6; // degrees around the destination; the map's bounds stay 2.3 inside it
const GRID = 1e5; // quantisation: about 7 m
const PIECE = 24; // vertices in a piece of road

const read = async (path) => JSON.parse(await readFile(path, "utf8"));

/** Names in our languages, and where the name stands; the source has neither for countries. */
const COUNTRIES = {
  CN: [["Trung Quốc", "China", "中国"], [106.9, 22.62]],
  LA: [["Lào", "Laos", "老挝"]],
};

export async function baseMap() {
  const admin = await read("geo/maps/seed/vietnam_admin1.geojson");
  const lines = await read("geo/maps/seed/lines.geojson");
  const communes = await read("geo/areas/seed/communes.geojson");
  const box = around(communes.features, MARGIN);
  const regions = admin.features.map((f) => clipped(f, box)).filter(Boolean);
  const topo = topology(
    {
      abroad: collection(regions.filter((f) => f.properties.role === "country").map(country)),
      provinces: collection(regions.filter((f) => f.properties.role !== "country").map(province)),
      communes: collection(communes.features.map(commune)),
      lines: collection(lines.features.flatMap(pieces)),
    },
    GRID,
  );
  const names = topo.objects.communes.geometries.map((g) => g.properties);
  return { ...topo, objects: derived(topo), names };
}

/** What is worked out here once, so that no phone has to: unions and borders, as arcs. */
function derived(topo) {
  const { abroad, provinces, communes, lines } = topo.objects;
  const wards = communes.geometries.filter((g) => g.properties.ward);
  const others = provinces.geometries.filter((g) => !g.properties.focus);
  return {
    abroad,
    provinces,
    focus: mergeArcs(topo, communes.geometries),
    wards: mergeArcs(topo, wards),
    borders: meshArcs(topo, { type: "GeometryCollection", geometries: others }),
    inner: meshArcs(topo, communes, (a, b) => a !== b),
    edge: meshArcs(topo, communes, (a, b) => a === b),
    lines,
  };
}

const collection = (features) => ({ type: "FeatureCollection", features });

const country = (f) => {
  const [names, at] = COUNTRIES[f.properties.code] ?? [[f.properties.name]];
  return with_(f, at ? { names, at } : { names });
};

const province = (f) =>
  with_(f, {
    names: [f.properties.name, f.properties.name_en],
    at: [f.properties.label_lon, f.properties.label_lat],
    ...(f.properties.role === "focus" ? { focus: 1 } : {}),
  });

const commune = (f) =>
  with_(f, {
    names: [f.properties.name],
    at: [f.properties.label_lon, f.properties.label_lat],
    ...(f.properties.kind === "phường" ? { ward: 1 } : {}),
  });

const with_ = (f, properties) => ({ type: "Feature", properties, geometry: f.geometry });

/** A road or railway as pieces of at most PIECE vertices, neighbours sharing one. */
function pieces(f) {
  const { class: kind, ref } = f.properties;
  const parts =
    f.geometry.type === "LineString" ? [f.geometry.coordinates] : f.geometry.coordinates;
  const out = [];
  for (const part of parts)
    for (let i = 0; i < part.length - 1; i += PIECE) {
      const coordinates = part.slice(i, i + PIECE + 1);
      const properties = { k: { national_road: 1, provincial_road: 2, railway: 3 }[kind] };
      if (ref) properties.ref = ref;
      out.push(with_({ geometry: { type: "LineString", coordinates } }, properties));
    }
  return out;
}

function around(features, margin) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const f of features)
    for (const ring of rings(f.geometry))
      for (const [x, y] of ring) {
        box[0] = Math.min(box[0], x);
        box[1] = Math.min(box[1], y);
        box[2] = Math.max(box[2], x);
        box[3] = Math.max(box[3], y);
      }
  return [box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin];
}

const rings = (g) => (g.type === "Polygon" ? g.coordinates : g.coordinates.flat());

/** A polygon cut to a box (Sutherland–Hodgman, ring by ring); null when nothing is left. */
function clipped(f, box) {
  const polygons = f.geometry.type === "Polygon" ? [f.geometry.coordinates] : f.geometry.coordinates;
  const kept = polygons
    .map((polygon) => polygon.map((ring) => clipRing(ring, box)).filter((r) => r.length > 3))
    .filter((polygon) => polygon.length);
  if (!kept.length) return null;
  return { ...f, geometry: { type: "MultiPolygon", coordinates: kept } };
}

function clipRing(ring, [west, south, east, north]) {
  let points = ring.slice(0, -1);
  for (const [axis, limit, sign] of [[0, west, 1], [0, east, -1], [1, south, 1], [1, north, -1]]) {
    const inside = (p) => (p[axis] - limit) * sign >= 0;
    const out = [];
    points.forEach((p, i) => {
      const q = points[(i + 1) % points.length];
      if (inside(p)) out.push(p);
      if (inside(p) !== inside(q)) {
        const t = (limit - p[axis]) / (q[axis] - p[axis]);
        const cut = [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])];
        cut[axis] = limit;
        out.push(cut);
      }
    });
    points = out;
    if (!points.length) return [];
  }
  return [...points, points[0]];
}

// The map under the drawing: the portal's own base data, drawn plainly. No tiles from elsewhere.

import * as L from "leaflet";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

const LABELS_FROM_ZOOM = 11;
const STYLES: Record<string, L.PathOptions> = {
  abroad: { color: "#b9b4a6", weight: 1, fillColor: "#efece4", fillOpacity: 1 },
  provinces: { color: "#a8a79b", weight: 1.5, fillColor: "#f7f5ee", fillOpacity: 1 },
  communes: { color: "#c9c4b4", weight: 1, fillColor: "#fffdf7", fillOpacity: 1 },
};
const ROADS: Record<number, L.PathOptions> = {
  1: { color: "#d9a441", weight: 3 },
  2: { color: "#cdb98b", weight: 2 },
  3: { color: "#7d7d86", weight: 2, dashArray: "6 4" },
};

let loaded: Promise<Topology> | null = null;

/** Draw the base data under everything else; without it the map stays plain. */
export async function drawBackground(map: L.Map, url: string): Promise<void> {
  loaded ??= fetch(url).then((answer) => answer.json() as Promise<Topology>);
  const topology = await loaded;
  const pane = map.createPane("background");
  pane.style.zIndex = "200";
  const renderer = L.canvas({ pane: "background", padding: 0.5 });
  const shared = { renderer, pane: "background", interactive: false };
  for (const name of ["abroad", "provinces", "communes"])
    L.geoJSON(layer(topology, name), { ...shared, style: () => STYLES[name]! } as L.GeoJSONOptions).addTo(map);
  const road = (f?: Feature): L.PathOptions => ROADS[f?.properties?.k as number] ?? ROADS[2]!;
  L.geoJSON(layer(topology, "lines"), { ...shared, style: road } as L.GeoJSONOptions).addTo(map);
  label(map, layer(topology, "communes").features);
}

function layer(topology: Topology, name: string): FeatureCollection<Geometry> {
  const object = topology.objects[name] as GeometryCollection | undefined;
  if (!object) return { type: "FeatureCollection", features: [] };
  return feature(topology, object) as FeatureCollection<Geometry>;
}

/** Commune names, while they do not cover each other. */
function label(map: L.Map, communes: Feature[]): void {
  const labels = L.layerGroup();
  for (const commune of communes) {
    const [lon, lat] = commune.properties!.at as [number, number];
    const text = document.createElement("span");
    text.textContent = (commune.properties!.names as string[])[0] ?? "";
    L.tooltip([lat, lon], { permanent: true, direction: "center", className: "map-field__name" })
      .setContent(text)
      .addTo(labels);
  }
  const update = (): void => {
    if (map.getZoom() >= LABELS_FROM_ZOOM) labels.addTo(map);
    else labels.remove();
  };
  map.on("zoomend", update);
  update();
}

// The map under the drawing: the portal's own base data (frontend/build/base.mjs), drawn plainly.
// No tiles from elsewhere.

import * as L from "leaflet";
import type { Feature, FeatureCollection } from "geojson";
import { feature } from "topojson-client";
import type { Topology } from "topojson-specification";
import type { Config } from "./config";

interface Named {
  names: string[];
  at: [number, number];
}
type Base = Topology & { names: Named[] };

const LABELS_FROM_ZOOM = 11;
// In the order they are drawn.
const STYLES: Record<string, L.PathOptions> = {
  abroad: { color: "#b9b4a6", weight: 1, fillColor: "#ece9e0", fillOpacity: 1 },
  provinces: { color: "#a8a79b", weight: 1.5, fillColor: "#f4f2ea", fillOpacity: 1 },
  focus: { stroke: false, fillColor: "#fffdf7", fillOpacity: 1 },
  wards: { stroke: false, fillColor: "#f5ead9", fillOpacity: 1 },
  inner: { color: "#bdb7a5", weight: 1, fill: false },
  edge: { color: "#8a8778", weight: 2, fill: false },
  lines: { fill: false },
};
const ROADS: Record<number, L.PathOptions> = {
  1: { color: "#d9a441", weight: 3 },
  2: { color: "#cdb98b", weight: 2 },
  3: { color: "#7d7d86", weight: 2, dashArray: "6 4" },
};

let loaded: Promise<Base> | null = null;

/** A map to look at, not to draw on, that shows what lies on it; nothing lies on it: the destination. */
export function mapToLookAt(root: HTMLElement, config: Config, shown: L.FeatureGroup, view: L.FitBoundsOptions & { pad: number }): void {
  const map = L.map(root.querySelector<HTMLElement>("[data-map]")!, {
    zoomControl: false,
    attributionControl: false,
    scrollWheelZoom: false,
  });
  L.control.zoom({ zoomInTitle: config.text.zoomIn, zoomOutTitle: config.text.zoomOut }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  const [west, south, east, north] = config.bbox;
  const all = L.latLngBounds([south, west], [north, east]);
  map.fitBounds(shown.getLayers().length ? shown.getBounds().pad(view.pad) : all, view);
  shown.addTo(map);
  drawGround(map, config);
}

/** The map pictures that the settings name, else our own base data; without either it stays plain. */
export function drawGround(map: L.Map, { tiles, attribution, base }: Config): void {
  if (!tiles) return void drawBackground(map, base).catch(() => undefined);
  const text = document.createElement("span");
  text.textContent = attribution;
  L.tileLayer(tiles, { maxZoom: 19 }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(text.innerHTML).addTo(map);
}

/** Draw the base data under everything else. */
async function drawBackground(map: L.Map, url: string): Promise<void> {
  loaded ??= fetch(url).then((answer) => answer.json() as Promise<Base>);
  const base = await loaded;
  map.createPane("background").style.zIndex = "200";
  const renderer = L.canvas({ pane: "background", padding: 0.5 });
  const road = (f?: Feature): L.PathOptions => ROADS[f?.properties?.k as number] ?? {};
  for (const [name, style] of Object.entries(STYLES)) {
    const found = layer(base, name);
    if (!found) console.warn(`the base data has no ${name}`);
    else
      L.geoJSON(found, {
        renderer,
        pane: "background",
        interactive: false,
        style: (f) => ({ ...style, ...road(f) }),
      } as L.GeoJSONOptions).addTo(map);
  }
  label(map, base.names ?? []);
}

function layer(base: Base, name: string): Feature | FeatureCollection | null {
  const object = base.objects[name];
  return object ? feature(base, object) : null;
}

/** Commune names, while they do not cover each other. */
function label(map: L.Map, communes: Named[]): void {
  const labels = L.layerGroup();
  for (const { names, at } of communes) {
    const text = document.createElement("span");
    text.textContent = names[0] ?? "";
    L.tooltip([at[1], at[0]], { permanent: true, direction: "center", className: "map-field__name" })
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

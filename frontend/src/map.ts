// What the map page's script calls: Leaflet as `L` (Folium's code needs it) and `TourMap`.

import L from "leaflet";
import { App } from "./app";
import { readConfig, type LayerConfig } from "./config";

const layers = new Map<L.Map, LayerConfig[]>();

const TourMap = {
  /** A collection's layer, as the server declared it. */
  layer(map: L.Map, layer: LayerConfig): void {
    layers.set(map, [...(layers.get(map) ?? []), layer]);
  },

  /** Hands the map over to the page; `base` is "own" or "pictures" (a raster layer is below). */
  start(map: L.Map, base: string): void {
    new App(map, readConfig(), layers.get(map) ?? [], base);
  },
};

declare global {
  interface Window {
    L: typeof L;
    TourMap: typeof TourMap;
  }
}
window.L = L;
window.TourMap = TourMap;

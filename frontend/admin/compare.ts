// Two versions of a shape on one map: what it was, what it would be.

import * as L from "leaflet";
import type { Geometry } from "geojson";
import { mapToLookAt } from "./background";
import { configOf } from "./config";

/** Draw both, and bring them into view. */
export function compare(root: HTMLElement): void {
  const config = configOf(root);
  const shapes = L.featureGroup();
  for (const side of ["before", "after"] as const) {
    const text = root.dataset[side];
    if (!text) continue;
    const style = { className: `compare-map__shape compare-map__shape--${side}`, interactive: false };
    const line = { ...style, className: `${style.className} compare-map__shape--line` };
    L.geoJSON(JSON.parse(text) as Geometry, {
      style: (shape) => (shape?.geometry.type.includes("LineString") ? line : style),
      pointToLayer: (_, at) => L.circleMarker(at, { radius: side === "before" ? 10 : 7, ...style }),
    }).addTo(shapes);
  }
  mapToLookAt(root, config, shapes, { pad: 0.3, maxZoom: 16 });
}

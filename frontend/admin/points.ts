// Points on a map, each the way to its record.

import * as L from "leaflet";
import { mapToLookAt } from "./background";
import { configOf } from "./config";

/** Draw the marks of the configuration, and bring them into view. */
export function points(root: HTMLElement): void {
  const config = configOf(root);
  const group = L.featureGroup();
  for (const { lat, lon, label, url } of config.marks) {
    const text = document.createElement("span");
    text.textContent = label;
    const mark = L.circleMarker([lat, lon], { radius: 7, className: "map-field__point" }).bindTooltip(text);
    if (url) mark.on("click", () => location.assign(url));
    mark.addTo(group);
  }
  mapToLookAt(root, config, group, { pad: 0.1, maxZoom: 14 });
}

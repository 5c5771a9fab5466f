// What a pin, a cluster and a warning look like: elements made by hand, texts as text nodes.

import L from "leaflet";
import { h, icon, safeColour } from "../ui/dom";
import type { Cluster, Point } from "./points";

const SHAPE = "M18 2C9.700 2 3 8.600 3 16.700c0 9.200 9.300 17 13.300 24.800a1.900 1.900 0 0 0 3.400 0C23.700 33.700 33 25.900 33 16.700C33 8.600 26.300 2 18 2z";
const SVG = "http://www.w3.org/2000/svg";

function divIcon(element: HTMLElement, size: [number, number], anchor: [number, number]): L.DivIcon {
  return L.divIcon({ html: element, className: "spot", iconSize: size, iconAnchor: anchor });
}

function drop(colour: string, approximate: boolean): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 36 44");
  svg.setAttribute("class", "pin__shape");
  svg.setAttribute("aria-hidden", "true");
  const shadow = document.createElementNS(SVG, "path");
  shadow.setAttribute("d", SHAPE);
  shadow.setAttribute("class", "pin__shadow");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPE);
  if (approximate) {
    path.setAttribute("class", "pin__hollow");
    path.setAttribute("stroke", colour);
    path.setAttribute("stroke-dasharray", "4 3.200");
  } else {
    path.setAttribute("fill", colour);
    path.setAttribute("class", "pin__solid");
  }
  svg.append(shadow, path);
  return svg;
}

/** A pin; an approximate one is hollow with a dashed edge. */
export function pinIcon(p: Point, label: boolean, chosen: boolean): L.DivIcon {
  const colour = safeColour(p.colour);
  const glyph = icon(p.icon, "pin__icon");
  if (p.approximate) glyph.style.color = colour;
  const classes = ["pin", p.approximate && "pin--approximate", chosen && "pin--chosen"];
  const pin = h("div", { class: classes.filter(Boolean).join(" ") }, drop(colour, p.approximate), glyph);
  if (label || chosen) pin.append(h("span", { class: "pin__name" }, p.name));
  return divIcon(pin, [36, 44], [18, 43]);
}

export function clusterIcon(cluster: Cluster, shown: string): L.DivIcon {
  const side = cluster.count < 10 ? 38 : cluster.count < 100 ? 44 : 52;
  const bubble = h("div", { class: "cluster" }, h("span", {}, shown));
  return divIcon(bubble, [side, side], [side / 2, side / 2]);
}

export function warningIcon(): L.DivIcon {
  return divIcon(h("div", { class: "warning-sign" }, icon("warning")), [34, 34], [17, 17]);
}

/** A marker that keyboards reach and screen readers name (Leaflet only does a part of it). */
export function spot(
  at: L.LatLngExpression,
  icon: L.DivIcon,
  name: string,
  options: L.MarkerOptions = {},
): L.Marker {
  const marker = L.marker(at, { icon, keyboard: true, riseOnHover: true, ...options });
  marker.on("add", () => {
    const element = marker.getElement();
    element?.setAttribute("aria-label", name);
    element?.setAttribute("role", "button");
    element?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      marker.fire("click");
    });
  });
  return marker;
}

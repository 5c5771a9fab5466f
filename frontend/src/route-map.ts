// The map of a way on its page: the base map, the line, numbered stops. What the stops are called
// stands in the page, in elements with `data-stop`; a stop's number leads to it and back.

import L from "leaflet";
import { lay } from "./base/still";
import { spot } from "./pins/marker";
import { h, useIcons } from "./ui/dom";

interface Stop {
  number: number;
  day: number;
  lon: number;
  lat: number;
  accuracy: number; // metres; 0: exact enough
}

interface Shown {
  lines: [number, number][][]; // lon, lat
  stops: Stop[];
  schematic: boolean;
  base: string;
  icons: string;
}

const DAYS = 6; // colours of days that are told apart

const TourMap = {
  route(map: L.Map, shown: Shown): void {
    useIcons(shown.icons);
    map.createPane("labels").style.pointerEvents = "none";
    // A page is scrolled past a map far more often than the map is moved.
    if (L.Browser.mobile) map.dragging.disable();
    map.on("focus click", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    const lines = shown.lines.map((line) => line.map(([lon, lat]) => L.latLng(lat, lon)));
    const look = shown.schematic ? " route-line--schematic" : "";
    L.polyline(lines, { className: "route-line route-line--case", interactive: false }).addTo(map);
    L.polyline(lines, { className: `route-line${look}`, interactive: false }).addTo(map);
    const aside = new Map<string, number>();
    const markers = new Map(shown.stops.map((stop) => {
      const spot = `${stop.lon.toFixed(3)} ${stop.lat.toFixed(3)}`;
      const before = aside.get(spot) ?? 0;
      aside.set(spot, before + 1);
      return [stop.number, marker(map, stop, before)];
    }));
    const all = [...lines.flat(), ...shown.stops.map((stop) => L.latLng(stop.lat, stop.lon))];
    const fit = (): void => {
      if (all.length) map.fitBounds(L.latLngBounds(all), { padding: [36, 36], maxZoom: 15, animate: false });
    };
    fit();
    buttons(map, fit);
    for (const [number, at] of markers) back(map, number, at);
    void lay(map, shown.base);
  },
};

/** A stop's number, and a ring where it is known roughly only; `before` others stand there too. */
function marker(map: L.Map, stop: Stop, before: number): L.Marker {
  const at = L.latLng(stop.lat, stop.lon);
  if (stop.accuracy > 0)
    L.circle(at, { radius: stop.accuracy, className: "rough-ring", weight: 1.5, interactive: false }).addTo(map);
  const day = ((stop.day - 1) % DAYS) + 1;
  const rough = stop.accuracy > 0 ? " stop-mark--rough" : "";
  const html = h("div", { class: `stop-mark stop-mark--${day}${rough}` }, String(stop.number));
  const icon = L.divIcon({ html, className: "spot", iconSize: [30, 30], iconAnchor: [15 - before * 26, 15] });
  const name = entry(stop.number)?.querySelector("[data-name]")?.textContent ?? "";
  const mark = spot(at, icon, `${stop.number}. ${name}`, { zIndexOffset: -stop.number });
  if (name) {
    const text = document.createElement("span");
    text.textContent = name;
    mark.bindTooltip(text, { direction: "top", offset: [0, -16] });
  }
  mark.on("click", () => {
    const told = entry(stop.number);
    if (!told) return;
    told.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    told.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
  });
  return mark.addTo(map);
}

/** From the list to the map. */
function back(map: L.Map, number: number, mark: L.Marker): void {
  const button = entry(number)?.querySelector<HTMLButtonElement>("[data-show]");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    map.setView(mark.getLatLng(), Math.max(map.getZoom(), 14), { animate: !calm() });
    map.getContainer().scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
    mark.openTooltip();
  });
}

function buttons(map: L.Map, fit: () => void): void {
  const actions: Record<string, () => void> = {
    in: () => void map.zoomIn(), out: () => void map.zoomOut(), all: fit,
  };
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-zoom]")) {
    button.hidden = false;
    button.addEventListener("click", () => actions[button.dataset["zoom"] ?? ""]?.());
  }
}

const entry = (number: number): HTMLElement | null => document.querySelector(`[data-stop="${number}"]`);

const calm = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

(window as unknown as { L: typeof L }).L = L;
(window as unknown as { TourMap: unknown }).TourMap = TourMap;

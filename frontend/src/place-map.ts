// The small map on a place's page: the base map, one pin, and a circle where it is only near.

import L from "leaflet";
import { Ground } from "./base/ground";
import { pinIcon } from "./pins/marker";
import { useIcons } from "./ui/dom";

interface Shown {
  lon: number;
  lat: number;
  accuracy: number; // metres; 0: exact enough for a pin alone
  icon: string;
  colour: string;
  base: string;
  icons: string;
}

const TourMap = {
  place(map: L.Map, shown: Shown): void {
    useIcons(shown.icons);
    map.createPane("labels").style.pointerEvents = "none";
    const point = {
      slug: "", name: "", category: "", icon: shown.icon, colour: shown.colour,
      approximate: shown.accuracy > 0, count: 1, rank: 1, lon: shown.lon, lat: shown.lat,
    };
    const at = L.latLng(shown.lat, shown.lon);
    if (shown.accuracy > 0)
      L.circle(at, { radius: shown.accuracy, className: "rough-ring", weight: 1.5, interactive: false }).addTo(map);
    L.marker(at, { icon: pinIcon(point, false, true), keyboard: false, interactive: false }).addTo(map);
    void draw(map, shown.base);
  },
};

async function draw(map: L.Map, url: string): Promise<void> {
  const ground = new Ground(map, false);
  try {
    await ground.draw(url, document.documentElement.lang);
    const repaint = (): void => ground.repaint();
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
    new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  } catch {
    // The pin stands on plain ground; the page says the address in words.
  }
}

(window as unknown as { L: typeof L }).L = L;
(window as unknown as { TourMap: unknown }).TourMap = TourMap;

// The small map on a place's page: the base map, one pin, and a circle where it is only near.

import L from "leaflet";
import { lay } from "./base/still";
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
    void lay(map, shown.base);
  },
};

(window as unknown as { L: typeof L }).L = L;
(window as unknown as { TourMap: unknown }).TourMap = TourMap;

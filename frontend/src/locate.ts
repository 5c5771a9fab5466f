// Where the visitor is: asked for only when they press the button, kept only in this page.

import L from "leaflet";
import { h } from "./ui/dom";

export interface Position {
  lon: number;
  lat: number;
  accuracy: number;
}

export type LocateProblem = "denied" | "unavailable" | "unsupported";

export class Locator {
  at: Position | null = null;
  private dot: L.Marker | null = null;
  private ring: L.Circle | null = null;

  constructor(
    private map: L.Map,
    private label: string,
  ) {}

  async find(): Promise<Position> {
    if (!("geolocation" in navigator)) throw new LocateError("unsupported");
    const found = await new Promise<GeolocationPosition>((done, fail) =>
      navigator.geolocation.getCurrentPosition(done, fail, {
        enableHighAccuracy: true,
        timeout: 15_000,
        maximumAge: 30_000,
      }),
    ).catch((error: GeolocationPositionError) => {
      throw new LocateError(error.code === error.PERMISSION_DENIED ? "denied" : "unavailable");
    });
    const { longitude: lon, latitude: lat, accuracy } = found.coords;
    this.at = { lon, lat, accuracy };
    this.draw(this.at);
    return this.at;
  }

  private draw({ lat, lon, accuracy }: Position): void {
    this.dot?.remove();
    this.ring?.remove();
    const icon = L.divIcon({ html: h("div", { class: "me" }), className: "spot", iconSize: [22, 22] });
    this.ring = L.circle([lat, lon], { radius: accuracy, className: "me-ring", weight: 1, interactive: false }).addTo(this.map);
    this.dot = L.marker([lat, lon], { icon, keyboard: false, interactive: false, alt: this.label, zIndexOffset: 3000 }).addTo(this.map);
  }
}

export class LocateError extends Error {
  constructor(readonly problem: LocateProblem) {
    super(problem);
  }
}

/** Metres between two positions (haversine). */
export function metres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  return L.CRS.Earth.distance(L.latLng(a.lat, a.lon), L.latLng(b.lat, b.lon));
}

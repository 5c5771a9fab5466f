// Snapping to the outlines of communes: a corner set near one lies exactly on it, so that a zone
// and its commune share their edge. The outlines are the portal's own public data.

import * as L from "leaflet";
import type { FeatureCollection, Geometry, Position } from "geojson";
import { paths } from "./shapes";

const NEAR_PX = 14;
const CORNER_PX = 9; // a corner of the outline is preferred to its edge
const FROM_ZOOM = 10;

/** The outlines in view, and the way onto them. */
export class Snap {
  private lines: Position[][] = [];
  private loaded: L.LatLngBounds | null = null;
  on = true;

  constructor(
    private readonly map: L.Map,
    private readonly address: string,
  ) {
    map.on("moveend", () => void this.load());
  }

  /** The place on an outline near by; the given one where there is none. */
  at(point: L.LatLng): L.LatLng {
    if (!this.on) return point;
    const here = this.map.latLngToContainerPoint(point);
    let best: L.Point | null = null;
    let least = NEAR_PX;
    for (const line of this.lines) {
      let before: L.Point | null = null;
      for (const [lon, lat] of line) {
        const corner = this.map.latLngToContainerPoint([lat!, lon!]);
        if (corner.distanceTo(here) <= CORNER_PX) return L.latLng(lat!, lon!);
        const edge = before && L.LineUtil.closestPointOnSegment(here, before, corner);
        if (edge && edge.distanceTo(here) < least) {
          least = edge.distanceTo(here);
          best = edge;
        }
        before = corner;
      }
    }
    return best ? this.map.containerPointToLatLng(best) : point;
  }

  private async load(): Promise<void> {
    const view = this.map.getBounds();
    if (this.map.getZoom() < FROM_ZOOM || this.loaded?.contains(view)) return;
    const asked = view.pad(0.5);
    const url = new URL(this.address, location.href);
    url.searchParams.set("bbox", asked.toBBoxString());
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      const found = (await answer.json()) as FeatureCollection<Geometry>;
      this.lines = found.features.flatMap((f) => (f.geometry ? paths(f.geometry) : [])).map((p) => p.corners);
      this.loaded = asked;
      this.map.getContainer().dataset.snaps = String(this.lines.length);
    } catch {
      // No connection: drawing works without.
    }
  }
}

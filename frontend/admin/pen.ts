// Drawing a new line or area: a click, or Enter for the middle of the map, adds a corner.

import * as L from "leaflet";
import type { Geometry, Position } from "geojson";
import { rounded } from "./shapes";

const SAME_SPOT_PX = 20;

/** A line or an area in the making. */
export class Pen {
  private points: L.LatLng[] = [];
  private clicks: L.Point[] = [];
  private readonly line = L.polyline([], { className: "map-field__drawn", dashArray: "5 5" });
  private readonly dots = L.layerGroup();

  constructor(
    private readonly map: L.Map,
    readonly kind: "LineString" | "Polygon",
    private readonly snapped: (at: L.LatLng) => L.LatLng,
    private readonly finished: (geometry: Geometry) => void,
  ) {}

  /** Begin: clicks on the map are corners from now on. */
  start(): void {
    this.map.doubleClickZoom.disable();
    this.line.addTo(this.map);
    this.dots.addTo(this.map);
    this.map.on("click", this.click, this);
    this.map.on("dblclick", this.twice, this);
  }

  /** End without a shape. */
  stop(): void {
    this.map.off("click", this.click, this);
    this.map.off("dblclick", this.twice, this);
    this.map.doubleClickZoom.enable();
    this.line.remove();
    this.dots.remove();
  }

  /** Add a corner; back on the first one, the area is closed. */
  add(where: L.LatLng): void {
    const at = this.snapped(where);
    const last = this.points[this.points.length - 1];
    if (last?.equals(at)) return;
    this.points.push(at);
    this.show();
  }

  /** Take the last corner back. */
  back(): void {
    this.points.pop();
    this.show();
  }

  /** Hand over the shape if it is one. */
  finish(): void {
    const corners: Position[] = this.points.map((p) => rounded(p.lng, p.lat));
    if (corners.length < (this.kind === "Polygon" ? 3 : 2)) return;
    this.stop();
    this.finished(
      this.kind === "Polygon"
        ? { type: "Polygon", coordinates: [[...corners, corners[0]!]] }
        : { type: "LineString", coordinates: corners },
    );
  }

  private click(event: L.LeafletMouseEvent): void {
    this.clicks = [event.containerPoint, ...this.clicks.slice(0, 1)];
    this.add(event.latlng);
  }

  /** Leaflet calls two quick taps a double one wherever they are; two corners are no end. */
  private twice(): void {
    const [last, before] = this.clicks;
    if (last && before && last.distanceTo(before) <= SAME_SPOT_PX) this.finish();
  }

  private show(): void {
    this.line.setLatLngs(this.points);
    this.dots.clearLayers();
    this.points.forEach((point, i) => {
      const dot = L.circleMarker(point, { radius: i ? 4 : 7, className: "map-field__drawn" });
      if (!i)
        dot.on("click", (event) => {
          L.DomEvent.stop(event);
          this.finish();
        });
      dot.addTo(this.dots);
    });
  }
}

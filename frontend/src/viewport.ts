// Moving the map with what the panel and the search cover in mind: places are brought to the
// middle of what is free, and what is under the panel counts as out of sight.

import L from "leaflet";
import type { Point } from "./pins/points";
import { reducedMotion } from "./ui/dom";
import type { Sheet } from "./ui/sheet";

const CLOSE_UP = 15;

export class Viewport {
  constructor(
    private map: L.Map,
    private sheet: Sheet,
    private bbox: [number, number, number, number],
  ) {}

  /** The middle of what is free. */
  middle(): L.LatLng {
    const size = this.map.getSize();
    const i = this.sheet.insets();
    return this.map.containerPointToLatLng([(i.left + size.x - i.right) / 2, (i.top + size.y - i.bottom) / 2]);
  }

  /** The box of what is free, as the API takes it. */
  box(): string {
    const size = this.map.getSize();
    const i = this.sheet.insets();
    const a = this.map.containerPointToLatLng([i.left, size.y - i.bottom]);
    const b = this.map.containerPointToLatLng([size.x - i.right, i.top]);
    return [a.lng, a.lat, b.lng, b.lat].map(round).join(",");
  }

  /** Whether that spot of the window is under the panel, the search or the controls, or outside. */
  covered(at: L.Point): boolean {
    const size = this.map.getSize();
    const i = this.sheet.insets();
    const controls = at.x > size.x - 92 && at.y > size.y - i.bottom - 290;
    const outside = at.x > size.x - 8;
    return outside || controls || at.x < i.left + 14 || at.y < i.top + 30 || at.y > size.y - i.bottom - 36;
  }

  /** Brings a position to the middle of what is free. */
  show(at: L.LatLng, zoom: number, smoothly: boolean): void {
    const i = this.sheet.insets();
    const shift = L.point((i.right - i.left) / 2, (i.bottom - i.top) / 2);
    const centre = this.map.unproject(this.map.project(at, zoom).add(shift), zoom);
    const options = { animate: smoothly && !reducedMotion() };
    if (options.animate && Math.abs(zoom - this.map.getZoom()) > 1) this.map.flyTo(centre, zoom, { duration: 0.7 });
    else this.map.setView(centre, zoom, options);
  }

  /** The closest zoom at which all of it is free. */
  zoomFor(bounds: L.LatLngBounds): number {
    const i = this.sheet.insets();
    return Math.min(17, this.map.getBoundsZoom(bounds, false, L.point(i.left + i.right + 60, i.top + i.bottom + 80)));
  }

  /** The whole destination. */
  showWhole(): void {
    const [west, south, east, north] = this.bbox;
    const bounds = L.latLngBounds([south, west], [north, east]);
    const i = this.sheet.insets();
    const zoom = this.map.getBoundsZoom(bounds, false, L.point(i.left + i.right, i.top + i.bottom));
    this.show(bounds.getCenter(), Math.max(zoom, this.map.getMinZoom()), true);
  }

  /** All of a shape, but no closer than `most`. */
  shape(bounds: L.LatLngBounds, most: number, smoothly: boolean): void {
    this.show(bounds.getCenter(), Math.min(this.zoomFor(bounds), most), smoothly);
  }

  /** All of the points, but no closer than CLOSE_UP. */
  fit(points: Point[]): void {
    if (!points.length) return;
    const bounds = L.latLngBounds(points.map((p) => [p.lat, p.lon] as [number, number]));
    this.show(bounds.getCenter(), Math.min(this.zoomFor(bounds), CLOSE_UP), true);
  }

  /** Moves only as far as needed for the pin to be seen; `closer`: a place afar is come closer to. */
  reveal(point: Point, closer: boolean, smoothly: boolean): void {
    const size = this.map.getSize();
    const i = this.sheet.insets();
    const p = this.map.latLngToContainerPoint([point.lat, point.lon]);
    const across = p.x > i.left + 24 && p.x < size.x - i.right - 24;
    const seen = across && p.y > i.top + 40 && p.y < size.y - i.bottom - 12;
    const near = point.approximate ? 13 : CLOSE_UP;
    const far = closer && this.map.getZoom() < near - 1;
    if (!seen || far) this.show(L.latLng(point.lat, point.lon), far ? near : this.map.getZoom(), smoothly);
  }
}

export const round = (n: number): number => Math.round(n * 1e5) / 1e5;

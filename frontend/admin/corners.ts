// The corners of a shape: drag, focus and arrow keys, Delete; a small handle adds one between two.

import * as L from "leaflet";
import type { Geometry } from "geojson";
import { insert, move, paths, remove, rounded, size, type Path } from "./shapes";

// More handles than this in view can be neither told apart nor drawn quickly.
const MOST = 250;
const STEP: Record<string, [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

export interface Listener {
  label(kind: string): string; // what a handle is called
  snapped(at: L.LatLng): L.LatLng; // where a corner dropped here comes to lie
  moving(): void; // redraw
  changed(): void; // write down
  tooMany(yes: boolean): void;
}

/** Handles on the corners in view. */
export class Corners {
  private readonly group = L.layerGroup();

  constructor(
    private readonly map: L.Map,
    private readonly geometry: () => Geometry | null,
    private readonly listener: Listener,
  ) {}

  /** Show the handles and keep them to what is in view. */
  start(): void {
    this.group.addTo(this.map);
    this.map.on("moveend", this.draw, this);
    this.draw();
  }

  /** Hide the handles. */
  stop(): void {
    this.map.off("moveend", this.draw, this);
    this.group.remove();
    this.listener.tooMany(false);
  }

  /** Draw the handles anew. */
  draw(): void {
    this.group.clearLayers();
    const geometry = this.geometry();
    if (!geometry) return;
    const view = this.map.getBounds().pad(0.05);
    const shown: [Path, number][] = [];
    for (const path of paths(geometry))
      for (let i = 0; i < size(path); i++)
        if (view.contains([path.corners[i]![1]!, path.corners[i]![0]!])) shown.push([path, i]);
    this.listener.tooMany(shown.length > MOST);
    if (shown.length > MOST) return;
    for (const [path, i] of shown) {
      this.corner(path, i);
      this.middle(path, i);
    }
  }

  private handle(at: L.LatLngExpression, kind: string): L.Marker {
    const icon = L.divIcon({ className: `map-field__${kind}`, iconSize: [24, 24] });
    const handle = L.marker(at, { icon, draggable: true, keyboard: true }).addTo(this.group);
    handle.getElement()?.setAttribute("aria-label", this.listener.label(kind));
    return handle;
  }

  private corner(path: Path, index: number): void {
    const [lon, lat] = path.corners[index]!;
    const handle = this.handle([lat!, lon!], "corner");
    const take = (): void => {
      const to = this.listener.snapped(handle.getLatLng());
      move(path, index, rounded(to.lng, to.lat));
      this.listener.moving();
    };
    // Keys move by so little that they would never leave an outline.
    const put = (): void => {
      move(path, index, rounded(handle.getLatLng().lng, handle.getLatLng().lat));
      this.listener.moving();
    };
    const drop = (): void => {
      if (remove(path, index)) this.done();
    };
    handle.on("drag", take).on("dragend", () => this.done()).on("click", drop);
    handle.getElement()?.addEventListener("keydown", (event) => {
      const step = STEP[event.key];
      if (event.key === "Delete" || event.key === "Backspace") drop();
      else if (step) nudge(this.map, handle, step, put, () => this.listener.changed());
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  private middle(path: Path, index: number): void {
    const a = path.corners[index];
    const b = path.corners[index + 1];
    if (!a || !b) return;
    const handle = this.handle([(a[1]! + b[1]!) / 2, (a[0]! + b[0]!) / 2], "middle");
    const add = (): void => {
      const at = this.listener.snapped(handle.getLatLng());
      insert(path, index, rounded(at.lng, at.lat));
      this.done();
    };
    handle.on("dragend", add).on("click", add);
  }

  private done(): void {
    this.listener.changed();
    this.draw();
  }
}

/** Move a marker by a few pixels of the screen. */
export function nudge(
  map: L.Map,
  marker: L.Marker,
  step: [number, number],
  ...then: (() => void)[]
): void {
  const at = map.latLngToContainerPoint(marker.getLatLng()).add([step[0] * 4, step[1] * 4]);
  marker.setLatLng(map.containerPointToLatLng(at));
  for (const call of then) call();
}

export { STEP };

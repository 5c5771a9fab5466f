// One map field: the text field holds the value, the map and the numbers change it.

import * as L from "leaflet";
import type { Geometry } from "geojson";
import { drawGround } from "./background";
import type { Config } from "./config";
import { Corners, nudge, STEP } from "./corners";
import { Pen } from "./pen";
import { joined, parse, positions, rounded } from "./shapes";
import { Snap } from "./snap";
import { Toolbar } from "./toolbar";

/** The map over one geometry field of a form. */
export class MapField {
  readonly map: L.Map;
  private geometry: Geometry | null = null;
  private readonly before: string[] = [];
  private readonly shape = L.featureGroup();
  private readonly circle = L.circle([0, 0], { radius: 0, className: "map-field__circle", interactive: false });
  private pin: L.Marker | null = null;
  private pen: Pen | null = null;
  private corners: Corners | null = null;
  private readonly snap: Snap | null;
  private readonly toolbar: Toolbar;

  constructor(
    private readonly root: HTMLElement,
    readonly config: Config,
    private readonly area: HTMLTextAreaElement,
  ) {
    const canvas = root.querySelector<HTMLElement>("[data-map]")!;
    canvas.hidden = false;
    this.map = L.map(canvas, { zoomControl: false, attributionControl: false, scrollWheelZoom: false });
    L.control.zoom({ zoomInTitle: config.text.zoomIn, zoomOutTitle: config.text.zoomOut }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    // A page is scrolled past a map far more often than the map is zoomed.
    this.map.on("focus click", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur", () => this.map.scrollWheelZoom.disable());
    this.shape.addTo(this.map);
    this.snap = config.outlines && config.kind !== "Point" && !config.readonly ? new Snap(this.map, config.outlines) : null;
    this.toolbar = new Toolbar(this, canvas);
    this.fit(); // signs have no element to name and to listen to until the map has a view
    this.read();
    this.fit();
    for (const mark of config.marks) this.mark(mark.lat, mark.lon, mark.label);
    drawGround(this.map, config);
    this.listen();
  }

  /** Whether a shape is being drawn, or its corners are shown. */
  get busy(): "drawing" | "editing" | "" {
    return this.pen ? "drawing" : this.corners ? "editing" : "";
  }

  get empty(): boolean {
    return this.geometry === null;
  }

  get canUndo(): boolean {
    return this.before.length > 0;
  }

  get hasCorners(): boolean {
    return this.geometry !== null && !["Point", "MultiPoint"].includes(this.geometry.type);
  }

  /** The middle of the map becomes the point, or the next corner. */
  middle(): void {
    if (this.pen) this.pen.add(this.map.getCenter());
    else this.point(this.map.getCenter());
  }

  /** Begin to draw. */
  draw(kind: "LineString" | "Polygon"): void {
    this.done();
    this.pen = new Pen(this.map, kind, (at) => this.snapped(at), (drawn) => {
      this.pen = null;
      this.put(joined(drawn, this.geometry, this.config.kind));
    });
    this.pen.start();
    this.toolbar.update();
    this.map.getContainer().focus();
  }

  /** Whether corners are drawn onto the outlines of communes; null: there are none to snap to. */
  get snaps(): boolean | null {
    return this.snap && this.snap.on;
  }

  /** Snap, or do not. */
  switchSnap(): void {
    if (this.snap) this.snap.on = !this.snap.on;
    this.toolbar.update();
  }

  /** Show the corners. */
  edit(): void {
    this.done();
    this.corners = new Corners(this.map, () => this.geometry, {
      label: (kind) => this.config.text[kind] ?? "",
      snapped: (at) => this.snapped(at),
      moving: () => this.show(),
      changed: () => this.put(this.geometry),
      tooMany: (yes) => this.say(yes ? this.config.text.closer : ""),
    });
    this.corners.start();
    this.toolbar.update();
  }

  /** Finish drawing or editing. */
  done(): void {
    const { pen, corners } = this;
    this.corners = null;
    corners?.stop();
    pen?.finish();
    this.pen?.stop();
    this.pen = null;
    this.toolbar.update();
  }

  /** One step back: the last corner while drawing, else the last change. */
  undo(): void {
    if (this.pen) return this.pen.back();
    const text = this.before.pop();
    if (text === undefined) return;
    this.write(text);
    this.read();
    this.corners?.draw();
  }

  /** Empty the field. */
  clear(): void {
    this.done();
    this.put(null);
  }

  /** A click or the numbers set the point. */
  point(at: L.LatLng): void {
    this.put({ type: "Point", coordinates: rounded(at.lng, at.lat) });
  }

  private snapped(at: L.LatLng): L.LatLng {
    return this.snap ? this.snap.at(at) : at;
  }

  private put(geometry: Geometry | null): void {
    this.before.push(this.area.value);
    this.geometry = geometry;
    this.write(geometry ? JSON.stringify(geometry) : "");
    this.say("");
    this.show();
  }

  private write(text: string): void {
    this.area.value = text;
    this.area.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Take over what stands in the text field. */
  private read(): void {
    try {
      this.geometry = parse(this.area.value, this.config.kind);
      this.say("");
    } catch {
      this.say(this.config.text.bad);
      return;
    }
    this.show();
  }

  private say(text: string | undefined): void {
    const problem = this.root.querySelector<HTMLElement>("[data-problem]")!;
    problem.textContent = text ?? "";
    problem.hidden = !text;
  }

  private show(): void {
    this.shape.clearLayers();
    this.pin = null;
    if (this.geometry?.type === "Point") {
      const [lon, lat] = this.geometry.coordinates;
      this.showPin(L.latLng(lat!, lon!));
    } else if (this.geometry) {
      const style = { className: "map-field__shape", interactive: false };
      const dot = (_: unknown, at: L.LatLng): L.Layer => L.circleMarker(at, { radius: 7, ...style });
      L.geoJSON(this.geometry, { style: () => style, pointToLayer: dot }).addTo(this.shape);
    }
    this.showCircle();
    this.showNumbers();
    this.toolbar.update();
  }

  private showPin(at: L.LatLng): void {
    const icon = L.divIcon({ className: "map-field__pin", iconSize: [28, 36], iconAnchor: [14, 34] });
    const pin = L.marker(at, { icon, draggable: !this.config.readonly, keyboard: true, alt: this.config.text.pin ?? "" });
    pin.addTo(this.shape);
    pin.getElement()?.setAttribute("aria-label", this.config.text.pin ?? "");
    this.pin = pin;
    if (this.config.readonly) return;
    pin.on("drag", () => this.circle.setLatLng(pin.getLatLng()));
    pin.on("dragend", () => this.point(pin.getLatLng()));
    pin.getElement()?.addEventListener("keydown", (event) => {
      const step = STEP[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      nudge(this.map, pin, step, () => this.point(pin.getLatLng()), () => this.pin?.getElement()?.focus());
    });
  }

  private showCircle(): void {
    const field = document.getElementById(`id_${this.config.accuracy}`) as HTMLInputElement | null;
    const metres = Number(field?.value ?? 0);
    if (!this.pin || !(metres > 0)) {
      this.circle.remove();
      return;
    }
    this.circle.setLatLng(this.pin.getLatLng()).setRadius(metres).addTo(this.map);
  }

  private showNumbers(): void {
    const [lat, lon] = this.numbers();
    if (!lat || !lon || [lat, lon].includes(document.activeElement as HTMLInputElement)) return;
    const point = this.geometry?.type === "Point" ? this.geometry.coordinates : null;
    lat.value = point ? String(point[1]) : "";
    lon.value = point ? String(point[0]) : "";
  }

  private numbers(): (HTMLInputElement | null)[] {
    return ["lat", "lon"].map((name) => this.root.querySelector<HTMLInputElement>(`[data-${name}]`));
  }

  private mark(lat: number, lon: number, label: string): void {
    const text = document.createElement("span");
    text.textContent = label;
    L.circleMarker([lat, lon], { radius: 8, className: "map-field__mark" })
      .bindTooltip(text, { permanent: true, direction: "right", offset: [10, 0] })
      .addTo(this.map);
  }

  /** Bring into view what there is, else the destination. */
  fit(): void {
    const [west, south, east, north] = this.config.bbox;
    const points = this.geometry ? positions(this.geometry) : [];
    const all = [...points.map((p) => L.latLng(p[1]!, p[0]!)), ...this.config.marks.map((m) => L.latLng(m.lat, m.lon))];
    const box = all.length ? L.latLngBounds(all) : L.latLngBounds([south, west], [north, east]);
    this.map.fitBounds(box, { maxZoom: 15, padding: [24, 24] });
  }

  private listen(): void {
    const { map, area, config } = this;
    new ResizeObserver(() => map.invalidateSize()).observe(map.getContainer());
    document.getElementById(`id_${config.accuracy}`)?.addEventListener("input", () => this.showCircle());
    if (config.readonly) return;
    area.addEventListener("input", () => this.read());
    map.on("click", (event) => {
      if (config.kind === "Point" && !this.pen) this.point(event.latlng);
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.target !== map.getContainer()) return;
      if (event.key === "Enter") this.middle();
      else if (event.key === "Escape") this.done();
      else return;
      event.preventDefault();
    });
    for (const input of this.numbers()) input?.addEventListener("input", () => this.typed());
  }

  private typed(): void {
    const [lat, lon] = this.numbers().map((input) => (input?.value ? Number(input.value) : NaN));
    if (!(Math.abs(lat!) <= 90 && Math.abs(lon!) <= 180)) return;
    this.point(L.latLng(lat!, lon!));
    this.map.panTo([lat!, lon!]);
    const [west, south, east, north] = this.config.bbox;
    const inside = lat! >= south && lat! <= north && lon! >= west && lon! <= east;
    this.say(inside ? "" : this.config.text.outside);
  }
}

// Names of provinces, wards and communes, and road numbers, on one canvas above the base.
// Nothing overlaps: names are placed by importance, and keep clear of the pins.

import L from "leaflet";
import type { Label, Projector, Stroke } from "./data";
import { readPalette, type Palette } from "./palette";

export type Box = [number, number, number, number];

interface Style {
  from: number;
  to: number;
  size: (z: number) => number;
  strong: boolean;
  spaced: number;
  rank: number;
}

const grow = (low: number, high: number) => (z: number) =>
  Math.min(high, low + Math.max(0, z - 9) * 0.7);

const STYLES: Record<Label["kind"], Style> = {
  focus: { from: 7, to: 8, size: () => 14, strong: true, spaced: 1, rank: 0 },
  country: { from: 7, to: 12, size: () => 12, strong: false, spaced: 4, rank: 1 },
  province: { from: 7, to: 11, size: () => 11.5, strong: false, spaced: 1.5, rank: 2 },
  ward: { from: 10, to: 16, size: grow(11.5, 14.5), strong: true, spaced: 0, rank: 3 },
  commune: { from: 10, to: 16, size: grow(10.5, 13.5), strong: false, spaced: 0, rank: 4 },
};

const SHIELD_STEP = 380; // pixels of road between two number plates

export class LabelLayer extends L.Renderer {
  private canvas!: HTMLCanvasElement;
  private palette: Palette = readPalette();
  private obstacles: Box[] = [];

  constructor(
    private projector: Projector,
    private labels: Label[],
    private font: string,
  ) {
    super({ padding: 0.25, pane: "labels" });
  }

  /** Boxes of the pins, in pixels of the current zoom level from the corner of the world. */
  keepClear(boxes: Box[]): void {
    this.obstacles = boxes;
    this.draw();
  }

  repaint(): void {
    this.palette = readPalette();
    this.draw();
  }

  // --- Leaflet calls these

  _initContainer(): void {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "label-canvas";
    this.canvas.setAttribute("aria-hidden", "true");
    (this as unknown as { _container: HTMLElement })._container = this.canvas;
  }

  _update(): void {
    const own = this as unknown as {
      _map: L.Map & { _animatingZoom?: boolean };
      _bounds: L.Bounds;
    };
    if (own._map._animatingZoom && own._bounds) return;
    (L.Renderer.prototype as unknown as { _update(): void })._update.call(this);
    this.draw();
  }

  _destroyContainer(): void {
    this.canvas.remove();
  }

  // --- painting

  private draw(): void {
    const { _map: map, _bounds: bounds } = this as unknown as { _map?: L.Map; _bounds?: L.Bounds };
    if (!map || !bounds?.min) return;
    const size = bounds.getSize();
    const scale = Math.min(window.devicePixelRatio || 1, 3);
    L.DomUtil.setPosition(this.canvas, bounds.min);
    this.canvas.width = size.x * scale;
    this.canvas.height = size.y * scale;
    this.canvas.style.width = `${size.x}px`;
    this.canvas.style.height = `${size.y}px`;
    const ctx = this.canvas.getContext("2d");
    if (!ctx) return;
    // Layer pixels → pixels of the zoom level: what the base and the obstacles are in.
    const corner = map.getPixelOrigin().add(bounds.min);
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    const sheet = new Sheet(ctx, this.palette, this.font, size, corner, [...this.obstacles]);
    const z = map.getZoom();
    const sorted = [...this.labels].sort((a, b) => STYLES[a.kind].rank - STYLES[b.kind].rank);
    for (const label of sorted) sheet.name(label, z);
    if (z >= 9) sheet.shields(this.projector.at(Math.round(z)).lines, this.projector.at(z).origin);
  }
}

class Sheet {
  constructor(
    private ctx: CanvasRenderingContext2D,
    private palette: Palette,
    private font: string,
    private size: L.Point,
    private corner: L.Point,
    private taken: Box[],
  ) {}

  name(label: Label, z: number): void {
    const style = STYLES[label.kind];
    if (z < style.from || z > style.to) return;
    const [lon, lat] = label.at;
    const at = L.CRS.EPSG3857.latLngToPoint(L.latLng(lat, lon), z).subtract(this.corner);
    if (at.x < -80 || at.y < -40 || at.x > this.size.x + 80 || at.y > this.size.y + 40) return;
    const { ctx } = this;
    const px = style.size(z);
    ctx.font = `${style.strong ? 600 : 400} ${px}px ${this.font}`;
    if ("letterSpacing" in ctx) ctx.letterSpacing = `${style.spaced}px`;
    const text = style.spaced >= 1 ? label.text.toLocaleUpperCase() : label.text;
    const half = ctx.measureText(text).width / 2 + 6;
    if (!this.free([at.x - half, at.y - px * 0.9, at.x + half, at.y + px * 0.9])) return;
    this.write(text, at, label.kind === "province" || label.kind === "country");
    if ("letterSpacing" in ctx) ctx.letterSpacing = "0px";
  }

  /** Road numbers, one each SHIELD_STEP pixels of a road's pieces. */
  shields(lines: Stroke[], origin: { x: number; y: number }): void {
    const { ctx, palette } = this;
    ctx.font = `600 10px ${this.font}`;
    const since = new Map<string, number>();
    for (const line of lines) {
      if (!line.ref) continue;
      let walked = since.get(line.ref) ?? SHIELD_STEP / 2;
      const p = line.points;
      for (let i = 2; i < p.length; i += 2) {
        walked += Math.hypot(p[i]! - p[i - 2]!, p[i + 1]! - p[i - 1]!);
        if (walked < SHIELD_STEP) continue;
        const at = L.point(p[i]! + origin.x, p[i + 1]! + origin.y).subtract(this.corner);
        if (this.plate(line.ref, at, palette)) walked = 0;
      }
      since.set(line.ref, walked);
    }
  }

  private plate(ref: string, at: L.Point, palette: Palette): boolean {
    const { ctx } = this;
    if (at.x < 0 || at.y < 0 || at.x > this.size.x || at.y > this.size.y) return true;
    const half = ctx.measureText(ref).width / 2 + 4.5;
    const box: Box = [at.x - half, at.y - 7.5, at.x + half, at.y + 7.5];
    if (!this.free(box)) return false;
    ctx.beginPath();
    if (ctx.roundRect) ctx.roundRect(box[0], box[1], 2 * half, 15, 4);
    else ctx.rect(box[0], box[1], 2 * half, 15);
    ctx.fillStyle = palette.surface;
    ctx.fill();
    ctx.strokeStyle = palette.roadCase;
    ctx.lineWidth = 1.2;
    ctx.stroke();
    ctx.fillStyle = palette.label;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(ref, at.x, at.y + 0.5);
    return true;
  }

  private write(text: string, at: L.Point, quiet: boolean): void {
    const { ctx, palette } = this;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.2;
    ctx.strokeStyle = palette.halo;
    ctx.strokeText(text, at.x, at.y);
    ctx.fillStyle = quiet ? palette.label2 : palette.label;
    ctx.fillText(text, at.x, at.y);
  }

  /** Claims the box if nothing is there; obstacles come in level pixels, boxes in canvas ones. */
  private free(box: Box): boolean {
    const { x, y } = this.corner;
    const level: Box = [box[0] + x, box[1] + y, box[2] + x, box[3] + y];
    for (const t of this.taken)
      if (level[0] < t[2] && level[2] > t[0] && level[1] < t[3] && level[3] > t[1]) return false;
    this.taken.push(level);
    return true;
  }
}

// The base map as canvas tiles: land, borders, roads and railways. No text (base/labels.ts).

import L from "leaflet";
import type { Area, Projected, Projector, Stroke } from "./data";
import { readPalette, type Palette } from "./palette";

const SIDE = 256;

/** A width that grows with the zoom: pairs of zoom and pixels, linear between. */
function width(zoom: number, ...stops: [number, number][]): number {
  const last = stops.length - 1;
  if (zoom <= stops[0]![0]) return stops[0]![1];
  for (let i = 1; i <= last; i++) {
    const [z1, w1] = stops[i]!;
    const [z0, w0] = stops[i - 1]!;
    if (zoom <= z1) return w0 + ((w1 - w0) * (zoom - z0)) / (z1 - z0);
  }
  return stops[last]![1];
}

const waiting: (() => void)[] = [];
const BUDGET = 8; // milliseconds of painting between two chances for a finger to be heard

/** Paints when there is time, a few tiles in a go. */
function queue(job: () => void): void {
  if (waiting.push(job) === 1) setTimeout(work);
}

function work(): void {
  const end = performance.now() + BUDGET;
  while (waiting.length) {
    waiting[0]!();
    waiting.shift();
    if (performance.now() > end) break;
  }
  if (waiting.length) setTimeout(work);
}

export class BaseLayer extends L.GridLayer {
  private palette: Palette = readPalette();

  constructor(
    private projector: Projector,
    private overPictures = false,
  ) {
    super({ tileSize: SIDE, updateWhenIdle: false, updateWhenZooming: false, keepBuffer: 2 });
  }

  /** After a change of theme. */
  repaint(): void {
    this.palette = readPalette();
    this.redraw();
  }

  protected override createTile(coords: L.Coords, done: L.DoneCallback): HTMLElement {
    const tile = L.DomUtil.create("canvas", "leaflet-tile base-tile") as HTMLCanvasElement;
    queue(() => {
      const scale = Math.min(window.devicePixelRatio || 1, 3);
      tile.width = tile.height = Math.ceil(SIDE * scale);
      const ctx = tile.getContext("2d", { alpha: this.overPictures });
      if (ctx) this.paint(ctx, coords, scale);
      done(undefined, tile);
    });
    return tile;
  }

  private paint(ctx: CanvasRenderingContext2D, coords: L.Coords, scale: number): void {
    const at = this.projector.at(coords.z);
    const x = coords.x * SIDE - at.origin.x;
    const y = coords.y * SIDE - at.origin.y;
    ctx.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
    ctx.lineJoin = ctx.lineCap = "round";
    const brush = new Brush(ctx, coords.z, this.palette, [x, y, x + SIDE, y + SIDE]);
    if (!this.overPictures) brush.land(at);
    brush.borders(at, this.overPictures);
    if (!this.overPictures) brush.ways(at);
  }
}

/** One tile's strokes, from the ground up. */
class Brush {
  constructor(
    private ctx: CanvasRenderingContext2D,
    private z: number,
    private palette: Palette,
    private box: [number, number, number, number],
  ) {}

  land(at: Projected): void {
    const { ctx, palette } = this;
    const [x0, y0, x1, y1] = this.box;
    const inside = this.inside(at);
    ctx.fillStyle = inside ? palette.province : palette.water;
    ctx.fillRect(x0, y0, x1 - x0, y1 - y0);
    if (!inside) {
      // The outlines come from two sources: a wide edge closes the gaps along the frontier.
      const seam = (2 ** this.z / 360) * 256 * 0.05;
      this.fill(at.abroad, palette.abroad, seam);
      this.fill(at.provinces, palette.country);
      this.fill(at.focus, palette.province);
    }
    this.fill(at.wards, palette.ward);
  }

  borders(at: Projected, plain: boolean): void {
    const { palette, z } = this;
    if (!plain) {
      if (at.edge.some((one) => this.meets(one, 12))) this.glow(at.focus);
      this.lines(at.borders, palette.border, width(z, [7, 0.6], [12, 1]));
    }
    if (z >= 9) this.lines(at.communes, palette.commune, width(z, [9, 0.7], [13, 1.4], [17, 2]));
    this.lines(at.edge, palette.edge, width(z, [7, 1.4], [12, 2.4], [17, 3]));
  }

  ways(at: Projected): void {
    const { palette, z } = this;
    const rails = at.lines.filter((line) => line.kind === 3);
    const minor = at.lines.filter((line) => line.kind === 2);
    const major = at.lines.filter((line) => line.kind === 1);
    if (z >= 8) this.rail(rails, width(z, [8, 1], [12, 2], [16, 4]));
    const w2 = width(z, [8, 0.8], [11, 2.2], [14, 5], [18, 12]);
    const w1 = width(z, [7, 1], [9, 2], [11, 3.2], [14, 7], [18, 16]);
    if (z >= 9) this.cased(minor, palette.road2Case, palette.road2, w2);
    this.cased(major, palette.roadCase, palette.road, w1);
  }

  /** Whether the tile lies wholly inside the destination, so that nothing else shows. */
  private inside(at: Projected): boolean {
    if (at.edge.some((one) => this.meets(one, 0))) return false;
    // Points are tested in the canvas's own pixels: its middle is the tile's.
    const middle = this.ctx.canvas.width / 2;
    return at.focus.some((one) => this.ctx.isPointInPath(one.path, middle, middle));
  }

  /** Rings are filled one by one: none of the areas drawn here has a hole. */
  private fill(areas: Area[], fill: string, seam = 0): void {
    const { ctx } = this;
    ctx.fillStyle = ctx.strokeStyle = fill;
    ctx.lineWidth = seam;
    for (const area of areas) {
      if (!this.meets(area, seam)) continue;
      ctx.fill(area.path);
      if (seam) ctx.stroke(area.path);
    }
  }

  /** A soft edge inside the destination: whole outlines, since see-through strokes add up. */
  private glow(outlines: Area[]): void {
    const { ctx } = this;
    ctx.strokeStyle = this.palette.glow;
    for (const { path } of outlines) {
      ctx.save();
      ctx.clip(path);
      for (const wide of [24, 15, 7]) {
        ctx.lineWidth = wide;
        ctx.stroke(path);
      }
      ctx.restore();
    }
  }

  private lines(strokes: Stroke[], colour: string, wide: number): void {
    this.ctx.strokeStyle = colour;
    this.ctx.lineWidth = wide;
    for (const one of strokes) if (this.meets(one, wide)) this.ctx.stroke(one.path);
  }

  private cased(strokes: Stroke[], edge: string, fill: string, wide: number): void {
    if (this.z >= 9) this.lines(strokes, edge, wide + width(this.z, [9, 1.2], [14, 2]));
    this.lines(strokes, fill, wide);
  }

  /** Like a ladder: a solid line with a dashed light core. */
  private rail(strokes: Stroke[], wide: number): void {
    const { ctx, palette } = this;
    this.lines(strokes, palette.rail, wide);
    if (this.z < 11) return;
    ctx.save();
    ctx.lineCap = "butt";
    ctx.setLineDash([7, 7]);
    this.lines(strokes, palette.province, wide * 0.5);
    ctx.restore();
  }

  private meets({ box }: Area, margin: number): boolean {
    const [x0, y0, x1, y1] = this.box;
    return (
      box[0] <= x1 + margin && box[2] >= x0 - margin && box[1] <= y1 + margin && box[3] >= y0 - margin
    );
  }
}

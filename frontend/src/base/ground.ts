// The base map on a map: the painted tiles and the labels above them, or only the destination's
// edge where the server has a raster layer of somebody else below.

import type L from "leaflet";
import { loadBase, Projector } from "./data";
import { LabelLayer, type Box } from "./labels";
import { BaseLayer } from "./painter";

export class Ground {
  private layers: (BaseLayer | LabelLayer)[] = [];
  private labels: LabelLayer | null = null;

  constructor(
    private map: L.Map,
    private overPictures: boolean,
  ) {}

  /** Fetches and draws it; not before `ready`. */
  async draw(url: string, lang: string, ready: Promise<void> = Promise.resolve()): Promise<void> {
    const base = await loadBase(url, lang);
    await ready;
    const projector = new Projector(base);
    this.layers = [new BaseLayer(projector, this.overPictures).addTo(this.map)];
    if (this.overPictures) return;
    const font = getComputedStyle(document.documentElement).getPropertyValue("--font");
    this.labels = new LabelLayer(projector, base.labels, font).addTo(this.map);
    this.layers.push(this.labels);
    void document.fonts.ready.then(() => this.labels?.repaint());
  }

  /** After a change of theme. */
  repaint(): void {
    for (const layer of this.layers) layer.repaint();
  }

  /** Labels stay out of these boxes (LabelLayer.keepClear). */
  keepClear(boxes: Box[]): void {
    this.labels?.keepClear(boxes);
  }
}

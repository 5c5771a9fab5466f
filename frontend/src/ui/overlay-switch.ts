// The layers of the collections that are not pins, and the list of switches for them.

import type L from "leaflet";
import type { LayerConfig } from "../config";
import type { Properties, TileStore } from "../data/tiles";
import { OverlayLayer } from "../overlays";
import { byId, h } from "./dom";

export class Overlays {
  private all: OverlayLayer[] = [];

  constructor(
    private map: L.Map,
    private titles: Record<string, string>,
    private covered: (at: L.Point) => boolean,
    private picked: (collection: string, properties: Properties) => void,
  ) {}

  add(layer: LayerConfig, store: TileStore): void {
    const { collection, shown } = layer;
    const overlay = new OverlayLayer(layer, store, (p) => this.picked(collection, p), this.covered);
    this.all.push(overlay);
    if (shown) overlay.addTo(this.map);
    const toggle = (event: Event): void => {
      if ((event.target as HTMLInputElement).checked) overlay.addTo(this.map);
      else overlay.remove();
    };
    const box = h("input", { type: "checkbox", checked: shown, onchange: toggle });
    byId("layer-list").append(h("li", {}, h("label", {}, box, this.titles[collection] ?? collection)));
    byId("layers").hidden = false;
  }

  /** After a move of the map or the panel (OverlayLayer.reach). */
  reach(): void {
    for (const overlay of this.all) overlay.reach();
  }

  /** After a change of theme. */
  repaint(): void {
    for (const overlay of this.all) if (this.map.hasLayer(overlay)) overlay.redraw();
  }
}

// The switches of the layers, and the days that dated ones show. What is switched on is told to
// the page, which keeps it in the address bar; `set` follows the address bar.

import type L from "leaflet";
import type { Config, LayerConfig } from "../config";
import type { Properties, TileStore } from "../data/tiles";
import { OverlayLayer } from "../overlays";
import type { Texts } from "../text";
import { byId, h, icon, safeColour } from "../ui/dom";
import { toast } from "../ui/notices";
import { CHOICES, covers, dayOf, filterOf, isDay, USUAL, type When } from "./dates";
import type { Mark } from "./marks";
import { RecordLayer } from "./record-layer";

export interface LayerEvents {
  changed: (layers: string[], when: When) => void;
  record: (collection: string, mark: Mark) => void;
  records: (collection: string, marks: Mark[]) => void;
  shape: (collection: string, properties: Properties) => void;
  covered: (at: L.Point) => boolean;
}

interface Entry {
  config: LayerConfig;
  store: TileStore;
  layer: OverlayLayer;
  box: HTMLInputElement;
}

export class Layers {
  private entries = new Map<string, Entry>();
  private when: When = USUAL;
  private chooser: HTMLElement | null = null;
  private choice!: HTMLSelectElement;
  private day!: HTMLInputElement;
  private asked: string | null = null; // a layer just switched on: that it is empty is said

  constructor(
    private map: L.Map,
    private config: Config,
    private texts: Texts,
    private on: LayerEvents,
  ) {}

  add(config: LayerConfig, store: TileStore): void {
    const { collection, shown, dated, look } = config;
    const layer = look === "records" ? this.records(config, store) : this.shapes(config, store);
    const box = h("input", { type: "checkbox", checked: shown, onchange: () => this.toggled(collection) });
    this.entries.set(collection, { config, store, layer, box });
    const title = this.config.titles[collection] ?? collection;
    const swatch = h("span", { class: "layer__sign" }, icon(config.icon || (look === "warnings" ? "warning" : "layers")));
    if (config.colour) swatch.style.setProperty("--colour", safeColour(config.colour));
    if (!config.drawn_with) byId("layer-list").append(h("li", {}, h("label", {}, box, swatch, title)));
    if (look === "records" && dated) this.addChooser();
    if (shown) layer.addTo(this.map);
    byId("layers").hidden = false;
  }

  has(collection: string): boolean {
    return this.entries.get(collection)?.config.look === "records";
  }

  look(collection: string): { icon: string; colour: string } {
    const { icon: glyph = "pin", colour = "" } = this.entries.get(collection)?.config ?? {};
    return { icon: glyph, colour };
  }

  /** Shows these of the declared layers, for these days. */
  set(layers: string[], when: When): void {
    const other = when !== this.when;
    this.when = when;
    for (const [name, entry] of this.entries) {
      if (entry.config.look !== "records") continue;
      entry.box.checked = layers.includes(name);
      this.show(entry, other);
    }
    this.follow();
    this.showChooser();
  }

  /** What is drawn with a layer comes and goes with it. */
  private follow(): void {
    for (const entry of this.entries.values()) {
      const with_ = entry.config.drawn_with;
      if (!with_) continue;
      entry.box.checked = this.entries.get(with_)?.box.checked ?? false;
      this.show(entry, false);
    }
  }

  /** The layers and the days with which a record is seen; the present ones, if it is already. */
  including(collection: string, starts: Date | null, ends: Date | null): [string[], When] {
    const layers = this.active();
    const dated = this.entries.get(collection)?.config.dated && starts;
    const seen = !dated || covers(this.when, this.config.zone, starts, ends);
    return [layers.includes(collection) ? layers : [...layers, collection], seen ? this.when : dayOf(this.config.zone, starts)];
  }

  reach(): void {
    for (const { layer } of this.entries.values()) if (this.map.hasLayer(layer)) layer.reach();
  }

  /** After a change of theme. */
  repaint(): void {
    for (const { layer } of this.entries.values()) if (this.map.hasLayer(layer)) layer.redraw();
  }

  private shapes(config: LayerConfig, store: TileStore): OverlayLayer {
    return new OverlayLayer(config, store, (p) => this.on.shape(config.collection, p), this.on.covered);
  }

  private records(config: LayerConfig, store: TileStore): RecordLayer {
    const { collection } = config;
    return new RecordLayer(config, store, {
      one: (mark) => this.on.record(collection, mark),
      several: (marks) => this.on.records(collection, marks),
      named: (mark) => [mark.name, mark.starts ? this.texts.span(mark.starts, mark.ends) : ""].filter(Boolean).join(", "),
      many: (marks) => this.texts.t("layers.group", { n: marks.length, first: marks[0]!.name }),
      covered: this.on.covered,
      drawn: (count) => this.said(collection, count),
    });
  }

  /** A layer that was asked for and shows nothing says so. */
  private said(collection: string, count: number): void {
    if (this.asked !== collection) return;
    this.asked = null;
    if (!count) toast(this.texts.t("layers.nothing"));
  }

  private active(): string[] {
    return [...this.entries].filter(([, e]) => e.config.look === "records" && e.box.checked).map(([name]) => name);
  }

  private toggled(collection: string): void {
    const entry = this.entries.get(collection)!;
    this.asked = entry.box.checked ? collection : null;
    this.show(entry, false);
    this.follow();
    this.showChooser();
    if (entry.config.look === "records") this.on.changed(this.active(), this.when);
  }

  private show(entry: Entry, otherDays: boolean): void {
    const { config, layer, store, box } = entry;
    const there = this.map.hasLayer(layer);
    if (layer instanceof RecordLayer && config.dated && box.checked && (otherDays || !there))
      layer.use(store.filtered(filterOf(this.when, this.config.zone)));
    if (box.checked && !there) layer.addTo(this.map);
    if (!box.checked && there) layer.remove();
    byId("layers-button").classList.toggle("round--on", this.active().length > 0);
  }

  // --- the days

  private addChooser(): void {
    if (this.chooser) return;
    const option = (value: string, key: string): HTMLElement => h("option", { value }, this.texts.t(key));
    this.choice = h("select", { class: "when__choice", id: "when", onchange: () => this.chose() },
      ...CHOICES.map((name) => option(name, `when.${name}`)), option("day", "when.day"));
    this.day = h("input", { class: "when__day", type: "date", "aria-label": this.texts.t("when.date"), onchange: () => this.chose() });
    this.chooser = h("li", { class: "when", hidden: true },
      h("label", { class: "when__label", for: "when" }, icon("calendar"), this.texts.t("when")), this.choice, this.day);
    byId("layer-list").append(this.chooser);
    this.showChooser();
  }

  private chose(): void {
    if (this.choice.value === "day") {
      this.day.value ||= dayOf(this.config.zone);
      this.when = isDay(this.day.value) ? this.day.value : USUAL;
    } else this.when = this.choice.value;
    const dated = [...this.entries].filter(([, e]) => e.config.dated && e.box.checked && e.config.look === "records");
    this.asked = dated[0]?.[0] ?? null;
    for (const [, entry] of dated) this.show(entry, true);
    this.showChooser();
    this.on.changed(this.active(), this.when);
  }

  private showChooser(): void {
    if (!this.chooser) return;
    const day = isDay(this.when);
    this.choice.value = day ? "day" : this.when;
    if (day) this.day.value = this.when;
    this.day.hidden = !day;
    this.chooser.hidden = !this.active().some((name) => this.entries.get(name)!.config.dated);
  }
}

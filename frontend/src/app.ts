// The map page: brings the map, the panel, the search and the address bar together.

import L from "leaflet";
import { Ground } from "./base/ground";
import type { Config, LayerConfig } from "./config";
import { Api, isAbort, type Category, type Hit, type Page, type Place, type PlaceDetail } from "./data/api";
import { loadPlace } from "./data/place";
import { TileStore, type Properties } from "./data/tiles";
import { LocateError, Locator, metres } from "./locate";
import { Layers } from "./layers/control";
import type { When } from "./layers/dates";
import type { Mark } from "./layers/marks";
import { Highlight, loadRecord, recordCard, type Shown } from "./layers/record";
import { PinLayer } from "./pins/layer";
import type { Cluster, Point } from "./pins/points";
import { address, readState, type State } from "./state";
import { asPoint, hitPlace, hitPoint } from "./records";
import { share } from "./share";
import { Texts } from "./text";
import { card } from "./ui/card";
import { CardPanel } from "./ui/card-panel";
import { Chips } from "./ui/chips";
import { byId, calm, reducedMotion, useIcons } from "./ui/dom";
import { PlaceList, type Row } from "./ui/list";
import { carryOver, disclosure } from "./ui/menu";
import { Banner, reason, tellOf, toast } from "./ui/notices";
import { SearchBox } from "./ui/search";
import { Sheet } from "./ui/sheet";
import { themeSwitch } from "./ui/theme-switch";
import { round, Viewport } from "./viewport";

const ROWS = 60;
const HITS = 40;
const NEAR_RADIUS = 30_000;
const RECORD_ZOOM = 13; // a link to a record of a layer comes this close at most
const PATIENCE = 1500; // milliseconds that a link to a place may keep the map waiting

export class App {
  private texts: Texts;
  private api: Api;
  private sheet: Sheet;
  private cards: CardPanel;
  private list: PlaceList;
  private chips: Chips;
  private search: SearchBox;
  private banner: Banner;
  private pins: PinLayer | null = null;
  private locator: Locator;
  private overlays: Layers;
  private highlight: Highlight;
  private ground: Ground;
  private viewport: Viewport;
  private categories = new Map<string, Category>();
  private state: State = readState();
  private mode: "view" | "search" | "near" | "spot" = "view";
  private asking: AbortController | null = null;
  private opening: AbortController | null = null;
  private opener: string | null = null;
  private closer = true; // whether opening a place comes closer to it
  private first = true;
  // Until a place that was linked to is known, nothing is drawn that would be moved away from.
  private arriving = Boolean(cardOf(this.state) && !this.state.view);
  private arrived: () => void = () => undefined;
  private placed = new Promise<void>((done) => (this.arrived = done));
  private filled = ""; // the box that the list is of

  constructor(
    private map: L.Map,
    private config: Config,
    layers: LayerConfig[],
    base: string,
  ) {
    useIcons(config.urls.icons);
    this.texts = new Texts(config);
    this.api = new Api(config.urls.api, config.lang);
    this.banner = new Banner(this.texts);
    this.sheet = new Sheet(byId("panel"), byId<HTMLButtonElement>("grip"), byId("panel-body"), this.texts, () => this.moved());
    this.cards = new CardPanel(this.texts, this.sheet);
    this.viewport = new Viewport(map, this.sheet, config.bbox);
    this.highlight = new Highlight(map);
    this.overlays = new Layers(map, config, this.texts, {
      changed: (layers, when) => this.keep(layers, when),
      record: (collection, mark) => this.openMark(collection, mark),
      records: (collection, marks) => this.openMarks(collection, marks),
      shape: (collection, p) => void this.openOther(collection, p),
      covered: (at) => this.viewport.covered(at),
    });
    this.ground = new Ground(map, base === "pictures");
    this.list = new PlaceList(byId("list"), config.urls.scenes, this.texts, {
      open: (row) => this.openRow(row),
      hover: (slug) => this.pins?.hint(slug),
    });
    this.chips = new Chips(byId("chips"), this.texts, (name) => this.press(name));
    this.search = new SearchBox(this.api, this.texts, config.titles, {
      near: () => this.centre(),
      chosen: (hit) => this.openHit(hit),
      asked: (q) => this.go({ ...this.state, q, ...NO_CARD }),
      cleared: () => this.go({ ...this.state, q: "", ...NO_CARD }),
    });
    this.locator = new Locator(map, this.texts.t("locate.you"));
    this.panes();
    this.layers(layers);
    this.controls();
    this.listen();
    void this.drawGround();
    void this.loadCategories();
    this.begin();
  }

  // --- setting up

  private panes(): void {
    const pane = (name: string, z: number): void => {
      const element = this.map.createPane(name);
      element.style.zIndex = String(z);
      element.style.pointerEvents = "none";
    };
    pane("overlays", 350);
    pane("labels", 450);
  }

  private layers(layers: LayerConfig[]): void {
    for (const layer of layers) {
      const store = new TileStore(layer.collection, layer.tilejson);
      if (layer.look === "pins" && !this.pins)
        this.pins = new PinLayer(this.map, store, this.texts, {
          place: (point) => this.openPoint(point),
          cluster: (cluster) => this.openCluster(cluster),
          failed: (error) => this.banner.show(error, () => void this.pins?.refresh()),
          drawn: (boxes) => this.ground.keepClear(boxes),
          covered: (at) => this.viewport.covered(at),
        });
      else this.overlays.add(layer, store);
    }
  }

  private controls(): void {
    themeSwitch(byId("theme"), this.texts, () => this.repaint());
    disclosure(byId("language"), byId("languages"), () => carryOver(byId("languages"), address({ ...this.state, view: this.view() })));
    disclosure(byId("credits-button"), byId("credits"));
    disclosure(byId("layers-button"), byId("layer-list"));
    byId("zoom-in").addEventListener("click", () => this.map.zoomIn());
    byId("zoom-out").addEventListener("click", () => this.map.zoomOut());
    byId("locate").addEventListener("click", () => void this.locate());
    byId("back").addEventListener("click", () => this.backToView());
  }

  private listen(): void {
    const settled = calm(250, () => this.moved());
    this.map.on("moveend", settled);
    this.map.on("dragstart", () => {
      if (this.mode === "near") this.mode = "view";
    });
    this.map.on("click", () => {
      if (cardOf(this.state) && !this.sheet.wide) this.close();
    });
    window.addEventListener("popstate", () => this.apply(readState(), false));
    window.addEventListener("online", () => {
      this.banner.hide();
      void this.pins?.refresh();
      void this.fill();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        if (cardOf(this.state)) this.close();
        else this.banner.hide();
      }
      if (event.key === "/" && !(event.target as Element).closest("input,textarea")) {
        event.preventDefault();
        byId("q").focus();
      }
    });
  }

  private async drawGround(): Promise<void> {
    try {
      await this.ground.draw(this.config.urls.base, this.config.lang, this.placed);
    } catch (error) {
      this.banner.show(error, () => void this.drawGround());
    }
  }

  private repaint(): void {
    this.ground.repaint();
    this.overlays.repaint();
  }

  private async loadCategories(): Promise<void> {
    try {
      const page = await this.api.get<Page<Category>>("categories", { limit: 200 });
      for (const category of page.items) this.categories.set(category.slug, category);
      this.chips.show(page.items);
      this.showFilters();
    } catch {
      // The places come without chips; the banner of their own request says what is wrong.
    }
  }

  private begin(): void {
    const { view } = this.state;
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else if (!this.arriving) this.viewport.show(this.map.getCenter(), this.map.getZoom(), false);
    if (this.arriving) window.setTimeout(() => this.arrive(), PATIENCE);
    else this.arrived();
    this.apply(this.state, true);
  }

  private arrive(): void {
    if (!this.arriving) return;
    this.arriving = false;
    this.arrived();
    if (!this.state.q) this.pins?.filter(this.filter());
  }

  // --- state: every change of what is shown goes through here

  private go(next: State): void {
    history.pushState(null, "", address({ ...next, view: this.view() }));
    this.apply(next, true);
  }

  private apply(next: State, stay: boolean): void {
    const before = this.state;
    const other = this.first || asked(next) !== asked(before);
    this.first = false;
    this.state = next;
    if (!stay && next.view) {
      const { lat, lon, zoom } = next.view;
      this.map.setView([lat, lon], zoom, { animate: !reducedMotion() });
    }
    this.search.set(next.q);
    this.showFilters();
    if (other) {
      this.mode = next.q ? "search" : this.mode === "near" ? "near" : "view";
      if (!next.q && !this.arriving) this.pins?.filter(this.filter());
    }
    this.overlays.set(next.layers, next.when);
    if (next.place) void this.open(next.place);
    else if (next.show) void this.openRecord(next.show);
    else this.closed(cardOf(before));
    const closing = cardOf(before) && !cardOf(next) && this.mode === "view";
    const covered = cardOf(next) && this.mode === "view"; // it is filled when the card is closed
    if ((other && !covered) || closing) void this.fill();
  }

  private filter(): string {
    const filter = new URLSearchParams();
    if (this.state.category) filter.set("category", this.state.category);
    if (this.state.open) filter.set("open_now", "true");
    return filter.toString();
  }

  private showFilters(): void {
    const { category, open } = this.state;
    this.chips.press([open ? "open" : "", category ?? ""]);
  }

  private press(name: string): void {
    const { category, open } = this.state;
    const next = { ...this.state, q: "", ...NO_CARD };
    if (name === "open") next.open = !open;
    else next.category = category === name ? null : name;
    this.sheet.atLeast("half");
    this.go(next);
  }

  private view(): State["view"] {
    const { lat, lng } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lon: lng };
  }

  /** The map or the panel has come to rest: the address says where, the list follows. */
  private moved(): void {
    if (!this.pins) return;
    this.pins.reach();
    this.overlays.reach();
    this.state.view = this.view();
    history.replaceState(null, "", address(this.state));
    if (this.mode === "view" && !cardOf(this.state) && this.viewport.box() !== this.filled) void this.fill();
  }

  // --- the list

  private async fill(): Promise<void> {
    if (this.mode === "spot") return;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.list.wait();
    this.filled = this.viewport.box();
    try {
      const rows = await this.rows(asking.signal);
      this.banner.hide();
      this.showRows(rows.items, rows.heading, rows.count);
    } catch (error) {
      if (isAbort(error)) return;
      this.filled = "";
      this.list.say(reason(error, this.texts), [{ label: this.texts.t("retry"), run: () => void this.fill() }], "offline");
      this.heading(this.texts.t("heading.view"), "");
    }
  }

  private async rows(signal: AbortSignal): Promise<{ items: Row[]; heading: string; count: string }> {
    if (this.mode === "search") return this.found(signal);
    const filters = { category: this.state.category, open_now: this.state.open || null, live: true, limit: ROWS };
    const at = this.locator.at;
    const near = this.mode === "near" && at;
    const page = near
      ? await this.api.get<Page<Place>>("places/nearby", { ...filters, lon: at.lon, lat: at.lat, radius: NEAR_RADIUS }, signal)
      : await this.api.get<Page<Place>>("places", { ...filters, bbox: this.viewport.box() }, signal);
    const n = page.items.length;
    const heading = this.texts.t(near ? "heading.near" : "heading.view");
    return { items: page.items.map((p) => this.row(p)), heading, count: this.texts.t(page.next ? "count.more" : "count", { n }) };
  }

  private async found(signal: AbortSignal): Promise<{ items: Row[]; heading: string; count: string }> {
    const page = await this.api.get<Page<Hit>>("search", { q: this.state.q, limit: HITS, ...this.centre() }, signal);
    const points = page.items.filter((hit) => hit.collection === "places").map(hitPoint).filter((p): p is Point => p !== null);
    this.pins?.show(points);
    this.viewport.fit(points);
    const n = page.items.length;
    return {
      items: page.items.map((hit) => this.hitRow(hit)),
      heading: this.texts.t("heading.search", { q: this.state.q }),
      count: this.texts.t("count.hits", { n }),
    };
  }

  private showRows(rows: Row[], heading: string, count: string): void {
    this.heading(heading, count);
    const wider = this.mode === "view" && this.map.getZoom() > 9;
    const whole = { label: this.texts.t("list.whole"), run: () => this.viewport.showWhole() };
    if (rows.length) return this.list.show(rows, wider ? whole : null);
    const filtered = this.state.category || this.state.open || this.state.q;
    const action = filtered
      ? { label: this.texts.t("filter.clear"), run: () => this.go({ ...this.state, category: null, open: false, q: "", ...NO_CARD }) }
      : null;
    const words = this.state.q ? "list.nothingFound" : this.state.open ? "list.nothingOpen" : "list.nothingHere";
    this.list.say(this.texts.t(words), [wider ? whole : null, action]);
  }

  private heading(words: string, count: string): void {
    byId("panel-title").textContent = words;
    const box = byId("count");
    if (box.textContent !== count) box.textContent = count;
    byId("back").hidden = this.mode !== "spot" && this.mode !== "near";
  }

  private row(place: Place & { collection?: string }): Row {
    const at = this.locator.at;
    const distance = place.distance_m ?? (at ? metres(at, place) : undefined);
    return { ...place, ...(distance === undefined ? {} : { distance_m: distance }), href: this.page(place.collection ?? "places", place.slug) };
  }

  private hitRow(hit: Hit): Row {
    const row = this.row(hitPlace(hit, this.categories, this.config.titles));
    return { ...row, href: hit.page ?? row.href, page: hit.page ?? null };
  }

  private page(collection: string, slug: string): string {
    const page = collection === "places" ? this.config.urls.place : this.config.pages[collection];
    return (page ?? "#").replace("{slug}", encodeURIComponent(slug));
  }

  private backToView(): void {
    this.mode = "view";
    void this.fill();
    byId("grip").focus();
  }

  // --- one place

  private openRow(row: Row): void {
    this.opener = row.slug;
    if (row.collection) return this.openElsewhere({ ...row, collection: row.collection });
    this.go({ ...this.state, show: null, place: row.slug });
  }

  private openPoint(point: Point): void {
    this.opener = point.slug;
    this.closer = false;
    this.go({ ...this.state, show: null, place: point.slug });
  }

  private openHit(hit: Hit): void {
    this.opener = null;
    if (hit.collection !== "places") return this.openElsewhere(hit);
    this.go({ ...this.state, q: "", show: null, place: hit.slug });
  }

  /** A record of another collection: a category filters, a layer's has its card, others a page. */
  private openElsewhere(hit: Pick<Hit, "collection" | "slug" | "lon" | "lat" | "page">): void {
    if (hit.collection === "categories") this.go({ ...this.state, q: "", ...NO_CARD, category: hit.slug });
    else if (this.overlays.has(hit.collection)) this.go({ ...this.state, place: null, show: `${hit.collection}/${hit.slug}` });
    else if (this.config.pages[hit.collection]) location.href = this.page(hit.collection, hit.slug);
    else if (hit.lat && hit.lon) this.viewport.show(L.latLng(hit.lat, hit.lon), Math.max(this.map.getZoom(), 12), true);
    else if (hit.page) location.href = hit.page;
  }

  private openCluster(cluster: Cluster): void {
    const bounds = L.latLngBounds(cluster.members.map((p) => [p.lat, p.lon] as [number, number]));
    const zoom = this.map.getZoom();
    const single = cluster.members.length < 2;
    const target = single ? zoom + 2 : Math.min(this.viewport.zoomFor(bounds), zoom + 4);
    if (zoom < this.map.getMaxZoom() && (single || target > zoom))
      return this.viewport.show(single ? L.latLng(cluster.lat, cluster.lon) : bounds.getCenter(), Math.max(target, zoom + 1), true);
    this.mode = "spot";
    this.heading(this.texts.t("heading.spot"), this.texts.t("count", { n: cluster.members.length }));
    this.list.show(cluster.members.map((p) => this.row({ ...p, category_name: this.categories.get(p.category)?.name ?? "" })));
    this.sheet.atLeast("half");
  }

  private async open(slug: string): Promise<void> {
    this.opening?.abort();
    this.highlight.hide();
    const opening = (this.opening = new AbortController());
    const known = this.pins?.find(slug) ?? null;
    if (known) {
      this.pins?.choose(known);
      this.showCard({ ...known, category_name: this.categories.get(known.category)?.name ?? "" }, false);
      this.reveal(known);
    } else this.cards.wait(!this.arriving);
    try {
      const place = await loadPlace(this.api, slug, opening.signal);
      const point = { ...asPoint(place), ...(known ? { lon: known.lon, lat: known.lat } : {}) };
      if (!known) this.reveal(point);
      this.pins?.choose(point);
      this.showCard(place, true);
    } catch (error) {
      if (!isAbort(error)) this.failed(error, () => void this.open(slug));
    }
  }

  // --- records of the layers

  /** What is switched on goes into the address bar; it is no step of the way back. */
  private keep(layers: string[], when: When): void {
    this.state = { ...this.state, layers, when };
    history.replaceState(null, "", address(this.state));
  }

  private openMark(collection: string, mark: Mark): void {
    this.opener = mark.slug;
    this.closer = false;
    this.go({ ...this.state, place: null, show: `${collection}/${mark.slug}` });
  }

  /** Several at one spot: closer, or else one below the other. */
  private openMarks(collection: string, marks: Mark[]): void {
    const bounds = L.latLngBounds(marks.map((m) => [m.lat, m.lon] as [number, number]));
    const target = Math.min(this.viewport.zoomFor(bounds), this.map.getZoom() + 4);
    const apart = bounds.getNorthEast().distanceTo(bounds.getSouthWest()) > 30;
    if (apart && target > this.map.getZoom()) return this.viewport.show(bounds.getCenter(), target, true);
    this.mode = "spot";
    const title = this.config.titles[collection] ?? "";
    this.heading(title, this.texts.t("count.records", { n: marks.length }));
    this.list.show(marks.map((m) => ({
      ...m, category: "", collection, category_name: m.starts ? this.texts.span(m.starts, m.ends) : title, href: this.page(collection, m.slug),
    })));
    if (cardOf(this.state)) this.close();
    this.sheet.atLeast("half");
  }

  private async openRecord(show: string): Promise<void> {
    this.opening?.abort();
    const opening = (this.opening = new AbortController());
    this.pins?.choose(null);
    this.highlight.hide();
    this.cards.wait(!this.arriving);
    try {
      const record = await loadRecord(this.api, show, (name) => this.overlays.look(name), opening.signal);
      this.revealRecord(record);
      const page = this.config.pages[record.collection] ? this.page(record.collection, record.slug) : "";
      this.cards.put(record.name, recordCard(record, {
        scenes: this.config.urls.scenes,
        title: this.config.titles[record.collection] ?? "",
        page,
        close: () => this.close(),
        share: () => void share(record.name, page || location.href, this.texts),
      }, this.texts));
    } catch (error) {
      if (!isAbort(error)) this.failed(error, () => void this.openRecord(show));
    }
  }

  private revealRecord(record: Shown): void {
    if (this.overlays.has(record.collection)) {
      const [layers, when] = this.overlays.including(record.collection, record.starts, record.ends);
      this.overlays.set(layers, when);
      this.keep(layers, when);
    }
    const bounds = this.highlight.show(record);
    if (bounds && this.closer) this.viewport.shape(bounds, RECORD_ZOOM, !this.arriving);
    this.closer = true;
    this.arrive();
  }

  private showCard(place: Place | PlaceDetail, loaded: boolean): void {
    const at = this.locator.at;
    const context = {
      scenes: this.config.urls.scenes,
      lang: this.config.lang,
      page: this.page("places", place.slug),
      distance: at ? metres(at, place) : null,
    };
    this.cards.put(place.name, card(place, loaded, context, this.texts, { close: () => this.close(), share: (p) => void share(p.name, this.page("places", p.slug), this.texts) }));
  }

  private failed(error: unknown, again: () => void): void {
    this.arrive();
    this.cards.fail(error, again, () => this.close());
  }

  private close(): void {
    this.go({ ...this.state, ...NO_CARD });
  }

  private closed(before: string | null): void {
    this.opening?.abort();
    this.pins?.choose(null);
    this.highlight.hide();
    if (!this.cards.clear()) return;
    if (before && !this.list.focus(this.opener ?? before)) byId("grip").focus();
  }

  /** Another collection's record, picked on the map. */
  private async openOther(collection: string, properties: Properties): Promise<void> {
    const slug = String(properties["slug"]);
    if (this.config.pages[collection]) location.href = this.page(collection, slug);
    else await tellOf(collection, slug, this.api, this.texts, this.banner);
  }

  // --- moving the map, with what the panel covers in mind

  private centre(): { lon: number; lat: number } {
    const at = this.locator.at ?? { lon: this.viewport.middle().lng, lat: this.viewport.middle().lat };
    return { lon: round(at.lon), lat: round(at.lat) };
  }

  private reveal(point: Point): void {
    // A link to a place shows it at once: flying there would draw every level on the way.
    this.viewport.reveal(point, this.closer, !this.arriving);
    this.closer = true;
    this.arrive();
  }

  private async locate(): Promise<void> {
    const button = byId("locate");
    button.setAttribute("aria-busy", "true");
    try {
      const at = await this.locator.find();
      const [west, south, east, north] = this.config.bbox;
      const inside = at.lon >= west && at.lon <= east && at.lat >= south && at.lat <= north;
      if (!inside) return toast(this.texts.t("locate.outside"));
      this.mode = "near";
      this.viewport.show(L.latLng(at.lat, at.lon), Math.max(this.map.getZoom(), 13), true);
      if (this.state.q || cardOf(this.state)) this.go({ ...this.state, q: "", ...NO_CARD });
      else void this.fill();
    } catch (error) {
      toast(this.texts.t(`locate.${error instanceof LocateError ? error.problem : "unavailable"}`));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}

const NO_CARD = { place: null, show: null };

/** The record whose card is open. */
const cardOf = (s: State): string | null => s.place ?? s.show;

/** What is asked for, apart from which card is open. */
const asked = (s: State): string => JSON.stringify([s.q, s.category, s.open]);

// The buttons under a map: ordinary buttons, in reading order, large enough for a finger.

import type { Config } from "./config";

/** What the buttons ask of the map field. */
export interface Tools {
  readonly config: Config;
  readonly busy: "drawing" | "editing" | "";
  readonly empty: boolean;
  readonly canUndo: boolean;
  readonly hasCorners: boolean;
  readonly snaps: boolean | null;
  middle(): void;
  draw(kind: "LineString" | "Polygon"): void;
  edit(): void;
  done(): void;
  undo(): void;
  clear(): void;
  switchSnap(): void;
  fit(): void;
}

interface Button {
  text: string;
  act(): void;
  shown(): boolean;
}

/** The buttons; those that make no sense at the moment are hidden. */
export class Toolbar {
  private readonly buttons: [HTMLButtonElement, Button][] = [];

  constructor(
    private readonly tools: Tools,
    canvas: HTMLElement,
  ) {
    const bar = document.createElement("div");
    bar.className = "map-field__tools";
    for (const button of this.all()) {
      const element = document.createElement("button");
      element.type = "button";
      element.textContent = tools.config.text[button.text] ?? button.text;
      element.addEventListener("click", () => button.act());
      bar.append(element);
      this.buttons.push([element, button]);
    }
    canvas.after(bar);
  }

  /** Show what can be done now. */
  update(): void {
    const { readonly, kind } = this.tools.config;
    for (const [element, button] of this.buttons)
      element.hidden = button.text !== "fit" && (readonly || !button.shown());
    this.buttons[0]![0].closest("[data-map-widget]")?.setAttribute("data-busy", this.tools.busy || kind);
  }

  private all(): Button[] {
    const t = this.tools;
    const any = t.config.kind === "Geometry";
    const idle = (): boolean => !t.busy;
    return [
      { text: "placeHere", act: () => t.middle(), shown: () => idle() && (any || t.config.kind === "Point") },
      { text: "cornerHere", act: () => t.middle(), shown: () => t.busy === "drawing" },
      { text: "drawPolygon", act: () => t.draw("Polygon"), shown: () => idle() && (any || /Polygon/.test(t.config.kind)) },
      { text: "drawLine", act: () => t.draw("LineString"), shown: () => idle() && (any || /LineString/.test(t.config.kind)) },
      { text: "edit", act: () => t.edit(), shown: () => idle() && t.hasCorners },
      { text: "done", act: () => t.done(), shown: () => !!t.busy },
      { text: "snap", act: () => t.switchSnap(), shown: () => !!t.busy && t.snaps === false },
      { text: "snapOff", act: () => t.switchSnap(), shown: () => !!t.busy && t.snaps === true },
      { text: "undo", act: () => t.undo(), shown: () => t.canUndo || t.busy === "drawing" },
      { text: "fit", act: () => t.fit(), shown: () => true },
      { text: "remove", act: () => t.clear(), shown: () => idle() && !t.empty && t.config.kind !== "Point" },
    ];
  }
}

// The panel: a floating column on wide screens, a sheet with three heights on phones.
// The sheet follows a finger or the mouse, and the grip button follows the keyboard.

import { reducedMotion } from "./dom";
import type { Texts } from "../text";

export type Snap = "peek" | "half" | "full";
const ORDER: Snap[] = ["peek", "half", "full"];
const PEEK = 150;
const TOP = 122; // search and filters stay free; --free in map.css
const FLING = 0.45; // pixels a millisecond that throw the sheet on to the next height
// As in map.css: a column on wide screens, and on phones held sideways.
const WIDE = window.matchMedia("(min-width: 860px), (min-width: 600px) and (max-height: 500px)");

interface Drag {
  startY: number;
  startHeight: number;
  lastY: number;
  lastTime: number;
  speed: number;
  moving: boolean;
}

export class Sheet {
  snap: Snap = "peek";
  private height = PEEK;
  private drag: Drag | null = null;

  constructor(
    private panel: HTMLElement,
    private grip: HTMLButtonElement,
    private body: HTMLElement,
    private texts: Texts,
    private changed: () => void,
  ) {
    grip.addEventListener("click", () => this.to(this.snap === "full" ? "peek" : this.next(1)));
    grip.addEventListener("keydown", (event) => this.key(event));
    for (const area of [panel]) {
      area.addEventListener("touchstart", (e) => this.start(e.touches[0]!.clientY, e), { passive: true });
      area.addEventListener("touchmove", (e) => this.move(e.touches[0]!.clientY, e), { passive: false });
      area.addEventListener("touchend", () => this.end());
      area.addEventListener("touchcancel", () => this.end());
    }
    this.mouse();
    window.addEventListener("resize", () => this.settle(false));
    WIDE.addEventListener("change", () => this.settle(false));
    this.settle(false);
  }

  get wide(): boolean {
    return WIDE.matches;
  }

  /** What of the map the panel and the search cover, in pixels. */
  insets(): { top: number; left: number; bottom: number; right: number } {
    if (this.wide) return { top: 72, left: this.panel.offsetWidth + 32, bottom: 24, right: 64 };
    return { top: 116, left: 12, bottom: Math.min(this.height, this.heightOf("half")), right: 12 };
  }

  to(snap: Snap): void {
    this.snap = snap;
    this.settle(true);
  }

  /** Opens the sheet at least this far. */
  atLeast(snap: Snap): void {
    if (ORDER.indexOf(this.snap) < ORDER.indexOf(snap)) this.to(snap);
  }

  private next(step: number): Snap {
    return ORDER[Math.max(0, Math.min(2, ORDER.indexOf(this.snap) + step))]!;
  }

  private heightOf(snap: Snap): number {
    const all = window.innerHeight;
    if (snap === "full") return all - TOP;
    return snap === "half" ? Math.round(all * 0.52) : PEEK;
  }

  private settle(smoothly: boolean): void {
    this.height = this.heightOf(this.snap);
    this.panel.classList.toggle("panel--moving", !smoothly || reducedMotion());
    this.place(this.height);
    this.panel.dataset["snap"] = this.snap;
    this.grip.setAttribute("aria-expanded", String(this.snap !== "peek"));
    this.grip.setAttribute("aria-label", this.texts.t(this.snap === "full" ? "sheet.less" : "sheet.more"));
    if (this.snap === "peek") this.body.scrollTop = 0;
    this.changed();
  }

  private place(height: number): void {
    const root = document.documentElement.style;
    root.setProperty("--sheet", `${Math.round(height)}px`);
    root.setProperty("--controls", `${Math.round(Math.min(height, this.heightOf("half")))}px`);
  }

  private key(event: KeyboardEvent): void {
    const step = { ArrowUp: 1, ArrowDown: -1, PageUp: 1, PageDown: -1 }[event.key];
    if (event.key === "Home") this.to("full");
    else if (event.key === "End") this.to("peek");
    else if (step) this.to(this.next(step));
    else return;
    event.preventDefault();
  }

  private mouse(): void {
    this.grip.addEventListener("pointerdown", (down) => {
      if (down.pointerType !== "mouse" || this.wide) return;
      this.start(down.clientY, down);
      const move = (e: PointerEvent): void => this.move(e.clientY, e);
      const up = (): void => {
        window.removeEventListener("pointermove", move);
        if (this.drag?.moving)
          this.grip.addEventListener("click", (e) => e.stopImmediatePropagation(), { once: true, capture: true });
        this.end();
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", up, { once: true });
    });
  }

  private start(y: number, event: Event): void {
    if (this.wide || (event.target as Element).closest("[data-sideways]")) return;
    this.drag = {
      startY: y, startHeight: this.height, lastY: y, lastTime: event.timeStamp, speed: 0, moving: false,
    };
  }

  private move(y: number, event: Event): void {
    const drag = this.drag;
    if (!drag) return;
    const up = drag.startY - y;
    if (!drag.moving) {
      if (Math.abs(up) < 6) return;
      if (!this.takes(up, event.target as Element)) {
        this.drag = null; // the list scrolls instead
        return;
      }
      drag.moving = true;
      this.panel.classList.add("panel--moving");
    }
    if (event.cancelable) event.preventDefault();
    drag.speed = (drag.lastY - y) / Math.max(1, event.timeStamp - drag.lastTime);
    drag.lastY = y;
    drag.lastTime = event.timeStamp;
    this.height = Math.max(PEEK * 0.6, Math.min(this.heightOf("full"), drag.startHeight + up));
    this.place(this.height);
  }

  /** Whether a drag moves the sheet: always on its head; in the list only where it cannot scroll. */
  private takes(up: number, target: Element): boolean {
    if (!this.body.contains(target)) return true;
    if (up > 0) return this.snap !== "full";
    return this.body.scrollTop <= 0;
  }

  private end(): void {
    const drag = this.drag;
    this.drag = null;
    if (!drag?.moving) return;
    const nearest = [...ORDER].sort(
      (a, b) => Math.abs(this.heightOf(a) - this.height) - Math.abs(this.heightOf(b) - this.height),
    )[0]!;
    const thrown = Math.abs(drag.speed) > FLING ? this.next(drag.speed > 0 ? 1 : -1) : nearest;
    this.to(thrown);
  }
}

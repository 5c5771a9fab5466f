// What is typed into a form and not saved, kept in this browser: a lost connection, a flat battery
// or a closed tab lose nothing. A kept form is dropped when the server says that it was saved
// (publishing/static/publishing/admin.js), when its owner says so, and after two weeks.

import type { Notices } from "./notices";

const WAIT_MS = 600;
const OLD_MS = 14 * 24 * 3600 * 1000;
const UNKEPT = new Set(["csrfmiddlewaretoken", "version", "_popup", "_to_field"]);

type Entry = [name: string, value: string, text: string]; // text: what a list shows for the value

interface Kept {
  when: number;
  version: string; // what the person saw when they began
  entries: Entry[];
}

/** The kept input of one form of one person. */
export class Drafts {
  private readonly key: string;
  private first = "";
  private timer = 0;

  constructor(
    private readonly form: HTMLFormElement,
    root: HTMLElement,
    private readonly notices: Notices,
  ) {
    this.key = `draft:${root.dataset.person}:${location.pathname}`;
  }

  /** Offer what was kept, and keep what is typed from now on. */
  start(): void {
    forgetOld();
    this.first = JSON.stringify(this.entries());
    this.offer();
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.later());
    window.addEventListener("pagehide", () => this.keep());
    window.addEventListener("online", () => this.notices.hide("offline"));
    window.addEventListener("offline", () => this.sayOffline());
    this.form.addEventListener("submit", (event) => {
      this.keep();
      if (navigator.onLine) return;
      event.preventDefault();
      this.sayOffline();
    });
  }

  private sayOffline(): void {
    this.notices.show("offline", this.notices.text("offline"));
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.keep(), WAIT_MS);
  }

  private keep(): void {
    const entries = this.entries();
    if (JSON.stringify(entries) === this.first) return;
    this.notices.hide("kept");
    const kept: Kept = { when: Date.now(), version: this.version?.value ?? "", entries };
    try {
      localStorage.setItem(this.key, JSON.stringify(kept));
    } catch {
      // Full, or forbidden: the form works without.
    }
  }

  private offer(): void {
    const kept = read(this.key);
    if (!kept) return;
    if (JSON.stringify(kept.entries) === this.first) return;
    const when = new Date(kept.when).toLocaleString(document.documentElement.lang);
    this.notices.show("kept", `${this.notices.text("kept")} ${when}.`, [
      [this.notices.text("restore"), () => this.restore(kept)],
      [this.notices.text("discard"), () => this.discard()],
    ]);
  }

  private discard(): void {
    localStorage.removeItem(this.key);
    this.notices.hide("kept");
  }

  private restore(kept: Kept): void {
    const values = new Map<string, Entry[]>();
    for (const entry of kept.entries) values.set(entry[0], [...(values.get(entry[0]) ?? []), entry]);
    this.addRows(values);
    for (const field of Array.from(this.form.elements)) put(field, values);
    // What they saw when they began: another's save since then is told to them.
    if (this.version && kept.version) this.version.value = kept.version;
    this.notices.show("kept", this.notices.text("restored"));
  }

  /** As many rows in each list below the form as there were. */
  private addRows(values: Map<string, Entry[]>): void {
    for (const [name, [entry]] of values) {
      const prefix = /^(.*)-TOTAL_FORMS$/.exec(name)?.[1];
      const add = prefix && document.querySelector<HTMLElement>(`#${CSS.escape(prefix)}-group .add-row a`);
      const total = this.form.elements.namedItem(name) as HTMLInputElement | null;
      if (!add || !total) continue;
      for (let n = Number(total.value); n < Number(entry![1]); n++) add.click();
    }
  }

  private get version(): HTMLInputElement | null {
    return this.form.elements.namedItem("version") as HTMLInputElement | null;
  }

  private entries(): Entry[] {
    return Array.from(this.form.elements).flatMap(entriesOf);
  }
}

function entriesOf(field: Element): Entry[] {
  if (field instanceof HTMLSelectElement)
    return Array.from(field.selectedOptions, (o): Entry => [field.name, o.value, o.text]).filter(keeps);
  if (field instanceof HTMLTextAreaElement) return [[field.name, field.value, ""] as Entry].filter(keeps);
  if (!(field instanceof HTMLInputElement) || ["file", "submit", "button"].includes(field.type)) return [];
  if (["checkbox", "radio"].includes(field.type) && !field.checked) return [];
  return [[field.name, field.value, ""] as Entry].filter(keeps);
}

const keeps = ([name]: Entry): boolean => !!name && !UNKEPT.has(name) && !name.includes("__prefix__");

/** Give a field back what was kept of it. */
function put(field: Element, values: Map<string, Entry[]>): void {
  const name = field.getAttribute("name") ?? "";
  if (!keeps([name, "", ""]) || /-(TOTAL|INITIAL)_FORMS$/.test(name)) return;
  const kept = values.get(name) ?? [];
  const has = (value: string): boolean => kept.some((entry) => entry[1] === value);
  if (field instanceof HTMLSelectElement) {
    for (const [, value, text] of kept)
      if (!Array.from(field.options).some((o) => o.value === value)) field.add(new Option(text, value));
    for (const option of Array.from(field.options)) option.selected = has(option.value);
  } else if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
    field.checked = has(field.value);
  } else if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
    if (!kept.length || ["file", "submit", "button"].includes(field.type)) return;
    field.value = kept[0]![1];
  } else return;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function read(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
  } catch {
    return null;
  }
}

function forgetOld(): void {
  for (const key of Object.keys(localStorage))
    if (key.startsWith("draft:") && !((read(key)?.when ?? 0) > Date.now() - OLD_MS)) localStorage.removeItem(key);
}

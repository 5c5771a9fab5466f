// Short words to the visitor: a passing toast, and a banner that stays while something is wrong.

import { ApiError, type Api, type Disruption } from "../data/api";
import type { Texts } from "../text";
import { byId, h, icon } from "./dom";

let timer = 0;

export function toast(words: string): void {
  const box = byId("toast");
  box.textContent = words;
  box.hidden = false;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    box.hidden = true;
    box.textContent = "";
  }, 4200);
}

/** What went wrong, in the visitor's words. */
export function reason(error: unknown, texts: Texts): string {
  if (!(error instanceof ApiError)) return texts.t("error.unknown");
  if (error.kind === "offline") return texts.t("error.offline");
  if (error.kind === "slow") return texts.t("error.slow");
  if (error.status === 429) return texts.t("error.busy");
  if (error.status >= 500) return texts.t("error.server");
  return error.detail || texts.t("error.unknown");
}

export class Banner {
  private box = byId("banner");

  constructor(private texts: Texts) {}

  show(error: unknown, retry: () => void): void {
    const again = h("button", { type: "button", class: "button button--soft", onclick: () => {
      this.hide();
      retry();
    } }, icon("refresh"), this.texts.t("retry"));
    this.box.replaceChildren(icon("offline"), h("p", {}, reason(error, this.texts)), again);
    this.box.hidden = false;
  }

  /** Something to know about a part of the map; stays until it is closed. */
  tell(title: string, lines: string[]): void {
    const close = h("button", { type: "button", class: "round banner__close", "aria-label": this.texts.t("close"), onclick: () => this.hide() }, icon("close"));
    const words = lines.filter(Boolean).map((line) => h("p", {}, line));
    this.box.replaceChildren(icon("warning", "icon banner__warning"), h("div", {}, h("strong", {}, title), ...words), close);
    this.box.hidden = false;
  }

  hide(): void {
    this.box.hidden = true;
  }
}

/** What the record of another collection says: its name, why, and until when. */
export async function tellOf(
  collection: string,
  slug: string,
  api: Api,
  texts: Texts,
  banner: Banner,
): Promise<void> {
  try {
    const record = await api.get<Disruption>(`${collection}/${encodeURIComponent(slug)}`);
    const until = record.ends_at ? texts.t("disruption.until", { time: texts.time(record.ends_at) }) : "";
    banner.tell(record.name, [record.reason ?? "", until]);
  } catch (error) {
    toast(reason(error, texts));
  }
}

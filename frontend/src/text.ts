// Words and numbers in the page's language: the dictionary, plurals, distances, times.

import type { Config } from "./config";

export type Params = Record<string, string | number>;

export class Texts {
  private plural: Intl.PluralRules;
  private number: Intl.NumberFormat;
  readonly locale: string;

  constructor(private config: Config) {
    this.locale = { vi: "vi-VN", en: "en-GB", "zh-hans": "zh-CN" }[config.lang] ?? config.lang;
    this.plural = new Intl.PluralRules(this.locale);
    this.number = new Intl.NumberFormat(this.locale, { maximumFractionDigits: 1 });
  }

  /** The text named `key`; with `n`, its plural form `key.one` or `key.other` where there is one. */
  t(key: string, params: Params = {}): string {
    const n = params["n"];
    const form = typeof n === "number" ? `${key}.${this.plural.select(n)}` : key;
    const all = this.config.text;
    const text = all[form] ?? all[`${key}.other`] ?? all[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = params[name];
      if (value === undefined) return whole;
      return typeof value === "number" ? this.number.format(value) : value;
    });
  }

  distance(metres: number): string {
    if (metres < 950) return this.t("distance.m", { n: Math.max(10, Math.round(metres / 10) * 10) });
    const km = metres / 1000;
    return this.t("distance.km", { n: km < 10 ? Math.round(km * 10) / 10 : Math.round(km) });
  }

  /** From a moment until another (not in it): days, or the hours of one day, at the destination. */
  span(starts: Date, ends: Date | null): string {
    const zone = this.config.zone;
    const day = (at: Date): string => at.toLocaleDateString(this.locale, { timeZone: zone, day: "numeric", month: "long", year: "numeric" });
    const clock = (at: Date): string => at.toLocaleTimeString(this.locale, { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const first = day(starts);
    if (!ends) return this.t("when.from", { date: first });
    const last = day(new Date(ends.getTime() - 1));
    if (last !== first) return this.t("when.days", { first, last });
    if (clock(starts) === "00:00" && clock(ends) === "00:00") return first;
    return `${first}, ${clock(starts)}–${clock(ends)}`;
  }

  /** “17:00”, or with the day when it is not today. */
  time(iso: string): string {
    const when = new Date(iso);
    const clock = when.toLocaleTimeString(this.locale, { hour: "2-digit", minute: "2-digit" });
    if (when.toDateString() === new Date().toDateString()) return clock;
    return `${when.toLocaleDateString(this.locale, { weekday: "long" })} ${clock}`;
  }
}

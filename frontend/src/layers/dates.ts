// Days at the destination, whatever clock the visitor's device shows: the choices of a dated
// layer, and what the API is asked for (`at=first/last`, days of the destination).

/** `today`, `weekend`, `month` (the next 30 days) or a day, YYYY-MM-DD. */
export type When = string;

export const CHOICES = ["today", "weekend", "month"] as const;
export const USUAL: When = "month";

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AHEAD = 30;
const SATURDAY = 6;

export const isDay = (when: string): boolean => DAY.test(when) && !Number.isNaN(Date.parse(when));

export const isWhen = (when: string): boolean => (CHOICES as readonly string[]).includes(when) || isDay(when);

/** The day it is at the destination, or was at a moment. */
export function dayOf(zone: string, moment = new Date()): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);
}

export function plus(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The first day and the one after the last. */
export function span(when: When, today: string): [string, string] {
  if (when === "today") return [today, plus(today, 1)];
  if (when === "weekend") {
    const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7; // Monday is 0
    return [plus(today, Math.max(0, SATURDAY - 1 - weekday)), plus(today, 7 - weekday)];
  }
  return isDay(when) ? [when, plus(when, 1)] : [today, plus(today, AHEAD)];
}

/** The filter of tiles and lists. */
export const filterOf = (when: When, zone: string): string =>
  new URLSearchParams({ at: span(when, dayOf(zone)).join("/") }).toString();

/** Whether something from `starts` until `ends` (null: open) falls into the days chosen. */
export function covers(when: When, zone: string, starts: Date, ends: Date | null): boolean {
  const [first, after] = span(when, dayOf(zone));
  return dayOf(zone, starts) < after && (ends === null || dayOf(zone, new Date(ends.getTime() - 1)) >= first);
}

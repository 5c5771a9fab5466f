// Opening hours (OpenStreetMap's grammar) in words: days in the visitor's language, one rule a
// line. What it does not know it leaves as it stands; whether a place is open now is the server's.

import type { Texts } from "./text";

const DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

export function hoursInWords(rules: string, texts: Texts): string[] {
  const words = names(texts);
  return rules
    .split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/) // not inside a comment
    .map((rule) => rule.trim())
    .filter(Boolean)
    .map((rule) => inWords(rule, words));
}

function inWords(rule: string, words: Map<string, string>): string {
  return rule
    .split(/("[^"]*")/)
    .map((part) => (part.startsWith('"') ? `(${part.slice(1, -1)})` : translated(part, words)))
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

function translated(part: string, words: Map<string, string>): string {
  return part
    .replace(/24\/7|\b[A-Z][a-z]{1,2}\b|\b(?:PH|SH|off|closed|unknown)\b/g, (word) => words.get(word) ?? word)
    .replace(/,(?=\S)/g, ", ")
    .replace(/(\d{2}:\d{2})-(\d{2}:\d{2})/g, "$1–$2")
    .replace(/(\S)-(?=\D)/g, "$1 – ");
}

function names(texts: Texts): Map<string, string> {
  const words = new Map<string, string>([
    ["24/7", texts.t("hours.always")],
    ["PH", texts.t("hours.holidays")],
    ["off", texts.t("hours.closed")],
    ["closed", texts.t("hours.closed")],
    ["unknown", texts.t("hours.unknown")],
  ]);
  const format = (date: Date, options: Intl.DateTimeFormatOptions): string =>
    date.toLocaleDateString(texts.locale, { timeZone: "UTC", ...options });
  // 1 January 2024 was a Monday.
  DAYS.forEach((day, i) => words.set(day, format(new Date(Date.UTC(2024, 0, 1 + i)), { weekday: "short" })));
  MONTHS.forEach((month, i) => words.set(month, format(new Date(Date.UTC(2024, i, 1)), { month: "short" })));
  return words;
}

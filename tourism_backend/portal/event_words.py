"""When an event is held, in words: days, hours, and the rule behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from geo.areas.destination import zone
from tourism_backend.portal import lunar_words, wording
from tourism_backend.portal.reading import Item

Rule = Mapping[str, Any]
# Languages whose dates begin with the year.
YEAR_LEADS = ("zh-hans",)
BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def when(item: Item) -> str:
    """The solar days of an occurrence, with the hours where they are known."""
    first, last = (date.fromisoformat(item[name]) for name in ("first_on", "last_on"))
    told = days(first, last)
    if item["all_day"]:
        return told
    return f"{told}, {hours(item)}"


def hours(item: Item) -> str:
    """``18:00–22:00``; only the first where nothing is known of the end."""
    start, end = (
        datetime.fromisoformat(item[name]).astimezone(zone()) for name in ("starts_at", "ends_at")
    )
    return f"{start:%H:%M}" if end.hour == end.minute == 0 else f"{start:%H:%M}–{end:%H:%M}"


def days(first: date, last: date) -> str:
    """``27 February – 4 March 2027``"""
    if first == last:
        return wording.day(first)
    begins, ends = wording.day(first), wording.day(last)
    if first.year == last.year:
        # The year is said once, where the language says it.
        # Translators: a day and month inside a sentence, in the letters of Django's "date" filter.
        form = _("j F")
        if get_language() in YEAR_LEADS:
            ends = date_format(last, form)
        else:
            begins = date_format(first, form)
    return _("%(first)s – %(last)s") % {"first": begins, "last": ends}


def month(first: date) -> str:
    """``February 2027``"""
    # Translators: a month and its year, in the letters of Django's "date" filter.
    return date_format(first, _("F Y"))


def lunar(item: Item) -> str:
    """The lunar days of an occurrence; empty where they are not known."""
    told = item["lunar"]
    return lunar_words.span(told["first"], told["last"]) if told else ""


def rule(told: Rule) -> str:
    """What a rule says: ``Every year, 22nd – 27th of the 1st lunar month``."""
    if told["rule"] == "once":
        return ""
    if told["rule"] == "rrule":
        return _repeated(str(told["rrule"]))
    stretch = _lunar(told) if told["rule"] == "lunar" else _solar(told)
    every = told["every_years"]
    often = (
        _("Every year")
        if every == 1
        else ngettext("Every %(n)d year", "Every %(n)d years", every) % {"n": every}
    )
    return _("%(often)s, %(days)s") % {"often": often, "days": stretch}


def _lunar(told: Rule) -> str:
    first, last = (
        {"month": told[f"{end}_month"], "day": told[f"{end}_day"], "leap": False, "year": 0}
        for end in ("start", "end")
    )
    if first["day"] is None or last["day"] is None:
        return _("some time in the %(month)s") % {"month": lunar_words.month(first)}
    return lunar_words.span(first, last, year=False)


def _solar(told: Rule) -> str:
    months = list(_months(told["start_month"], told["end_month"]))
    if told["start_day"] is None or told["end_day"] is None:
        return wording.month_ranges(months)
    # Any year but a leap year's: only day and month are shown.
    first, last = (
        date_format(date(2024, told[f"{end}_month"], told[f"{end}_day"]), _("j F"))
        for end in ("start", "end")
    )
    return first if first == last else _("%(first)s – %(last)s") % {"first": first, "last": last}


def _months(first: int, last: int) -> list[int]:
    months = [first]
    while months[-1] != last:
        months.append(months[-1] % 12 + 1)
    return months


def _repeated(text: str) -> str:
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    named = parts.get("BYDAY", "").split(",")
    if parts.get("FREQ") == "WEEKLY" and set(parts) <= {"FREQ", "BYDAY", "WKST"}:
        shown = [str(WEEKDAYS[BYDAY.index(day)]) for day in named if day in BYDAY]
        if shown:
            return _("Every week: %(days)s") % {"days": ", ".join(shown)}
    if parts.get("FREQ") == "DAILY" and set(parts) == {"FREQ"}:
        return _("Every day")
    return _("Repeated; see the dates")

"""Dates by an iCalendar RRULE (RFC 5545, section 3.3.10), reckoned by python-dateutil.

Only what a festival or a market can mean is taken: by days, weeks, months or years. A rule
without an end is bounded by whoever asks for its dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from dateutil.rrule import rrulestr
from django.utils.translation import gettext_lazy as _

FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
# Parts whose values are whole numbers, and the least and greatest of them.
NUMBERS = {
    "INTERVAL": (1, 366),
    "COUNT": (1, 2000),
    "BYMONTH": (1, 12),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYSETPOS": (-366, 366),
}
LISTS = tuple(name for name in NUMBERS if name.startswith("BY"))
FINER = ("BYHOUR", "BYMINUTE", "BYSECOND")
LONGEST = 200
_DAYS = re.compile(r"^[+-]?(?:[1-9][0-9]?)?(?:MO|TU|WE|TH|FR|SA|SU)$")
_UNTIL = re.compile(r"^(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?$")
# The Gregorian calendar repeats every 400 years. Asked at the far end of what a date can hold, a
# rule that never gives one ends after some 370 years, and not after 8,000.
SHIFT = 7600
LEAST, MOST = date(1900, 1, 1), date(2199, 12, 31)


class RecurrenceError(ValueError):
    """A rule that is none, or none that is taken. ``reason`` says why."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


def check(rule: str, start: date) -> None:
    """Raise RecurrenceError unless the rule is taken and gives a date, counted from ``start``."""
    if not LEAST <= start <= MOST:
        raise RecurrenceError(_("a rule must start between 1900 and 2199"))
    if next(dates(rule, start, start, MOST), None) is None:
        raise RecurrenceError(_("this rule never gives a date"))


def dates(rule: str, start: date, first: date, last: date) -> Iterator[date]:
    """The rule's dates from ``first`` to ``last``, counted from ``start``.

    Raises RecurrenceError.
    """
    parts = parse(rule)
    until = min(last, _until(parts.pop("UNTIL", ""), last))
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrulestr(text, dtstart=_shifted(start))
    except (ValueError, TypeError) as error:
        raise RecurrenceError(_("this is no RRULE")) from error
    for moment in found:
        day = date(moment.year - SHIFT, moment.month, moment.day)
        if day > until:
            return
        if day >= first:
            yield day


def _shifted(day: date) -> datetime:
    return datetime(day.year + SHIFT, day.month, day.day)


def parse(rule: str) -> dict[str, str]:
    """The parts of a rule, in order, each checked. Raises RecurrenceError."""
    text = rule.strip().upper().removeprefix("RRULE:")
    if not text or len(text) > LONGEST:
        raise RecurrenceError(_("give an RRULE such as FREQ=WEEKLY;BYDAY=SA"))
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals or not value or name in parts:
            raise RecurrenceError(_("give an RRULE such as FREQ=WEEKLY;BYDAY=SA"))
        parts[name] = value
    frequency = parts.get("FREQ")
    if frequency not in FREQUENCIES:
        known = {"known": ", ".join(FREQUENCIES)}
        raise RecurrenceError(_("FREQ must be one of %(known)s") % known)
    if "COUNT" in parts and "UNTIL" in parts:
        raise RecurrenceError(_("give COUNT or UNTIL, not both"))
    for name, value in parts.items():
        _check_part(name, value)
    return parts


def _check_part(name: str, value: str) -> None:
    if name in FINER:
        raise RecurrenceError(_("an event is dated by days: give its times of day beside the rule"))
    good = name == "FREQ"
    if name in NUMBERS:
        values = value.split(",") if name in LISTS else [value]
        good = all(_number(text, *NUMBERS[name]) for text in values)
    elif name == "BYDAY":
        good = all(_DAYS.match(text) for text in value.split(","))
    elif name == "WKST":
        good = value in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    elif name == "UNTIL":
        _until(value, MOST)
        good = True
    if not good:
        raise RecurrenceError(_("%(part)s is not understood") % {"part": f"{name}={value}"[:60]})


def _number(text: str, low: int, high: int) -> bool:
    digits = text[1:] if text[:1] in "+-" else text
    if not (digits.isascii() and digits.isdigit() and len(digits) < 5):
        return False
    return low <= int(text) <= high and int(text) != 0


def _until(text: str, default: date) -> date:
    """The last day that UNTIL allows; a time of day in it counts for its day."""
    if not text:
        return default
    found = _UNTIL.match(text)
    try:
        return date(*(int(part) for part in found.groups()[:3])) if found else _no_date(text)
    except ValueError:
        return _no_date(text)


def _no_date(text: str) -> date:
    raise RecurrenceError(_("%(part)s is not understood") % {"part": f"UNTIL={text}"[:60]})

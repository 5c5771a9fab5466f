"""Numbers, months and distances in the words of the page's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.dates import MONTHS
from django.utils.formats import date_format, get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def distance(metres: float) -> str:
    """A distance a walker can picture: ``240 m``, ``1.6 km``, ``25 km``."""
    if metres < 950:
        return _("%(n)s m") % {"n": max(10, round(metres / 10) * 10)}
    kilometres = metres / 1000
    return _("%(n)s km") % {"n": number_format(kilometres, 1 if kilometres < 10 else 0)}


def number(value: float) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,.0f}".replace(",", str(get_format("THOUSAND_SEPARATOR")) or ",")


def day(when: date) -> str:
    """A date as it stands inside a sentence."""
    # Translators: a date inside a sentence, in the letters of Django's "date" filter.
    return date_format(when, _("j F Y"))


def when(start: datetime, end: datetime | None) -> str:
    """When something takes place, in the time zone the moments are in; the end is not in it.

    Whole days are told as dates, the hours of one day as hours.
    """
    if end is None:
        return _("from %(date)s") % {"date": day(start.date())}
    last = (end - timedelta(microseconds=1)).date()
    if last > start.date():
        return _("%(first)s – %(last)s") % {"first": day(start.date()), "last": day(last)}
    if start.time() == time() and end.time() == time():
        return day(start.date())
    hours = f"{start:%H:%M}–{end:%H:%M}" if end > start else f"{start:%H:%M}"
    return f"{day(start.date())}, {hours}"


def money(dong: int) -> str:
    """A price in đồng."""
    return _("%(n)s ₫") % {"n": number(dong)}


def places(count: int) -> str:
    """``3 places``."""
    return ngettext("%(n)s place", "%(n)s places", count) % {"n": number(count)}


def month_ranges(months: Sequence[int]) -> str:
    """Months as text, neighbours joined: ``February – April, October``; the year is a circle."""
    chosen = {month for month in months if 1 <= month <= 12}
    if len(chosen) == 12:
        return _("All year round")
    starts = [month for month in sorted(chosen) if _before(month) not in chosen]
    return ", ".join(_span(start, chosen) for start in starts)


def _before(month: int) -> int:
    return (month - 2) % 12 + 1


def _span(start: int, chosen: set[int]) -> str:
    end = start
    while end % 12 + 1 in chosen:
        end = end % 12 + 1
    first, last = _month(start), _month(end)
    if start == end:
        return first
    return _("%(first)s – %(last)s") % {"first": first, "last": last}


def _month(number: int) -> str:
    name: Any = MONTHS[number]
    return str(name)

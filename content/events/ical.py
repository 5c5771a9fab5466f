"""Occurrences as an iCalendar feed (RFC 5545, RFC 7986). Pure: rows in, bytes out.

Every occurrence is an event of its own. Lunar dates follow no RRULE, and lists of RDATE, though
right, are passed over by the calendars most people use.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vText

from geo.areas.destination import zone

MEDIA_TYPE = "text/calendar; charset=utf-8"
# How often a calendar should ask again.
REFRESH = timedelta(hours=12)
# The zone's rules are written from here on.
FIRST_YEAR = 2020
STATUS = {"cancelled": "CANCELLED", "scheduled": "CONFIRMED", "moved": "CONFIRMED"}
KINDS = {
    "festival": "FESTIVAL",
    "culture": "CULTURE",
    "sport": "SPORT",
    "season": "SEASON",
    "fair": "FAIR",
    "market": "MARKET",
    "commemoration": "COMMEMORATION",
    "other": "EVENT",
}


@dataclass(frozen=True)
class Entry:
    """One occurrence of a feed: its public summary, its version, when it last changed."""

    id: UUID
    version: int
    changed_at: datetime
    item: Mapping[str, Any]
    teaser: str = ""


@dataclass(frozen=True)
class Feed:
    """What a feed is called, where it and its events' pages are, in which language."""

    name: str
    description: str
    language: str
    source: str
    page: str  # with {slug} of an occurrence


def render(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """The feed's bytes: the same entries give the same bytes."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//Smart tourism//Events//{feed.language.upper()}")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", vText(feed.name))
    calendar.add("description", feed.description)
    calendar.add("x-wr-caldesc", vText(feed.description))
    calendar.add("x-wr-timezone", settings.TIME_ZONE)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    calendar.add("source", feed.source, parameters={"VALUE": "URI"})
    told = list(entries)
    if any(not entry.item["all_day"] for entry in told):
        rules = Timezone.from_tzinfo(zone(), settings.TIME_ZONE, date(FIRST_YEAR, 1, 1))
        calendar.add_component(rules)
    for entry in told:
        calendar.add_component(_event(feed, entry))
    return bytes(calendar.to_ical())


def _event(feed: Feed, entry: Entry) -> Event:
    item = entry.item
    event = Event()
    event.add("uid", str(entry.id))
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    # The change version of the public row: it grows with every change that anybody can see.
    event.add("sequence", entry.version)
    _add_dates(event, item)
    event.add("summary", _summary(item), parameters={"LANGUAGE": _tag(item, feed)})
    description = _description(entry)
    if description:
        event.add("description", description)
    where = ", ".join(filter(None, [*item["place_names"], item["area_name"]]))
    if where:
        event.add("location", where)
    if item["lon"] is not None and not item["position_approximate"]:
        event.add("geo", (item["lat"], item["lon"]))
    event.add("url", feed.page.format(slug=item["slug"]))
    event.add("categories", [KINDS.get(item["kind"], KINDS["other"])])
    event.add("status", _status(item))
    event.add("transp", "TRANSPARENT")
    return event


def _tag(item: Mapping[str, Any], feed: Feed) -> str:
    """The language a name is really in."""
    return str(item.get("language") or feed.language)


def _add_dates(event: Event, item: Mapping[str, Any]) -> None:
    if item["all_day"]:
        event.add("dtstart", date.fromisoformat(item["first_on"]))
        event.add("dtend", date.fromisoformat(item["last_on"]) + timedelta(days=1))
        return
    local = zone()
    for name, member in (("dtstart", "starts_at"), ("dtend", "ends_at")):
        event.add(name, datetime.fromisoformat(item[member]).astimezone(local))


def _status(item: Mapping[str, Any]) -> str:
    """Cancelled, certain, or not yet certain."""
    if item["approximate"] and item["state"] == "scheduled":
        return "TENTATIVE"
    return STATUS[item["state"]]


def _summary(item: Mapping[str, Any]) -> str:
    if item["state"] == "cancelled":
        return _("Cancelled: %(name)s") % {"name": item["name"]}
    if item["approximate"]:
        return _("%(name)s (date not certain)") % {"name": item["name"]}
    return str(item["name"])


def _description(entry: Entry) -> str:
    item = entry.item
    lines = [item["reason"]] if item["state"] != "scheduled" else []
    if item["approximate"]:
        lines.append(_("The exact day is not known: some time in these days."))
    if item["lunar"]:
        lines.append(lunar_text(item["lunar"]))
    lines.append(entry.teaser)
    return "\n".join(filter(None, lines))


def lunar_text(lunar: Mapping[str, Any]) -> str:
    """The lunar dates in figures: ``Lunar calendar: 22/1 – 27/1/2027``."""
    first, last = lunar["first"], lunar["last"]
    shown = _figures(last, year=True)
    if first != last:
        shown = f"{_figures(first, year=first['year'] != last['year'])} – {shown}"
    return _("Lunar calendar: %(dates)s") % {"dates": shown}


def _figures(day: Mapping[str, Any], *, year: bool) -> str:
    figures = f"{day['day']}/{day['month']}"
    if day["leap"]:
        figures += f" ({_('leap month')})"
    return f"{figures}/{day['year']}" if year else figures

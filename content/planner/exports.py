"""A plan as a file: GPX 1.1, GeoJSON, iCalendar. What is a schematic line says that it is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from content.planner.opening import midnight
from content.planner.telling import Told
from tourism_backend.common.text import xml


@dataclass(frozen=True)
class Sheet:
    """A plan to be written: its id, title and page, what is told of it, when it was changed."""

    uuid: UUID
    title: str
    page: str
    told: Told
    edited_at: datetime


@dataclass(frozen=True)
class Form:
    """A file format: its media type, its file's ending, how it is written."""

    media_type: str
    ending: str
    write: Callable[[Sheet], bytes]


def gpx(sheet: Sheet) -> bytes:
    """Routes (an order of points), one a day: no track was recorded."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gpx version="1.1" creator="smart tourism" xmlns="http://www.topografix.com/GPX/1/1">\n'
        f"<metadata><name>{xml(sheet.title)}</name>"
        f'<link href="{xml(sheet.page)}"/></metadata>\n'
    ]
    for number, day in enumerate(sheet.told.members["days"], 1):
        parts.append(f"<rte><name>{xml(_day(number, day))}</name><number>{number}</number>\n")
        for stop in _placed(day):
            note = f"{stop['arrive']}–{stop['depart']}. {_notes(stop)}".strip()
            parts.append(
                f'<rtept lat="{stop["lat"]:.6f}" lon="{stop["lon"]:.6f}">'
                f"<name>{xml(stop['name'])}</name><desc>{xml(note)}</desc></rtept>\n"
            )
        parts.append("</rte>\n")
    return "".join([*parts, "</gpx>\n"]).encode()


def geojson(sheet: Sheet) -> bytes:
    """The stops as points, and for each day a line that joins them (``schematic``)."""
    features = []
    start = sheet.told.members["start"]
    for number, day in enumerate(sheet.told.members["days"], 1):
        line = [[start["lon"], start["lat"]]]
        for order, stop in enumerate(_placed(day), 1):
            point = [stop["lon"], stop["lat"]]
            line.append(point)
            facts = {k: v for k, v in stop.items() if k not in ("lon", "lat")}
            facts |= {"day": number, "order": order, "date": day["date"]}
            features.append(_feature("Point", point, facts))
        if day["back"]:
            line.append(line[0])
        if len(line) > 1:
            facts = {"day": number, "date": day["date"], "schematic": True}
            features.append(_feature("LineString", line, facts))
    return orjson.dumps({"type": "FeatureCollection", "features": features})


def ics(sheet: Sheet) -> bytes:
    """An event for each visit, at its instant."""
    calendar = Calendar()
    calendar.add("prodid", "-//smart tourism//planner//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", sheet.title)
    for day in sheet.told.members["days"]:
        for stop in day["stops"]:
            event = Event()
            event.add("uid", f"{sheet.uuid}-{stop['place']}@planner")
            event.add("dtstamp", sheet.edited_at)
            event.add("dtstart", _moment(day["date"], stop["arrive"]))
            event.add("dtend", _moment(day["date"], stop["depart"]))
            event.add("summary", stop["name"])
            event.add("description", _notes(stop))
            event.add("url", sheet.page)
            if stop["lon"] is not None:
                event.add("geo", (stop["lat"], stop["lon"]))
            calendar.add_component(event)
    return bytes(calendar.to_ical())


FORMS = {
    "gpx": Form("application/gpx+xml", "gpx", gpx),
    "geojson": Form("application/geo+json", "geojson", geojson),
    "ics": Form("text/calendar; charset=utf-8", "ics", ics),
}


def _placed(day: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (stop for stop in day["stops"] if stop["lon"] is not None)


def _day(number: int, day: dict[str, Any]) -> str:
    return f"{_('Day %(n)s') % {'n': number}}, {day['date']}"


def _notes(stop: dict[str, Any]) -> str:
    return " ".join(one["text"] for one in [*stop["warnings"], *stop["notes"]])


def _moment(day: str, at: str) -> datetime:
    hours, minutes = at.split(":")
    local = midnight(date.fromisoformat(day)) + timedelta(hours=int(hours), minutes=int(minutes))
    # In UTC: a file with a named zone would have to carry the zone's rules.
    return datetime.fromtimestamp(local.timestamp(), tz=UTC)


def _feature(kind: str, coordinates: Any, facts: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": facts}

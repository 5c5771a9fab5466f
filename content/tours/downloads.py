"""A public tour as a file: GPX 1.1, KML 2.2 or GeoJSON; written piece by piece, whole.

Stops become waypoints. A track becomes a track. Without one, GPX gets a *route* (an order of
points, which is what it is), the others a line that is named schematic: never a track.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.utils.translation import gettext as _

from tourism_backend.common.text import xml

PIECE = 2_000  # points written at a time
GPX = "http://www.topografix.com/GPX/1/1"
KML = "http://www.opengis.net/kml/2.2"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'

Point = tuple[float, float, float]
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """The texts of a file, looked up while the request's language is active: files are streamed."""

    day: str
    minutes: str
    approximate: str
    schematic: str

    @classmethod
    def now(cls) -> Words:
        """In the active language."""
        return cls(
            day=_("Day %(n)s"),
            minutes=_("%(n)s minutes"),
            approximate=_("approximate position"),
            schematic=_("Schematic: the stops joined by straight lines, not a way to follow."),
        )

    def of_day(self, number: int) -> str:
        """``Day 2``."""
        return self.day % {"n": number}

    def of_stop(self, stop: Item) -> str:
        """Beside a stop's name: day, time to stay, how sure the position is, note."""
        said = [self.of_day(stop["day"])]
        if stop["minutes"]:
            said.append(self.minutes % {"n": stop["minutes"]})
        if stop["approximate"]:
            said.append(self.approximate)
        return "; ".join(said) + (f". {stop['note']}" if stop["note"] else "")


@dataclass(frozen=True)
class Whole:
    """A tour to write down: what is public of it, its page's address, its track if it has one.

    ``line`` is the track as little-endian WKB (MultiLineString Z).
    """

    tour: Item
    address: str
    line: bytes = b""
    has_heights: bool = False
    words: Words = field(default_factory=Words.now)

    @property
    def stops(self) -> list[Item]:
        """The stops of all days, each with its day."""
        return [
            {**stop, "day": day["day"]} for day in self.tour["itinerary"] for stop in day["stops"]
        ]


def parts(line: bytes) -> Iterator[Iterator[Point]]:
    """The parts of a MultiLineString Z in little-endian WKB, point by point.

    Each part must be read to its end before the next.
    """
    if not line:
        return
    (count,) = struct.unpack_from("<I", line, 5)
    at = 9
    for _part in range(count):
        (points,) = struct.unpack_from("<I", line, at + 5)
        start, at = at + 9, at + 9 + points * 24
        yield struct.iter_unpack("<3d", memoryview(line)[start:at])


def pieces(texts: Iterator[str], size: int = PIECE) -> Iterator[str]:
    """Many short texts as fewer long ones."""
    held: list[str] = []
    for text in texts:
        held.append(text)
        if len(held) >= size:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def degrees(value: float) -> str:
    """Degrees to 7 decimals (1 cm), without needless zeros."""
    return f"{value:.7f}".rstrip("0").rstrip(".")


def metres(value: float) -> str:
    """Metres to a centimetre."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


# --- GPX


def gpx(whole: Whole) -> Iterator[str]:
    """GPX 1.1, valid against its schema."""
    tour = whole.tour
    yield (
        f'{XML}<gpx xmlns="{GPX}" version="1.1" creator="Smart tourism">\n'
        f"<metadata><name>{xml(tour['name'])}</name><desc>{xml(tour['description'])}</desc>"
        f'<link href="{xml(whole.address)}"/></metadata>\n'
    )
    for stop in whole.stops:
        yield f"<wpt {_gpx_point(whole, stop)}</wpt>\n"
    if whole.line:
        yield from _gpx_track(whole)
    else:
        yield from _gpx_routes(whole)
    yield "</gpx>\n"


def _gpx_point(whole: Whole, stop: Item) -> str:
    text = xml(whole.words.of_stop(stop))
    return (
        f'lat="{degrees(stop["lat"])}" lon="{degrees(stop["lon"])}">'
        f"<name>{stop['number']}. {xml(stop['name'])}</name><desc>{text}</desc>"
    )


def _gpx_track(whole: Whole) -> Iterator[str]:
    yield f"<trk><name>{xml(whole.tour['name'])}</name>\n"
    for part in parts(whole.line):
        yield "<trkseg>\n"
        if whole.has_heights:
            yield from pieces(
                f'<trkpt lat="{degrees(lat)}" lon="{degrees(lon)}"><ele>{metres(z)}</ele></trkpt>\n'
                for lon, lat, z in part
            )
        else:
            yield from pieces(
                f'<trkpt lat="{degrees(lat)}" lon="{degrees(lon)}"/>\n' for lon, lat, _z in part
            )
        yield "</trkseg>\n"
    yield "</trk>\n"


def _gpx_routes(whole: Whole) -> Iterator[str]:
    for day in whole.tour["itinerary"]:
        if day["stops"]:
            name = whole.words.of_day(day["day"])
            yield f"<rte><name>{xml(name)}</name><desc>{xml(whole.words.schematic)}</desc>\n"
            for stop in day["stops"]:
                yield f"<rtept {_gpx_point(whole, {**stop, 'day': day['day']})}</rtept>\n"
            yield "</rte>\n"


# --- KML


def kml(whole: Whole) -> Iterator[str]:
    """KML 2.2, valid against OGC's schema."""
    tour = whole.tour
    yield (
        f'{XML}<kml xmlns="{KML}"><Document><name>{xml(tour["name"])}</name>'
        f"<description>{xml(tour['description'])}\n{xml(whole.address)}</description>\n"
        '<Style id="track"><LineStyle><color>ff6e760f</color><width>4</width></LineStyle></Style>\n'
        '<Style id="schematic"><LineStyle><color>80888888</color><width>2</width></LineStyle>'
        "</Style>\n"
    )
    for day in tour["itinerary"]:
        title = day["title"] or whole.words.of_day(day["day"])
        yield f"<Folder><name>{xml(title)}</name>\n"
        for stop in day["stops"]:
            text = whole.words.of_stop({**stop, "day": day["day"]})
            yield (
                f"<Placemark><name>{stop['number']}. {xml(stop['name'])}</name>"
                f"<description>{xml(text)}</description><Point><coordinates>"
                f"{degrees(stop['lon'])},{degrees(stop['lat'])}</coordinates></Point></Placemark>\n"
            )
        yield "</Folder>\n"
    yield from _kml_line(whole)
    yield "</Document></kml>\n"


def _kml_line(whole: Whole) -> Iterator[str]:
    if whole.line:
        yield (
            f"<Placemark><name>{xml(whole.tour['name'])}</name><styleUrl>#track</styleUrl>"
            "<MultiGeometry>\n"
        )
        for part in parts(whole.line):
            yield "<LineString><tessellate>1</tessellate><coordinates>\n"
            yield from pieces(
                f"{degrees(lon)},{degrees(lat)},{metres(z)}\n"
                if whole.has_heights
                else f"{degrees(lon)},{degrees(lat)}\n"
                for lon, lat, z in part
            )
            yield "</coordinates></LineString>\n"
        yield "</MultiGeometry></Placemark>\n"
    elif len(whole.stops) > 1:
        yield (
            f"<Placemark><name>{xml(whole.words.schematic)}</name><styleUrl>#schematic</styleUrl>"
            "<LineString><tessellate>1</tessellate><coordinates>"
        )
        yield " ".join(f"{degrees(s['lon'])},{degrees(s['lat'])}" for s in whole.stops)
        yield "</coordinates></LineString></Placemark>\n"


# --- GeoJSON


def geojson(whole: Whole) -> Iterator[str]:
    """A FeatureCollection: the line (``kind`` track or schematic), then the stops."""
    tour = whole.tour
    told = {name: tour[name] for name in ("slug", "name", "days", "length_m", "ascent_m")}
    told |= {"kind": "track" if whole.line else "schematic", "url": whole.address}
    yield '{"type":"FeatureCollection","features":['
    yield f'{{"type":"Feature","id":"{tour["slug"]}","properties":'
    yield orjson.dumps(told).decode() + ',"geometry":'
    if whole.line:
        yield '{"type":"MultiLineString","coordinates":['
        for n, part in enumerate(parts(whole.line)):
            yield ",[" if n else "["
            yield from pieces(_positions(part, heights=whole.has_heights))
            yield "]"
        yield "]}"
    else:
        yield _schematic(whole.stops)
    yield "}"
    for stop in whole.stops:
        yield f',{{"type":"Feature","id":"stop-{stop["number"]}","properties":'
        yield orjson.dumps({"kind": "stop", **stop}).decode()
        place = f"[{degrees(stop['lon'])},{degrees(stop['lat'])}]"
        yield f',"geometry":{{"type":"Point","coordinates":{place}}}}}'
    yield "]}\n"


def _positions(part: Iterator[Point], *, heights: bool) -> Iterator[str]:
    comma = ""
    for lon, lat, z in part:
        height = f",{metres(z)}" if heights else ""
        yield f"{comma}[{degrees(lon)},{degrees(lat)}{height}]"
        comma = ","


def _schematic(stops: Sequence[Item]) -> str:
    if len(stops) < 2:
        return "null"
    points = ",".join(f"[{degrees(s['lon'])},{degrees(s['lat'])}]" for s in stops)
    return f'{{"type":"LineString","coordinates":[{points}]}}'


@dataclass(frozen=True)
class Form:
    """A kind of file: its media type, and how it is written."""

    media_type: str
    write: Callable[[Whole], Iterator[str]]


FORMS: Mapping[str, Form] = {
    "gpx": Form("application/gpx+xml", gpx),
    "kml": Form("application/vnd.google-earth.kml+xml", kml),
    "geojson": Form("application/geo+json", geojson),
}

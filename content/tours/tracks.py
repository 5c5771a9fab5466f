"""Reads a track from an uploaded file: GPX, KML or GeoJSON. Pure: bytes in, values out.

What is read: the lines, and the heights where the file has them. Times, heart rates, names and
whatever else a recorder wrote are left behind: they tell about a person, not about the way.

What is refused, each with its reason: files over ``MOST_BYTES`` or ``MOST_POINTS``; XML that
declares entities or a document type (nothing is expanded, nothing is fetched); numbers that are
none, and NaN; points far outside the destination; a file without a line of any length. A line may
cross itself. A part of a single point (a recorder's pause) is left away.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.sax
import orjson
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_POINTS = 500_000
MOST_PARTS = 1_000
# Elements within elements: what tracks need is a tenth of this.
DEEPEST = 64
LONGEST_NUMBER = 40
# A tour may begin in the next province; what lies further off was recorded elsewhere.
MARGIN_DEGREES = 1.5
# Positions are kept to 7 decimals (1 cm), heights to a centimetre.
DECIMALS, HEIGHT_DECIMALS = 7, 2
LOWEST, HIGHEST = -500.0, 9000.0  # metres
# Heights count when at most this share of the points lacks one; those are filled from both sides.
MISSING_SHARE = 0.1

# lon, lat in degrees (WGS 84), height in metres or None
Spot = tuple[float, float, float | None]


class TrackRefused(Exception):
    """Why a file gives no track, in the reader's language."""


@dataclass(frozen=True)
class Read:
    """A track as it was read: parts of (lon, lat, height); heights are 0 without ``has_heights``.

    ``filled`` counts the points whose missing height was filled from their neighbours.
    """

    parts: tuple[tuple[tuple[float, float, float], ...], ...]
    has_heights: bool
    filled: int = 0

    @property
    def points(self) -> int:
        """How many points it has."""
        return sum(len(part) for part in self.parts)


def read(body: bytes, name: str = "") -> Read:
    """The track in a file. ``name`` is the file's, shown in refusals only. Raises TrackRefused."""
    if len(body) > MOST_BYTES:
        megabytes = MOST_BYTES // (1024 * 1024)
        raise TrackRefused(_("The file is too large: at most %(most)d MB.") % {"most": megabytes})
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise TrackRefused(_("The file is empty."))
    if body[:2] == b"PK":
        raise TrackRefused(_("This is a zip archive (KMZ?): unpack it and give the file in it."))
    found = _from_json(body) if start[:1] in (b"{", b"[") else _from_xml(body)
    return _whole(found)


class _Gathered:
    """Parts and points as they come, counted and checked one by one."""

    def __init__(self) -> None:
        self.parts: list[list[Spot]] = []
        self.points = 0
        west, south, east, north = settings.DESTINATION["bbox"]
        self.box = (
            west - MARGIN_DEGREES, south - MARGIN_DEGREES,
            east + MARGIN_DEGREES, north + MARGIN_DEGREES,
        )  # fmt: skip

    def begin(self) -> None:
        """A part begins."""
        if len(self.parts) >= MOST_PARTS:
            raise TrackRefused(_("Too many parts: at most %(most)d.") % {"most": MOST_PARTS})
        self.parts.append([])

    def add(self, lon: float, lat: float, height: float | None) -> None:
        """A point of the part."""
        self.points += 1
        if self.points > MOST_POINTS:
            raise TrackRefused(_("Too many points: at most %(most)d.") % {"most": MOST_POINTS})
        if not (math.isfinite(lon) and math.isfinite(lat)):
            raise TrackRefused(self._at(_("its coordinates are no numbers")))
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise TrackRefused(self._at(_("%s is not on the globe") % _pair(lon, lat)))
        if not self._near(lon, lat):
            reason = _("%s lies far outside the destination") % _pair(lon, lat)
            if self._near(lat, lon):
                reason += ". " + _("Perhaps longitude and latitude are swapped.")
            raise TrackRefused(self._at(reason))
        if height is not None and not (math.isfinite(height) and LOWEST <= height <= HIGHEST):
            raise TrackRefused(self._at(_("its height is no height on earth")))
        if not self.parts:
            self.begin()
        self.parts[-1].append((round(lon, DECIMALS), round(lat, DECIMALS), height))

    def _near(self, lon: float, lat: float) -> bool:
        west, south, east, north = self.box
        return bool(west <= lon <= east and south <= lat <= north)

    def _at(self, reason: str) -> str:
        return _("Point %(n)d: %(reason)s") % {"n": self.points, "reason": reason}


def _pair(lon: float, lat: float) -> str:
    return f"{lat:.5f}, {lon:.5f}"


# --- XML


def _from_xml(body: bytes) -> _Gathered:
    """Lines of GPX or KML, read as a stream: no tree is built, so that no file can fill memory."""
    handler = _Handler()
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(body))
    except DefusedXmlException:
        raise TrackRefused(
            _("The file declares a document type or entities; tracks need none. Refused.")
        ) from None
    except SAXParseException as error:
        raise TrackRefused(
            _("Line %(line)s: this is not well-formed XML (%(reason)s).")
            % {"line": error.getLineNumber(), "reason": error.getMessage()[:80]}
        ) from None
    except TrackRefused as refused:
        line = handler.line
        raise TrackRefused(
            _("Line %(line)s: %(reason)s") % {"line": line, "reason": refused}
        ) from None
    except (SAXException, ValueError, LookupError):  # e.g. an encoding nobody knows
        raise TrackRefused(_("This is no XML that can be read.")) from None
    return handler.found()


class _Handler(ContentHandler):
    """Gathers the lines of the two XML formats; tells them apart by the root element."""

    def __init__(self) -> None:
        super().__init__()
        self.format = ""
        self.depth = 0
        self.text: list[str] | None = None
        self.texts = 0
        self.tracks, self.routes = _Gathered(), _Gathered()
        self.waypoints = 0
        self.point: tuple[float, float] | None = None
        self.height: float | None = None
        self.line_depth = 0
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        """Where errors are."""
        self.locator = locator

    @property
    def line(self) -> int:
        """The line that is being read."""
        return int(self.locator.getLineNumber()) if self.locator else 0

    def found(self) -> _Gathered:
        """The recorded tracks; else the planned routes."""
        if self.tracks.points:
            return self.tracks
        if self.routes.points:
            return self.routes
        if self.waypoints:
            raise TrackRefused(_("The file holds single points only, no line."))
        raise TrackRefused(_("The file holds no track."))

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """An element opens."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TrackRefused(_("elements lie too deep within each other"))
        local = name.rpartition(":")[2]
        if not self.format:
            if local not in ("gpx", "kml"):
                raise TrackRefused(
                    _("This is neither GPX nor KML: it begins with “%s”.") % local[:40]
                )
            self.format = local
        elif self.format == "gpx":
            self._open_gpx(local, attrs)
        else:
            self._open_kml(local)

    def characters(self, content: str) -> None:
        """Text, kept where it is needed."""
        if self.text is not None:
            self.text.append(content)

    def endElement(self, name: str) -> None:
        """An element closes."""
        self.depth -= 1
        local = name.rpartition(":")[2]
        if self.format == "gpx":
            self._close_gpx(local)
        elif self.format == "kml":
            self._close_kml(local)

    def _open_gpx(self, local: str, attrs: AttributesImpl) -> None:
        if local == "trkseg":
            self.tracks.begin()
        elif local == "rte":
            self.routes.begin()
        elif local == "wpt":
            self.waypoints += 1
        elif local in ("trkpt", "rtept"):
            self.point = (_number(attrs.get("lon"), "lon"), _number(attrs.get("lat"), "lat"))
            self.height = None
        elif local == "ele" and self.point:
            self.text = []

    def _close_gpx(self, local: str) -> None:
        if local == "ele" and self.text is not None:
            text, self.text = "".join(self.text).strip(), None
            self.height = _number(text, "ele") if text else None
        elif local in ("trkpt", "rtept") and self.point:
            into = self.tracks if local == "trkpt" else self.routes
            into.add(*self.point, self.height)
            self.point = None

    def _open_kml(self, local: str) -> None:
        if local in ("LineString", "Track"):
            self.tracks.begin()
            self.line_depth = self.depth
        elif local == "Point":
            self.waypoints += 1
        elif local in ("coordinates", "coord") and self.line_depth:
            self.text = []

    def _close_kml(self, local: str) -> None:
        if local in ("coordinates", "coord") and self.text is not None:
            text, self.text = "".join(self.text), None
            if local == "coord":  # gx:Track: numbers apart by spaces
                self.tracks.add(*_position(text.split()))
            else:
                for position in _split(text):
                    self.tracks.add(*_position(position.split(",")))
        elif local in ("LineString", "Track"):
            self.line_depth = 0


def _split(text: str) -> Iterator[str]:
    """The words of a long text, one at a time."""
    start = 0
    for end in range(len(text) + 1):
        if end == len(text) or text[end].isspace():
            if end > start:
                yield text[start:end]
            start = end + 1


def _position(numbers: Sequence[str]) -> Spot:
    if not 2 <= len(numbers) <= 3:
        raise TrackRefused(_("a position is two or three numbers"))
    lon, lat = _number(numbers[0], "lon"), _number(numbers[1], "lat")
    return lon, lat, _number(numbers[2], "ele") if len(numbers) == 3 else None


def _number(text: str | None, name: str) -> float:
    if text is None:
        raise TrackRefused(_("a point has no %s") % name)
    try:
        if len(text) > LONGEST_NUMBER:
            raise ValueError
        return float(text)
    except ValueError:
        raise TrackRefused(
            _("%(name)s is “%(value)s”, which is no number") % {"name": name, "value": text[:40]}
        ) from None


# --- GeoJSON


def _from_json(body: bytes) -> _Gathered:
    try:
        value = orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise TrackRefused(
            _("Line %(line)s: this is not JSON (%(reason)s).")
            % {"line": error.lineno, "reason": error.msg[:80]}
        ) from None
    found = _Gathered()
    lines = 0
    for coordinates in _lines(value, 0):
        lines += 1
        found.begin()
        for position in coordinates:
            found.add(*_json_position(position))
    if not lines:
        raise TrackRefused(_("The file holds no line: give a LineString or a MultiLineString."))
    return found


def _lines(value: Any, depth: int) -> Iterator[Iterable[Any]]:
    """The coordinates of every line in a GeoJSON value."""
    if depth > 8 or not isinstance(value, dict):
        raise TrackRefused(_("This is no GeoJSON."))
    kind = value.get("type")
    if kind == "FeatureCollection":
        for one in _list(value.get("features")):
            yield from _lines(one, depth + 1)
    elif kind == "Feature":
        if value.get("geometry") is not None:
            yield from _lines(value["geometry"], depth + 1)
    elif kind == "GeometryCollection":
        for one in _list(value.get("geometries")):
            yield from _lines(one, depth + 1)
    elif kind == "LineString":
        yield _list(value.get("coordinates"))
    elif kind == "MultiLineString":
        for line in _list(value.get("coordinates")):
            yield _list(line)
    elif kind not in ("Point", "MultiPoint", "Polygon", "MultiPolygon"):
        raise TrackRefused(_("This is no GeoJSON."))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TrackRefused(_("This is no GeoJSON."))
    return value


def _json_position(position: Any) -> Spot:
    good = isinstance(position, list) and 2 <= len(position) <= 4
    if not good or not all(
        isinstance(n, int | float) and not isinstance(n, bool) for n in position[:3]
    ):
        raise TrackRefused(_("a position is two or three numbers"))
    height = float(position[2]) if len(position) > 2 else None
    return float(position[0]), float(position[1]), height


# --- the whole


def _whole(found: _Gathered) -> Read:
    """The parts that are lines, with heights where nearly all points have one."""
    parts = [part for part in found.parts if _long(part)]
    if not parts:
        raise TrackRefused(
            _("The track has no length: a line needs two different points.")
            if found.points
            else _("The file holds no track.")
        )
    points = sum(len(part) for part in parts)
    missing = sum(1 for part in parts for spot in part if spot[2] is None)
    told = all(any(spot[2] is not None for spot in part) for part in parts)
    has_heights = told and missing <= points * MISSING_SHARE
    shaped: Callable[[list[Spot]], tuple[tuple[float, float, float], ...]]
    shaped = _with_heights if has_heights else _flat
    return Read(tuple(shaped(part) for part in parts), has_heights, missing if has_heights else 0)


def _long(part: list[Spot]) -> bool:
    return any(spot[:2] != part[0][:2] for spot in part)


def _flat(part: list[Spot]) -> tuple[tuple[float, float, float], ...]:
    return tuple((lon, lat, 0.0) for lon, lat, _height in part)


def _with_heights(part: list[Spot]) -> tuple[tuple[float, float, float], ...]:
    """Each point with a height: gaps are filled in a straight line, ends with the nearest."""
    known = [(n, spot[2]) for n, spot in enumerate(part) if spot[2] is not None]
    filled: list[tuple[float, float, float]] = []
    for (start, low), (end, high) in pairwise([(-1, known[0][1]), *known]):
        step = (high - low) / (end - start)
        filled += [
            (lon, lat, round(low + step * k, HEIGHT_DECIMALS))
            for k, (lon, lat, _height) in enumerate(part[start + 1 : end + 1], 1)
        ]
    last, height = known[-1]
    filled += [(lon, lat, round(height, HEIGHT_DECIMALS)) for lon, lat, _height in part[last + 1 :]]
    return tuple(filled)

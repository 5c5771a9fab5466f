"""One frozen value for what is asked of a collection: lists, tiles, search and feeds share it.

``parse`` validates a request's parameters once and names everything that is wrong with them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.problems import FieldError, invalid
from tourism_backend.publishing.collection import Collection, Facet, Live, languages
from tourism_backend.publishing.registry import registry

MAX_LIMIT = 1000
DEFAULT_LIMIT = 50
MAX_RADIUS_M = 100_000
DEFAULT_RADIUS_M = 10_000.0
MAX_TEXT = 200
MAX_TOKENS, MAX_TOKEN = 20, 80
# Every string of this form is a cursor: a finite number and a UUID.
CURSOR = re.compile(r"^-?[0-9]{1,12}(\.[0-9]{1,20})?(e-[0-9]{2})?_[0-9a-f]{32}\Z")
IDENTITY = ("id", "slug", "name", "language")

T = TypeVar("T")
S = TypeVar("S", bound=str)
Sort = Literal["prominence", "newest", "soonest"]
Format = Literal["json", "geojson"]
FORMATS: tuple[Format, ...] = ("json", "geojson")
SORTS: tuple[Sort, ...] = ("prominence", "newest")
DATED_SORTS: tuple[Sort, ...] = (*SORTS, "soonest")


@dataclass(frozen=True)
class BBox:
    """A box in degrees, WGS 84: west < east, south < north."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Near:
    """A circle: centre in degrees (WGS 84), radius in metres."""

    lon: float
    lat: float
    radius_m: float


@dataclass(frozen=True)
class Interval:
    """A stretch of time, the end not in it; None: without a beginning or an end."""

    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class After:
    """Where a page begins: after the row with this sort key and id."""

    key: float
    id: UUID

    def token(self) -> str:
        """The cursor callers hand back; ``CURSOR`` is its form."""
        return f"{float(self.key)!r}_{self.id.hex}"

    @classmethod
    def of(cls, token: str) -> After:
        """Read a cursor. Raises ValueError when it is none of ours."""
        if not CURSOR.match(token):
            raise ValueError("not a cursor")
        key, row = token.split("_")
        return cls(float(key), UUID(row))


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked of one collection, validated."""

    collection: Collection
    language: str
    format: Format = "json"
    bbox: BBox | None = None
    near: Near | None = None
    facets: tuple[tuple[Facet, tuple[str, ...]], ...] = ()
    live: tuple[tuple[Live, bool], ...] = ()
    with_live: bool = False
    text: str = ""
    at: datetime | Interval | None = None
    sort: Sort = "prominence"
    limit: int = DEFAULT_LIMIT
    after: After | None = None
    fields: tuple[str, ...] = ()
    card: bool = False

    @property
    def unfiltered(self) -> bool:
        """Whether no facet, word or live value narrows it: one plan then serves all values."""
        return not (self.facets or self.text or self.live)

    @property
    def timeless(self) -> bool:
        """Whether the answer changes only when the collection's version does."""
        return not (self.live or self.with_live or self.collection.period)


class BadValue(Exception):
    """Why a parameter's value is not right."""


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise BadValue(_("“%(value)s” is not a number") % {"value": text[:40]}) from None
    if not math.isfinite(value):
        raise BadValue(_("numbers must be finite"))
    return value


def between(text: str, low: float, high: float) -> float:
    """A finite number from ``low`` to ``high``."""
    value = _number(text)
    if not low <= value <= high:
        raise BadValue(_("must lie between %(low)s and %(high)s") % {"low": low, "high": high})
    return value


def parse_bbox(text: str) -> BBox:
    """``west,south,east,north`` in degrees."""
    parts = text.split(",")
    if len(parts) != 4:
        raise BadValue(_("give four numbers: west,south,east,north"))
    west, south, east, north = (_number(part) for part in parts)
    if not (-180 <= west <= 180 and -180 <= east <= 180):
        raise BadValue(_("longitudes must lie between -180 and 180"))
    if not (-90 <= south <= 90 and -90 <= north <= 90):
        raise BadValue(_("latitudes must lie between -90 and 90"))
    if west > east:
        raise BadValue(
            _(
                "west lies east of east: give west,south,east,north;"
                " a box across the antimeridian must be asked for in two halves"
            )
        )
    if south > north:
        raise BadValue(_("south lies north of north: give west,south,east,north"))
    if west == east or south == north:
        raise BadValue(_("the box has no area"))
    return BBox(west, south, east, north)


def limit_of(text: str) -> int:
    """How many rows at most."""
    try:
        value = int(text)
    except ValueError:
        raise BadValue(_("give a whole number from 1 to %(most)d") % {"most": MAX_LIMIT}) from None
    if not 1 <= value <= MAX_LIMIT:
        raise BadValue(_("give a whole number from 1 to %(most)d") % {"most": MAX_LIMIT})
    return value


def _cursor(text: str) -> After:
    try:
        return After.of(text[:200])
    except ValueError:
        raise BadValue(
            _("this is not a cursor this list gave; start from its first page")
        ) from None


def _flag(text: str) -> bool:
    if text not in ("true", "false"):
        raise BadValue(_("give true or false"))
    return text == "true"


def _moment(text: str) -> datetime:
    try:
        moment = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        moment = None
    if moment is None:
        raise BadValue(_("give a date and time such as 2026-02-17T09:00:00+07:00"))
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _today(today: date) -> tuple[date, date]:
    """This day, and the next."""
    return today, today + timedelta(days=1)


def _weekend(today: date) -> tuple[date, date]:
    """What is left of this weekend, or the next one, and the Monday after."""
    saturday = today + timedelta(days=max(0, SATURDAY - today.weekday()))
    return saturday, today + timedelta(days=7 - today.weekday())


# Stretches of days that a caller need not reckon, in the destination's time.
SOON = {"today": _today, "weekend": _weekend}
SATURDAY = 5


def _time(text: str) -> datetime | Interval:
    """A moment, ``start/end`` where one of them may be ``..``, or ``today`` or ``weekend``."""
    if text in SOON:
        start, end = (datetime.combine(day, time()) for day in SOON[text](timezone.localdate()))
        return Interval(timezone.make_aware(start), timezone.make_aware(end))
    if "/" not in text:
        return _moment(text)
    first, _slash, last = text.partition("/")
    begins, ends = (None if part == ".." else _moment(part) for part in (first, last))
    if begins is None and ends is None:
        raise BadValue(_("give a beginning or an end"))
    if begins is not None and ends is not None and begins >= ends:
        raise BadValue(_("the end must come after the beginning"))
    return Interval(begins, ends)


def one_of(*values: S) -> Callable[[str], S]:
    """A reader that takes these values only."""

    def read(text: str) -> S:
        for value in values:
            if value == text:
                return value
        raise BadValue(_("give one of: %(values)s") % {"values": ", ".join(values)})

    return read


def plain_text(text: str) -> str:
    """A text of bounded length that the database can hold."""
    if len(text) > MAX_TEXT:
        raise BadValue(_("at most %(most)d characters") % {"most": MAX_TEXT})
    if "\x00" in text:
        raise BadValue(_("contains a character that is not text"))
    return text


def tokens_of(text: str) -> tuple[str, ...]:
    """Values separated by commas."""
    parts = text.split(",")
    tokens = tuple(part for part in parts if part)
    # Empty ones ask for nothing, but the schema counts them too.
    if len(parts) > MAX_TOKENS or any(len(token) > MAX_TOKEN for token in tokens):
        most = {"most": MAX_TOKENS, "length": MAX_TOKEN}
        raise BadValue(_("at most %(most)d values of %(length)d characters") % most)
    return tuple(plain_text(token) for token in tokens)


def collections_of(text: str) -> tuple[Collection, ...]:
    """Some of the collections, by their names, in the order of these."""
    names = {collection.name: collection for collection in registry}
    asked = dict.fromkeys(tokens_of(text))
    unknown = [name for name in asked if name not in names]
    if unknown or not asked:
        raise BadValue(
            _("unknown: %(unknown)s; there are: %(names)s")
            % {"unknown": ", ".join(unknown)[:200], "names": ", ".join(sorted(names))}
        )
    return tuple(names[name] for name in sorted(asked))


def _flag_tokens(text: str) -> tuple[str, ...]:
    return (str(_flag(text)).lower(),)


class Parameters:
    """A request's parameters, read one by one, every mistake noted."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.errors: list[FieldError] = []
        self.known: set[str] = {"lang"}

    def read(self, name: str, reader: Callable[[str], T], default: T) -> T:
        """The parameter's value; ``default`` when it is not given, or wrong (and noted)."""
        self.known.add(name)
        text = self.given.get(name)
        if text is None:
            return default
        try:
            return reader(text)
        except BadValue as bad:
            self.errors.append(FieldError(name, bad.args[0]))
            return default

    def require(self, name: str, reader: Callable[[str], T], default: T) -> T:
        """The value of a parameter that must be given."""
        if name not in self.given:
            self.errors.append(FieldError(name, _("this parameter is needed")))
        return self.read(name, reader, default)

    def refuse(self, name: str, reason: Any) -> None:
        """Note what is wrong with a parameter beside its value."""
        self.errors.append(FieldError(name, reason))

    def close(self) -> None:
        """Refuse what nobody asked for, and raise what was noted."""
        for name in self.given:
            if name not in self.known:
                known = ", ".join(sorted(self.known))
                reason = _("unknown parameter; there are: %(known)s") % {"known": known}
                self.errors.append(FieldError(name[:60], reason))
        if self.errors:
            raise invalid(*self.errors)


def field_names(collection: Collection) -> tuple[str, ...]:
    """The members of a list's items that ``fields=`` may name."""
    live = ["live"] if collection.live else []
    return (*IDENTITY, *collection.summary, "distance_m", "card", *live)


def _fields_reader(collection: Collection) -> Callable[[str], tuple[str, ...]]:
    names = field_names(collection)

    def read(text: str) -> tuple[str, ...]:
        asked = tuple(text.split(",")) if text else ()
        unknown = [name[:40] for name in asked if name not in names]
        if unknown:
            raise BadValue(
                _("unknown: %(unknown)s; there are: %(names)s")
                % {"unknown": ", ".join(unknown), "names": ", ".join(names)}
            )
        return asked

    return read


def _form(read: Parameters, language: str, accept: str) -> tuple[str, Format]:
    """Language and format of the answer: as asked for, else as accepted."""
    language = read.read("lang", one_of(*languages(), language), language)
    geo: Format = "geojson" if "application/geo+json" in accept else "json"
    return language, read.read("format", one_of(*FORMATS), geo)


def parse_single(
    collection: Collection, given: Mapping[str, str], *, language: str, accept: str = ""
) -> Query:
    """Read and check the parameters of one record's answer; those of a list mean nothing to it.

    Raises Problem 400 naming each that is not right.
    """
    read = Parameters(given)
    language, format_ = _form(read, language, accept)
    query = Query(
        collection=collection,
        language=language,
        format=format_,
        card=read.read("card", _flag, False),
    )
    if read.errors:
        raise invalid(*read.errors)
    return query


def parse(
    collection: Collection,
    given: Mapping[str, str],
    *,
    language: str,
    accept: str = "",
    nearby: bool = False,
) -> Query:
    """Read and check a list's parameters. Raises Problem 400 naming each that is not right."""
    read = Parameters(given)
    language, format_ = _form(read, language, accept)
    near = None
    if nearby:
        near = Near(
            read.require("lon", lambda text: between(text, -180, 180), 0.0),
            read.require("lat", lambda text: between(text, -90, 90), 0.0),
            read.read("radius", lambda text: between(text, 1, MAX_RADIUS_M), DEFAULT_RADIUS_M),
        )
    spatial = collection.geometry is not None and not nearby
    sorts = DATED_SORTS if collection.period else SORTS
    query = Query(
        collection=collection,
        language=language,
        near=near,
        format=format_,
        bbox=read.read("bbox", parse_bbox, None) if spatial else None,
        facets=_facets(collection, read),
        live=tuple(
            (live, wanted)
            for live in collection.live
            if (wanted := read.read(live.name, _flag, None)) is not None
        ),
        with_live=read.read("live", _flag, False) if collection.live else False,
        text=read.read("q", plain_text, ""),
        at=read.read("at", _time, None) if collection.period else None,
        sort="prominence" if nearby else read.read("sort", one_of(*sorts), "prominence"),
        limit=read.read("limit", limit_of, DEFAULT_LIMIT),
        after=read.read("cursor", _cursor, None),
        fields=read.read("fields", _fields_reader(collection), ()),
        card=read.read("card", _flag, False),
    )
    read.close()
    return query


def _facets(collection: Collection, read: Parameters) -> tuple[tuple[Facet, tuple[str, ...]], ...]:
    asked: list[tuple[Facet, tuple[str, ...]]] = []
    none: tuple[str, ...] = ()
    for facet in collection.facets:
        if facet.kind == "flag":
            values = read.read(facet.name, _flag_tokens, none)
        else:
            values = read.read(facet.name, tokens_of, none)
        if values:
            asked.append((facet, values))
    return tuple(asked)

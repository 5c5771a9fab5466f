"""What is asked of the search, validated once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from geo.search.words import syllables
from tourism_backend.publishing.collection import Collection, languages
from tourism_backend.publishing.query import (
    BadValue,
    Parameters,
    between,
    collections_of,
    one_of,
    plain_text,
)
from tourism_backend.publishing.registry import registry

MAX_LIMIT, MAX_SUGGESTIONS = 50, 20
LIMIT, SUGGESTIONS = 20, 8
MAX_WORDS = 12  # what follows in a longer question is not looked at


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is searched for. ``typing``: it is still being typed, and an answer is due at once."""

    words: tuple[str, ...]
    language: str
    collections: tuple[Collection, ...]
    point: tuple[float, float] | None = None
    limit: int = LIMIT
    typing: bool = False

    @property
    def phrase(self) -> str:
        """The words as names are stored: folded, one space between two."""
        return " ".join(self.words)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The other collections."""
        asked = {collection.name for collection in self.collections}
        return tuple(collection.name for collection in registry if collection.name not in asked)

    @property
    def dated(self) -> tuple[str, ...]:
        """The collections whose records hold for a time only."""
        return tuple(c.name for c in self.collections if c.period)


def everything() -> tuple[Collection, ...]:
    """What is searched when nothing else is asked for: an event, and not each of its dates."""
    telling = {collection.told_by for collection in registry}
    return tuple(collection for collection in registry if collection.name not in telling)


def parse(given: Mapping[str, str], *, language: str, typing: bool) -> Question:
    """Read and check the parameters. Raises Problem 400 naming each that is not right."""
    read = Parameters(given)
    language = read.read("lang", one_of(*languages(), language), language)
    text = read.require("q", _some_text, "")
    lon = read.read("lon", _degrees(180), None)
    lat = read.read("lat", _degrees(90), None)
    if (lon is None) != (lat is None) and not read.errors:
        missing, given_one = ("lon", "lat") if lon is None else ("lat", "lon")
        read.refuse(missing, _("needed together with %(other)s") % {"other": given_one})
    most, usual = (MAX_SUGGESTIONS, SUGGESTIONS) if typing else (MAX_LIMIT, LIMIT)
    question = Question(
        words=tuple(syllables(text)[:MAX_WORDS]),
        language=language,
        collections=read.read("collection", collections_of, everything()),
        point=None if lon is None or lat is None else (lon, lat),
        limit=read.read("limit", _limit(most), usual),
        typing=typing,
    )
    read.close()
    return question


def _some_text(text: str) -> str:
    if not text.strip():
        raise BadValue(_("give what to search for"))
    return plain_text(text)


def _degrees(most: float) -> Callable[[str], float | None]:
    return lambda text: between(text, -most, most)


def _limit(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
            raise BadValue(_("give a whole number from 1 to %(most)d") % {"most": most})
        return int(text[:9])

    return read

"""What is asked of the search, validated once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.utils.translation import gettext_lazy as _

from geo.search import patterns
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


class Scope:
    """The collections that are searched together, and what follows from which they are.

    Made once for each choice: it is the same for most questions.
    """

    def __init__(self, collections: tuple[Collection, ...]) -> None:
        self.collections = collections

    @cached_property
    def names(self) -> str:
        """Their names, joined by commas."""
        return ",".join(collection.name for collection in self.collections)

    @cached_property
    def timeless(self) -> bool:
        """Whether no record of theirs holds for a time only."""
        return not any(collection.period for collection in self.collections)

    @cached_property
    def limits(self) -> tuple[str, str]:
        """What stands before and after a pattern that is looked for in these alone."""
        asked = [collection.name for collection in self.collections]
        return patterns.among(asked, [one.name for one in registry if one.name not in asked])


@lru_cache(maxsize=1)
def everything() -> Scope:
    """What is searched when nothing else is asked for: an event, and not each of its dates."""
    telling = {collection.told_by for collection in registry}
    return Scope(tuple(one for one in registry if one.name not in telling))


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is searched for. ``typing``: it is still being typed, and an answer is due at once."""

    words: tuple[str, ...]
    language: str
    scope: Scope
    point: tuple[float, float] | None = None
    limit: int = LIMIT
    typing: bool = False

    @property
    def phrase(self) -> str:
        """The words as names are stored: folded, one space between two."""
        return " ".join(self.words)


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
        scope=read.read("collection", _scope, everything()),
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


def _scope(text: str) -> Scope:
    return Scope(collections_of(text))


def _degrees(most: float) -> Callable[[str], float | None]:
    return lambda text: between(text, -most, most)


def _limit(most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
            raise BadValue(_("give a whole number from 1 to %(most)d") % {"most": most})
        return int(text[:9])

    return read

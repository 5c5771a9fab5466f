"""The search itself: the strictest reading of what was typed first, then looser ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from geo.search import patterns, slips, statements
from geo.search.question import Question
from geo.search.words import Marker
from tourism_backend.publishing import reads

FEW = 3  # so few hits, none of them beginning as typed, and scattered words are tried too
NOTHING = Marker(frozenset())


class Hit(NamedTuple):
    """One row that was found."""

    version: int
    weight: float
    collection: str
    slug: str
    name: str
    hint: str | None
    language: str | None
    category: str | None
    icon: str | None
    colour: str | None
    lon: float | None
    lat: float | None
    distance_m: float | None


WEIGHT, SLUG = Hit._fields.index("weight"), Hit._fields.index("slug")


@dataclass(frozen=True)
class Found:
    """The hits, best first. ``marker`` marks in their names what was looked for; ``corrected``:
    what was typed was not found, but something like it was.
    """

    version: int
    hits: tuple[Hit, ...] = ()
    marker: Marker = NOTHING
    corrected: bool = False


def search(question: Question) -> Found:
    """The best of what is published. At most a handful of statements, most often one."""
    words = question.words
    if not words:
        return Found(reads.version(*question.scope.collections))
    found, weight = _ask(question, patterns.adjacent(words), [words])
    weak = len(found.hits) < FEW and weight < statements.BEGINS
    if weak and len(words) > 1:
        for pattern in _scattered(words):
            more, _ = _ask(question, pattern, [words])
            if more.hits:
                return more
    if not found.hits and not question.typing:
        found, _ = _ask(question, patterns.adjacent(words), [words], loose=True)
    return found if found.hits else _corrected(question, found)


def _scattered(words: Sequence[str]) -> list[str]:
    """The words in any order. One letter begins too many words to be worth looking up."""
    letter = len(words[-1]) == 1 and words[-1].isascii()
    whole = patterns.scattered(words)
    return [whole] if letter else [whole, patterns.scattered_unfinished(words)]


def _corrected(question: Question, nothing: Found) -> Found:
    """What may have been meant."""
    phrases = slips.corrections(question.words)
    for pattern in (patterns.adjacent, patterns.scattered) if phrases else ():
        either = patterns.any_of(dict.fromkeys(pattern(phrase) for phrase in phrases))
        found, _ = _ask(question, either, phrases, corrected=True)
        if found.hits:
            return found
    return nothing


def _ask(
    question: Question, pattern: str, phrases: Sequence[Sequence[str]], **how: bool
) -> tuple[Found, float]:
    """One statement; what it found and how well the best of it fits."""
    scope, (lon, lat) = question.scope, question.point or (None, None)
    statement = statements.search(
        question.language,
        limit=question.limit,
        located=question.point is not None,
        **how,
    )
    before, after = scope.limits
    asked = [f"{before}{pattern}{after}", question.phrase, lon, lat, scope.names]
    rows = reads.fetch(statement, asked)
    version = rows[0][0]
    if rows[0][SLUG] is None:
        return Found(version), 0.0
    marker = Marker(
        frozenset(word for phrase in phrases for word in phrase),
        tuple({phrase[-1] for phrase in phrases}),
    )
    found = Found(version, tuple(map(Hit._make, rows)), marker, how.get("corrected", False))
    return found, max(row[WEIGHT] for row in rows)

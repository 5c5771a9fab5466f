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
        return Found(reads.version(*question.collections))
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
    statement = statements.search(
        question.language,
        limit=question.limit,
        dated=bool(question.dated),
        located=question.point is not None,
        **how,
    )
    names = [collection.name for collection in question.collections]
    lon, lat = question.point or (None, None)
    pattern = patterns.among(names, question.left_out, pattern)
    dated = ",".join(question.dated)
    rows = reads.fetch(statement, [pattern, question.phrase, dated, lon, lat, ",".join(names)])
    hits = tuple(Hit._make(row) for row in rows if row[3] is not None)
    found = Found(
        version=int(rows[0][0]),
        hits=hits,
        marker=Marker(
            frozenset(word for phrase in phrases for word in phrase),
            tuple({phrase[-1] for phrase in phrases}),
        ),
        corrected=how.get("corrected", False),
    )
    return found, max((hit.weight for hit in hits), default=0.0)

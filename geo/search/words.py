"""A text as search sees it: folded, in syllables; and a name with what was found marked.

The same rules as the database's ``publishing_syllables`` (publishing's migration 0002), kept
here too so that a question is cut up without asking the database; a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypedDict

MAX_WORD = 60  # what is longer is no word
KNOWN_CHARACTERS = 20_000

_DROPPED = re.compile(
    "['`\u00ad\u02b9-\u02bf\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2018\u2019"
    "\u201b\u202a-\u202e\u2032\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]"
)
_BETWEEN = re.compile(
    "[\u0000-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u1680\u2000-\u2bff\u2e00-\u2e7f"
    "\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30fb\ue000-\uf8ff\ufe10-\ufe1f"
    "\ufe30-\ufe6f\ufff0-\uffff\U0001f000-\U0001faff]"
)
_HAN = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
)
# Letters and signs that are one letter each when folded: nearly every Vietnamese or English name.
_PLAIN = re.compile("[ -&(-_a-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ–]*")
# Letters that no Unicode decomposition takes apart.
_BARRED = str.maketrans("đĐðÐøØłŁħĦı", "dDdDoOlLhHi")


class Segment(TypedDict):
    """A part of a name, and whether it is what was searched for."""

    text: str
    hit: bool


class _Characters(dict[str, str]):
    """What each character becomes: nothing, a space, a spaced Han character, bare letters."""

    def __missing__(self, character: str) -> str:
        folded = "".join(_folded(part) for part in unicodedata.normalize("NFKD", character))
        if len(self) < KNOWN_CHARACTERS:
            self[character] = folded
        return folded


def _folded(part: str) -> str:
    if _DROPPED.match(part):
        return ""
    part = part.translate(_BARRED).lower()
    if _HAN.match(part):
        return f" {part} "
    return " " if _BETWEEN.match(part) else part


_characters = _Characters()


def syllables(text: str) -> list[str]:
    """The folded syllables of a text: ``Nà-Dương 三青`` → ``na duong 三 青``."""
    folded = "".join([_characters[character] for character in text])
    return [word[:MAX_WORD] for word in folded.split(" ") if word]


@dataclass(frozen=True)
class Marker:
    """What to mark in names: syllables that are one of the ``words``, and the first letters of
    a syllable that begins with one of the ``starts``. Made once a question, used for each name.
    """

    words: frozenset[str]
    starts: tuple[str, ...] = ()
    # As they are looked for in a folded name with a space at either end: (text, letters to mark).
    needles: tuple[tuple[str, int], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Prepare the needles."""
        # What begins with a word is looked for once: the whole word does too.
        whole = [(f" {word} ", len(word)) for word in self.words if word not in self.starts]
        begun = [(f" {start}", len(start)) for start in self.starts]
        object.__setattr__(self, "needles", (*whole, *begun))

    def segments(self, name: str) -> list[Segment]:
        """The name in segments. Joined, they are the name; hits with nothing but a space
        between them are one.
        """
        segments: list[Segment] = []
        position = 0
        for start, end in self._hits(name):
            if start < position:
                continue  # one sign of two syllables: ¼
            if position and name[position:start] == " ":
                segments[-1]["text"] += name[position:end]
            else:
                if start > position:
                    segments.append({"text": name[position:start], "hit": False})
                segments.append({"text": name[start:end], "hit": True})
            position = end
        if position < len(name):
            segments.append({"text": name[position:], "hit": False})
        return segments

    def _hits(self, name: str) -> Iterable[tuple[int, int]]:
        """Where in the name each hit begins and ends."""
        padded = _padded(name)
        return self._scan(name) if padded is None else self._look_up(padded)

    def _look_up(self, padded: str) -> Iterable[tuple[int, int]]:
        hits: dict[int, int] = {}
        for needle, length in self.needles:
            start = padded.find(needle)
            while start >= 0:
                if start + length > hits.get(start, 0):
                    hits[start] = start + length
                start = padded.find(needle, start + 1)
        return hits.items() if len(hits) < 2 else sorted(hits.items())

    def _scan(self, name: str) -> Iterator[tuple[int, int]]:
        for folded, ends, start in _places(name):
            if folded in self.words:
                yield start, ends[-1]
                continue
            found = [part for part in self.starts if folded.startswith(part)]
            if found:
                yield start, ends[len(max(found, key=len)) - 1]


@lru_cache(maxsize=4096)
def _padded(name: str) -> str | None:
    """The folded name between two spaces, where each letter of it stands for the one at its
    place.
    """
    if not _PLAIN.fullmatch(name):
        return None
    return f" {''.join([_characters[character] for character in name])} "


@lru_cache(maxsize=2048)
def _places(name: str) -> tuple[tuple[str, Sequence[int], int], ...]:
    """Each syllable: folded, the end in the name of each of its letters, and its start."""
    return tuple(_places_by_letter(name))


def _places_by_letter(name: str) -> Iterator[tuple[str, list[int], int]]:
    word, ends, start = "", list[int](), 0
    for index, character in enumerate(name):
        for part in _characters[character] or "\0":
            if part == "\0":
                if ends:  # an accent of its own belongs to the letter before it
                    ends[-1] = index + 1
            elif part == " ":
                if word:
                    yield word, ends, start
                word, ends = "", []
            else:
                start = start if word else index
                word, ends = word + part, [*ends, index + 1]
    if word:
        yield word, ends, start

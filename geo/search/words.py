"""A text as search sees it: folded, in syllables; and a name with what was found marked.

The same rules as the database's ``publishing_syllables`` (publishing's migration 0002), kept
here too so that a question is cut up without asking the database; a test compares the two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
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


def marked(name: str, words: Collection[str], starts: Sequence[str] = ()) -> list[Segment]:
    """The name in segments: syllables that are one of the words are hits, and so are the
    first letters of a syllable that begins with one of ``starts``.

    Joined, the segments are the name. Hits with nothing but a space between them are one.
    """
    segments: list[Segment] = []
    position = 0
    for start, end in _hits(name, words, starts):
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


def _hits(name: str, words: Collection[str], starts: Sequence[str]) -> Iterable[tuple[int, int]]:
    """Where in the name each hit begins and ends."""
    folded = _plain(name)
    return _scan(name, words, starts) if folded is None else _look_up(folded, words, starts)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str | None:
    """The folded name, where each letter of it stands for the one at its place."""
    if not _PLAIN.fullmatch(name):
        return None
    return "".join([_characters[character] for character in name])


def _look_up(folded: str, words: Iterable[str], starts: Iterable[str]) -> Iterable[tuple[int, int]]:
    hits: dict[int, int] = {}
    for part, whole in [*((word, True) for word in words), *((start, False) for start in starts)]:
        start = folded.find(part)
        while start >= 0:
            end = start + len(part)
            begins = start == 0 or folded[start - 1] == " "
            if begins and not (whole and folded[end : end + 1].strip()):
                hits[start] = max(end, hits.get(start, 0))
            start = folded.find(part, end)
    return sorted(hits.items())


def _scan(name: str, words: Collection[str], starts: Sequence[str]) -> Iterator[tuple[int, int]]:
    for folded, ends, start in _places(name):
        if folded in words:
            yield start, ends[-1]
            continue
        found = [part for part in starts if folded.startswith(part)]
        if found:
            yield start, ends[len(max(found, key=len)) - 1]


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

"""Words as the database's search patterns (``tsquery``). Pure: text in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise


def _lexeme(text: str, *, unfinished: bool) -> str:
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*" if unfinished else f"'{quoted}'"


def adjacent(words: Sequence[str]) -> str:
    """Each word beside the next; the last may be unfinished."""
    if len(words) == 1:
        return _lexeme(words[0], unfinished=True)
    *whole, last = (f"{one}_{two}" for one, two in pairwise(words))
    return _all_of(whole, last, unfinished=True)


def scattered(words: Sequence[str]) -> str:
    """Every word, in any order."""
    *whole, last = words
    return _all_of(whole, last, unfinished=False)


def scattered_unfinished(words: Sequence[str]) -> str:
    """Every word, in any order; the last may be unfinished. Costs ten times ``scattered``."""
    *whole, last = words
    return _all_of(whole, last, unfinished=True)


def among(collections: Sequence[str], others: Sequence[str]) -> tuple[str, str]:
    """What stands before and after a pattern that is looked for in these collections, and in none
    of the others; the shorter list is named.
    """
    if not others:
        return "", ""
    wanted, unwanted = (
        " | ".join(_lexeme(f"@{name}", unfinished=False) for name in names)
        for names in (collections, others)
    )
    if len(others) < len(collections):
        return "(", f") & !({unwanted})"
    return f"({wanted}) & (", ")"


def any_of(patterns: Iterable[str]) -> str:
    """One of the patterns."""
    return " | ".join(f"({pattern})" for pattern in patterns)


def _all_of(whole: Iterable[str], last: str, *, unfinished: bool) -> str:
    parts = [_lexeme(text, unfinished=False) for text in dict.fromkeys(whole)]
    return " & ".join([*parts, _lexeme(last, unfinished=unfinished)])

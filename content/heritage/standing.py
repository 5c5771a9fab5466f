"""A monument's rank on a day, reckoned from its decisions. Plain values only."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

# first day, last day (both None: date unknown), recorded on, rank ("" withdraws), key, counts
Act = tuple[date | None, date | None, date, str, int, bool]


@dataclass(frozen=True)
class Standing:
    """``rank`` (empty: none known), the ``decision`` it rests on, and whether that is ``certain``.

    It is uncertain where a decision whose date is not known exactly may have been made before.
    """

    rank: str
    decision: int | None
    certain: bool


def standing(acts: Iterable[Act], day: date) -> Standing:
    """The rank on ``day``: of the decisions surely made by then, the last one says it.

    A decision known by its year is sure from the year's last day; one without a date, from the
    day it was recorded here. Entries not approved, and corrected ones, do not count.
    """
    valid = [act for act in acts if act[5]]
    made = [act for act in valid if (act[1] or act[2]) <= day]
    maybe = [act for act in valid if (act[1] or act[2]) > day and (act[0] or date.min) <= day]
    if not made:
        return Standing("", None, not maybe)
    # A decision without a date counts as the earliest; beside others its place is not known.
    last = max(made, key=lambda act: (act[1] or date.min, act[4]))
    dated = len(made) == 1 or all(act[1] for act in made)
    return Standing(last[3], last[4], dated and not maybe)


def bounds(dated: str) -> tuple[date | None, date | None]:
    """The first and the last day that YYYY, YYYY-MM or YYYY-MM-DD may mean; None for neither."""
    parts = [int(part) for part in dated.split("-")] if dated else []
    if not parts:
        return None, None
    year, month, day = (*parts, *(0,) * (3 - len(parts)))
    if day:
        return date(year, month, day), date(year, month, day)
    last = month or 12
    return date(year, month or 1, 1), date(year, last, calendar.monthrange(year, last)[1])


def public_standing(told: Iterable[Mapping[str, Any]], day: date) -> Standing:
    """The rank on ``day`` by the acts of a public row; ``decision`` is the number among them."""
    acts = (
        (
            *bounds(act["dated"] or ""),
            date.fromisoformat(act["recorded_on"]),
            act["rank"] or "",
            number,
            True,
        )
        for number, act in enumerate(told)
    )
    return standing(acts, day)

"""What happens at a place on a day of the trip: dated records of other rooms, read generically.

Any registered collection named ``occurrences`` with a period and a facet ``place`` counts; this
room imports no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.planner.opening import midnight
from content.planner.places import Spot
from geo.areas.destination import zone
from tourism_backend.publishing import reads
from tourism_backend.publishing.registry import registry

COLLECTION = "occurrences"
BONUS = 400  # points a festival adds to a place on its days
_LONGEST = timedelta(days=45)  # what lasts longer is a season, not an event


@dataclass(frozen=True)
class Happening:
    """An occurrence at a place: its slug, and from which day until which it lasts."""

    slug: str
    first: date
    last: date

    def on(self, day: date) -> bool:
        """Whether it is on that day."""
        return self.first <= day <= self.last


def happenings(spots: Sequence[Spot], first: date, last: date) -> dict[str, list[Happening]]:
    """What happens at these places during the trip, by place (one statement, or none)."""
    if COLLECTION not in registry:
        return {}
    collection = registry.get(COLLECTION)
    if collection.period is None or collection.facet("place") is None:
        return {}
    # What is called off is no reason to go, where the collection says so at all.
    called_off = "AND NOT r.facets @> ARRAY['cancelled:true']"
    rows = reads.fetch(
        f"SELECT r.slug, lower(r.period), upper(r.period), r.facets FROM {collection.partition} r"
        f" WHERE NOT r.withdrawn AND r.period && tstzrange(%s, %s) {called_off}"
        " AND upper(r.period) - lower(r.period) < %s AND r.facets && %s::text[] ORDER BY r.slug",
        [
            midnight(first),
            midnight(last + timedelta(days=1)),
            _LONGEST,
            [f"place:{spot.slug}" for spot in spots],
        ],
    )
    found: dict[str, list[Happening]] = {}
    for slug, begins, ends, facets in rows:
        until = (ends - timedelta(seconds=1)).astimezone(zone()).date()
        happening = Happening(slug, begins.astimezone(zone()).date(), until)
        for facet in facets:
            if facet.startswith("place:"):
                found.setdefault(facet.removeprefix("place:"), []).append(happening)
    return found

"""How well known a place is, 0…1, from facts of its record. Pure, so that a load repeats itself.

Starts from the rank of its category (how much such places are looked for) and adds for what it
has been granted, for how often itineraries stop there, and for how well it is documented. Ranks
decide what a map shows first; they judge no place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

# What a place has been granted; only the greatest counts.
DISTINCTIONS = {
    "national_special_monument": 0.30,  # di tích quốc gia đặc biệt
    "best_tourism_village": 0.20,  # UN Tourism
    "national_monument": 0.15,  # di tích quốc gia
    "unesco_geopark": 0.12,  # a stop of the geopark
    "national_intangible_heritage": 0.08,  # di sản văn hoá phi vật thể quốc gia
    "provincial_monument": 0.05,  # di tích cấp tỉnh
}
ITINERARY, ITINERARIES_AT_MOST = 0.04, 0.12
VERIFIED = 0.05
WELL_PLACED_M, WELL_PLACED = 150, 0.05
VAGUE_M, VAGUE = 5000, -0.05
WELL_SOURCED, SOURCED = 3, 0.03
# Known from a gazetteer alone: a name on a map, nothing to visit.
GAZETTEER, GAZETTEER_ONLY = "GeoNames", -0.25


def rank_of(
    category: float,
    *,
    distinctions: Collection[str] = (),
    itineraries: int = 0,
    verified: bool = False,
    accuracy_m: int = 0,
    sources: Sequence[str] = (),
) -> float:
    """The rank of a place: 0…1, three decimals. ``category`` is its category's rank."""
    rank = category + max((DISTINCTIONS[name] for name in distinctions), default=0.0)
    rank += min(ITINERARY * itineraries, ITINERARIES_AT_MOST)
    rank += VERIFIED if verified else 0
    rank += WELL_PLACED if accuracy_m <= WELL_PLACED_M else VAGUE if accuracy_m >= VAGUE_M else 0
    rank += SOURCED if len(sources) >= WELL_SOURCED else 0
    if sources and not verified and all(source.startswith(GAZETTEER) for source in sources):
        rank += GAZETTEER_ONLY
    return round(min(max(rank, 0.0), 1.0), 3)

"""The search's SQL. Pure: names from declarations, every value a parameter.

Names are searched tier by tier (see ``publishing_tier``: the well known first, then even
samples of the rest), each in an index of its own, until ``ENOUGH`` are found. So a rare word is
looked up in all tiers, and a common one ("động", or the first letter of one) reads ``ENOUGH``
rows; the nearest of those are added where the caller says where they are.
"""

from __future__ import annotations

from functools import lru_cache

from tourism_backend.publishing.collection import column

TIERS = 8
ENOUGH = 150  # candidates that are weighed against each other
NEAREST = 400  # rows around the caller looked through for a common word
LOOSE = 400  # candidates from longer texts

# How well a name fits: it is the phrase, begins with it, holds it; or an old name, a district,
# scattered words. Being well known and being near weigh one each at most.
EXACT, BEGINS, HOLDS, OTHER = 4.0, 2.0, 1.2, 0.5
HALF_WAY_M = 5000  # at this distance being near weighs half

_KEPT = "t.ctid AS line, t.collection, t.id, t.rank, t.spot, t.folded"
_ASKED = """asked AS MATERIALIZED (
    SELECT pattern, phrase, '|' || phrase || '|' AS whole, '|' || phrase AS beginning,
        ' ' || phrase AS inside, ST_Point(lon, lat, 4326) AS point
    FROM (VALUES (%s::tsquery, %s::text, %s::float8, %s::float8))
        given (pattern, phrase, lon, lat))"""
_CURRENT = "(t.period IS NULL OR t.period && tstzrange(now(), NULL))"
_MATCHES = f"t.names @@ (SELECT pattern FROM asked) AND {_CURRENT}"
_WEIGHT = f"""CASE WHEN strpos(c.folded, whole) > 0 THEN {EXACT}
    WHEN strpos(c.folded, beginning) > 0 THEN {BEGINS}
    WHEN strpos(c.folded, inside) > 0 THEN {HOLDS} ELSE {OTHER} END"""
_CLOSENESS = "2 * strict_word_similarity(phrase, c.folded)"
_NEARNESS = f"coalesce({HALF_WAY_M} / ({HALF_WAY_M} + ST_DistanceSphere(c.spot, point)), 0)"
_DISTANCE = """round(ST_Distance(best.spot::geography,
            (SELECT point::geography FROM asked))::numeric, 1)::float8"""


@lru_cache(maxsize=64)
def search(
    language: str,
    *,
    limit: int,
    located: bool,
    corrected: bool = False,
    loose: bool = False,
) -> str:
    """The best rows for a pattern, and the version they are of.

    Parameters: pattern, phrase, lon, lat, names of the collections for the version, joined by
    commas.
    """
    found = _loosely() if loose else _near(_by_tiers()) if located else f"found AS ({_by_tiers()})"
    weight = _CLOSENESS if corrected else _WEIGHT
    suffix = column(language)
    # OFFSET 0: a weight is computed once, not again wherever it is named. What is told of the
    # best is read from the very lines they were found on: within one statement these stay.
    return f"""
    WITH {_ASKED}, {found}
    SELECT v.version, best.weight, best.collection, t.slug, t.title_{suffix}, t.hint_{suffix},
        t.language_{suffix}, t.tags->>'category', t.tags->>'icon', t.tags->>'colour',
        ST_X(best.spot), ST_Y(best.spot), {_DISTANCE if located else "NULL::float8"}
    FROM (SELECT coalesce(max(version), 0) AS version FROM publishing_collection
          WHERE name = ANY (string_to_array(%s, ','))) v
    LEFT JOIN (
        SELECT line, collection, id, spot, weight, weight + rank + nearness AS score
        FROM (SELECT c.*, {weight} AS weight, {_NEARNESS if located else "0"} AS nearness
              FROM found c CROSS JOIN asked OFFSET 0) weighed
        ORDER BY score DESC, collection, id LIMIT {limit}
    ) best ON true
    LEFT JOIN publishing_term t ON t.ctid = best.line
    ORDER BY best.score DESC, best.collection, best.id
    """


def _by_tiers() -> str:
    """Tier after tier, each read only when those before it have not given enough."""
    tiers = " UNION ALL ".join(
        f"SELECT {_KEPT} FROM publishing_term t WHERE t.tier = {tier} AND {_MATCHES}"
        for tier in range(TIERS)
    )
    return f"SELECT * FROM ({tiers}) t LIMIT {ENOUGH}"


def _near(by_tiers: str) -> str:
    """These, and of a common word those around the caller."""
    return f"""likely AS MATERIALIZED ({by_tiers}), around AS MATERIALIZED (
        SELECT {_KEPT}, t.names, t.period FROM publishing_term t
        WHERE (SELECT count(*) FROM likely) = {ENOUGH}
        ORDER BY spot <-> (SELECT point FROM asked) LIMIT {NEAREST}
    ), found AS (
        SELECT DISTINCT ON (collection, id) * FROM (
            SELECT * FROM likely
            UNION ALL
            SELECT line, collection, id, rank, spot, folded FROM around t WHERE {_MATCHES}) t
    )"""


def _loosely() -> str:
    """Rows whose longer texts hold the words, when no name does."""
    return (
        f"found AS (SELECT {_KEPT} FROM publishing_term t"
        f" WHERE t.terms @@ (SELECT pattern FROM asked) AND {_CURRENT} LIMIT {LOOSE})"
    )

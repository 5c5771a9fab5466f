"""Keeps the pairs of places that may be one: near each other, with names alike.

Only places that changed are looked at, in batches, each beside its neighbours by one index over
position and name: what it costs does not grow with how many places there are.
"""

from __future__ import annotations

from time import monotonic
from typing import Any

from django.db import connection, transaction

from tourism_backend.publishing.collection import column, source_language

# Two places this near each other (metres; degrees for the index) with names this alike (0…1, by
# their groups of three letters, accents folded) may be one.
NEAR_M, NEAR_DEGREES, ALIKE = 300, 0.0033, 0.5
BATCH = 2000

TAKE = """
    WITH taken AS (
        DELETE FROM places_twindue WHERE id IN (
            SELECT id FROM places_twindue ORDER BY id LIMIT %(batch)s)
        RETURNING place)
    SELECT array_agg(DISTINCT place) FROM taken"""
FORGET_KEYS = "DELETE FROM places_twinkey WHERE place = ANY(%(places)s::bigint[])"
FORGET_PAIRS = """
    DELETE FROM places_twin
    WHERE one = ANY(%(places)s::bigint[]) OR other = ANY(%(places)s::bigint[])"""
# Folded as search does, but for rarer signs: twenty times as fast.
KEYS = """
    INSERT INTO places_twinkey (place, folded, point)
    SELECT id, unaccent('unaccent', lower({name})), point FROM places_place
    WHERE id = ANY(%(places)s::bigint[]) AND status <> 'withdrawn' AND point IS NOT NULL
        AND {name} <> ''"""
PAIRS = """
    INSERT INTO places_twin (one, other, metres)
    SELECT DISTINCT least(a.place, b.place), greatest(a.place, b.place),
        round(ST_DistanceSphere(a.point, b.point))
    FROM places_twinkey a JOIN places_twinkey b
        ON b.point && ST_Expand(a.point, %(degrees)s) AND b.folded %% a.folded
    WHERE a.place = ANY(%(places)s::bigint[]) AND b.place <> a.place
        AND ST_DistanceSphere(a.point, b.point) <= %(metres)s"""


def refresh_twins(seconds: float = 40) -> int:
    """Compare what changed with its neighbours, for so long at most; how many places were."""
    end, done = monotonic() + seconds, 0
    while (some := _refresh_some()) and monotonic() < end:
        done += some
    return done + some


@transaction.atomic
def _refresh_some() -> int:
    """Compare a batch. One at a time: two would not see each other's new places."""
    name = f"name_{column(source_language())}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('places.twins'))")
        cursor.execute(f"SET LOCAL pg_trgm.similarity_threshold = {ALIKE}")
        cursor.execute(TAKE, {"batch": BATCH})
        places: list[int] = cursor.fetchone()[0] or []
        values: dict[str, Any] = {"places": places, "degrees": NEAR_DEGREES, "metres": NEAR_M}
        for statement in (FORGET_KEYS, FORGET_PAIRS, KEYS, PAIRS) if places else ():
            cursor.execute(statement.replace("{name}", name), values)
    return len(places)

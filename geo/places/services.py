"""Writes of places that publishing alone does not do: moving, communes, opening spans."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from geo.places.collection import PLACES
from geo.places.models import Place
from geo.places.openspans import refresh_open_spans
from tourism_backend.common.actors import Actor
from tourism_backend.publishing import services
from tourism_backend.publishing.services import Outcome


@transaction.atomic
def save_place(actor: Actor, place: Place, fields: Iterable[str] = ()) -> Place:
    """Write a place; its texts are tidied, its hours checked, its commune found by the database.

    ``fields`` are the columns the actor changed. Raises Forbidden, and ValidationError by field.
    """
    services.save(actor, place, fields)
    place.refresh_from_db(fields=["commune"])
    return place


@transaction.atomic
def publish_places(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Publish places as they stand now, and make their opening spans true. Raises Forbidden."""
    uuids = list(ids)
    outcome = services.publish(actor, PLACES, uuids)
    refresh_open_spans(uuids)
    return outcome


@transaction.atomic
def withdraw_places(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Take places out of the public's sight, and their opening spans with them."""
    uuids = list(ids)
    outcome = services.withdraw(actor, PLACES, uuids)
    refresh_open_spans(uuids)
    return outcome


@transaction.atomic
def assign_communes() -> list[UUID]:
    """Find every place's commune again after outlines changed; the places that moved commune.

    Their public rows follow, but for those with pending edits.
    """
    with connection.cursor() as cursor:
        # Clearing the commune makes the trigger look for it; only where the answer differs.
        cursor.execute(
            """
            UPDATE places_place p SET commune_id = NULL
            FROM (SELECT q.id, (
                    SELECT a.id FROM areas_area a
                    WHERE a.level = 'commune' AND a.valid_until IS NULL
                      AND ST_DWithin(a.geometry, q.point, 0.003)
                    ORDER BY ST_Distance(a.geometry, q.point), a.code LIMIT 1) AS commune
                  FROM places_place q) found
            WHERE p.id = found.id AND p.commune_id IS DISTINCT FROM found.commune
            RETURNING p.uuid
            """
        )
        moved = [row[0] for row in cursor.fetchall()]
    if moved:
        services.reproject(PLACES, moved)
    return moved

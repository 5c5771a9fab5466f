"""Writes of places that publishing alone does not do: communes, opening spans, proposals."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import pghistory
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.areas.destination import within
from geo.places.collection import PLACES
from geo.places.models import Place, PositionMethod, PositionProposal, ProposalStatus
from tourism_backend.accounts.models import User
from tourism_backend.common.actors import Actor, SystemActor, require
from tourism_backend.common.problems import FieldError, Problem, invalid
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Status
from tourism_backend.publishing.services import Outcome

# An accepted position was pointed at on a map: metres.
ACCEPTED_ACCURACY_M = 20
# More open proposals than this for one place tell a curator nothing new.
OPEN_PROPOSALS = 20


@transaction.atomic
def save_place(actor: Actor, place: Place, fields: Iterable[str] = ()) -> Place:
    """Write a place; its texts are tidied, its hours checked, its commune found by the database.

    ``fields`` are the columns the actor changed. Raises Forbidden, and ValidationError by field.
    """
    services.save(actor, place, fields)
    place.refresh_from_db(fields=["commune"])
    return place


def publish_places(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Publish places as they stand now; their opening spans follow. Raises Forbidden."""
    return services.publish(actor, PLACES, ids)


def withdraw_places(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Take places out of the public's sight, and their opening spans with them."""
    return services.withdraw(actor, PLACES, ids)


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


@transaction.atomic
def propose_position(
    slug: str,
    point: tuple[float, float],
    *,
    note: str = "",
    contact: str = "",
    by: User | None = None,
) -> PositionProposal:
    """Keep what a visitor says: where (lon, lat in degrees, WGS 84) the public place ``slug`` is.

    Raises Problem: 404 no such public place, 400 a position outside the destination, 409 enough
    proposals wait; ValidationError when a text is too long.
    """
    place = Place.objects.filter(slug=slug, status=Status.PUBLISHED).select_for_update().first()
    if place is None:
        raise Problem(404, "no-such-place", _("There is no such place."))
    if not within(*point):
        reason = _("This position is outside the destination.")
        raise invalid(FieldError("lon", reason), FieldError("lat", reason))
    if place.proposals.filter(status=ProposalStatus.OPEN).count() >= OPEN_PROPOSALS:
        detail = _("Enough proposals for this place are waiting to be looked at. Thank you.")
        raise Problem(409, "enough-proposals", detail)
    proposal = PositionProposal(
        place=place, point=Point(*point, srid=4326), note=note, contact=contact, by=by
    )
    proposal.full_clean()
    proposal.save()
    return proposal


@transaction.atomic
def accept_proposal(actor: Actor, proposal: PositionProposal, answer: str = "") -> Outcome | None:
    """Move the place to the proposed position, 20 m accurate.

    The public sees it at once, unless other edits of the place wait for approval (then None) or
    it is not public: a visitor proposed it, and who accepts it is the second pair of eyes. Raises
    Forbidden; Problem 409 when the proposal was decided before.
    """
    place = _decide(actor, proposal, ProposalStatus.ACCEPTED, answer)
    show = place.status == Status.PUBLISHED and not place.pending
    place.point = proposal.point
    place.accuracy_m = ACCEPTED_ACCURACY_M
    place.position_method = PositionMethod.VISITOR
    save_place(actor, place, ["point", "accuracy_m", "position_method"])
    if not show:
        return None
    return publish_places(SystemActor(f"proposal accepted by {actor.label}"), [place.uuid])


@transaction.atomic
def reject_proposal(actor: Actor, proposal: PositionProposal, answer: str = "") -> None:
    """Leave the place where it is. Raises Forbidden; Problem 409 when it was decided before."""
    _decide(actor, proposal, ProposalStatus.REJECTED, answer)


def _decide(actor: Actor, proposal: PositionProposal, status: ProposalStatus, answer: str) -> Place:
    """Close a proposal and forget how to reach who made it; its place, locked."""
    require(actor, "positionproposal.change")
    place = Place.objects.select_for_update().get(pk=proposal.place_id)
    held = PositionProposal.objects.select_for_update().get(pk=proposal.pk)
    if held.status != ProposalStatus.OPEN:
        raise Problem(409, "proposal-decided", _("This proposal has been decided already."))
    held.status, held.answer = status, answer
    held.decided_at, held.decided_by = timezone.now(), actor.label[:150]
    held.contact, held.by = "", None
    held.full_clean()
    with pghistory.context(actor=actor.label):
        held.save()
    proposal.refresh_from_db()
    return place

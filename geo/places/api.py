"""What visitors may write of places. Mounted under ``/places``."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from geo.places import services
from tourism_backend.accounts.models import User
from tourism_backend.publishing.openapi import REFUSAL

PREFIX = "/places"
router = Router(tags=["places"])


WEST, SOUTH, EAST, NORTH = settings.DESTINATION["bbox"]


def _degrees(low: float, high: float) -> Any:
    """A coordinate within the destination; the service refuses others, in the caller's language."""
    limits: Any = {"minimum": low, "maximum": high}
    return Field(allow_inf_nan=False, description="degrees, WGS 84", json_schema_extra=limits)


class PositionIn(Schema):
    """Where a visitor says a place is."""

    lon: Annotated[float, _degrees(WEST, EAST)]
    lat: Annotated[float, _degrees(SOUTH, NORTH)]
    note: Annotated[str, Field(max_length=500, description="how the visitor knows")] = ""
    contact: Annotated[
        str,
        Field(max_length=120, description="to be asked back; deleted once it is decided"),
    ] = ""


class ProposalOut(Schema):
    """A proposal that was kept."""

    id: UUID
    status: Literal["open", "accepted", "rejected"]


@router.post(
    "/{slug}/position-proposals",
    response={201: ProposalOut},
    operation_id="places_propose_position",
    summary="places: say where a place really is",
    openapi_extra={
        "responses": {
            400: {"description": "Something is not right; errors name it.", "content": REFUSAL},
            404: {"description": "No such public place.", "content": REFUSAL},
            409: {"description": "Enough proposals wait.", "content": REFUSAL},
            429: {"description": "Too many requests.", "content": REFUSAL},
        }
    },
)
def propose_position(
    request: HttpRequest, slug: str, position: PositionIn
) -> Status[dict[str, object]]:
    """Keep a better position for a curator to look at; the place itself does not move."""
    person = request.user if hasattr(request, "user") else None
    proposal = services.propose_position(
        slug,
        (position.lon, position.lat),
        note=position.note,
        contact=position.contact,
        by=person if isinstance(person, User) else None,
    )
    return Status(201, {"id": proposal.uuid, "status": proposal.status})

"""Writes of events that publishing alone does not do: their dates go with them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from content.events.collection import EVENTS
from content.events.occurrences import make_occurrences
from tourism_backend.common.actors import Actor
from tourism_backend.publishing import services
from tourism_backend.publishing.services import Outcome


@transaction.atomic
def publish_events(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Publish events as they stand now, and make their dates true. Raises Forbidden."""
    uuids = list(ids)
    outcome = services.publish(actor, EVENTS, uuids)
    make_occurrences(uuids)
    return outcome


@transaction.atomic
def withdraw_events(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Take events out of the public's sight, and their dates with them. Raises Forbidden."""
    uuids = list(ids)
    outcome = services.withdraw(actor, EVENTS, uuids)
    make_occurrences(uuids)
    return outcome

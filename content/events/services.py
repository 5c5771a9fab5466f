"""Writes of events that publishing alone does not do: their dates go with them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from content.events.collection import EVENTS
from tourism_backend.common.actors import Actor
from tourism_backend.publishing import services
from tourism_backend.publishing.services import Outcome


def publish_events(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Publish events as they stand now; their dates follow. Raises Forbidden."""
    return services.publish(actor, EVENTS, ids)


def withdraw_events(actor: Actor, ids: Iterable[UUID]) -> Outcome:
    """Take events out of the public's sight, and their dates with them. Raises Forbidden."""
    return services.withdraw(actor, EVENTS, ids)

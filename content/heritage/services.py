"""The writes of the register: a monument and its zones change together; acts are appended."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from content.heritage.collection import ZONES
from content.heritage.models import ProtectionZone
from tourism_backend.common.actors import Actor
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Record


def zones_follow(uuids: Sequence[UUID]) -> None:
    """After monuments were published or withdrawn: zones of one that became secret vanish too."""
    zones = ProtectionZone.objects.filter(monument__uuid__in=uuids)
    services.reproject(ZONES, list(zones.values_list("uuid", flat=True)))


@transaction.atomic
def touch(actor: Actor, record: Record) -> None:
    """Note that something public that hangs on a record changed: it waits for publication."""
    services.save(actor, record)

"""The writes of the register: a monument and its zones change together."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from content.heritage.collection import ZONES
from content.heritage.models import ProtectionZone
from tourism_backend.publishing import services


def zones_follow(uuids: Sequence[UUID]) -> None:
    """After monuments were published or withdrawn: zones of one that became secret vanish too."""
    zones = ProtectionZone.objects.filter(monument__uuid__in=uuids)
    services.reproject(ZONES, list(zones.values_list("uuid", flat=True)))

"""Zones of protection: zone I holds the monument, zone II goes round it or lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from content.heritage.models import ProtectionZone

TOUCHING_M = 1.0
OVERLAP_M2 = 1.0  # drawing on a map is no more exact

_MISFITS = """
WITH zones AS (
    SELECT g.id, g.monument, g.zone, ST_GeomFromEWKB(g.shape) AS shape, true AS asked
    FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[]) g (id, monument, zone, shape)
    UNION ALL
    SELECT z.uuid, z.monument_id, z.zone, z.geometry, false FROM heritage_protectionzone z
    WHERE z.monument_id = ANY(%s) AND z.uuid <> ALL(%s)
)
SELECT one.id, 'away' FROM zones one JOIN heritage_monument m ON m.id = one.monument
LEFT JOIN places_place p ON p.id = m.place_id
WHERE one.asked AND one.zone = '1' AND NOT ST_DWithin(
    one.shape::geography, coalesce(m.position, p.point)::geography,
    CASE WHEN m.position IS NULL THEN p.accuracy_m ELSE 1 END)
UNION ALL
SELECT either.id, 'apart' FROM zones one
JOIN zones two ON two.monument = one.monument AND (one.zone, two.zone) = ('1', '2'),
LATERAL (VALUES (one.id, one.asked), (two.id, two.asked)) either (id, asked)
WHERE either.asked AND NOT (
    ST_DWithin(one.shape::geography, two.shape::geography, %s)
    AND (ST_CoveredBy(one.shape, two.shape)
         OR ST_Area(ST_Intersection(one.shape, two.shape)::geography) <= %s))
ORDER BY 2 DESC
"""
_SAID = {
    "away": gettext_lazy("The monument does not lie in its zone I."),
    "apart": gettext_lazy("Zone II must go round zone I, or lie next to it."),
}
_OVERLAPS = """
SELECT m.slug, z.zone, ST_Area(ST_Intersection(z.geometry, ST_GeomFromEWKB(%s))::geography)
FROM heritage_protectionzone z JOIN heritage_monument m ON m.id = z.monument_id
WHERE z.monument_id <> %s AND z.geometry && ST_GeomFromEWKB(%s)
  AND ST_Area(ST_Intersection(z.geometry, ST_GeomFromEWKB(%s))::geography) > %s
ORDER BY m.slug, z.zone
"""


@dataclass(frozen=True)
class Overlap:
    """A zone of another monument, and how much of it is shared, in square metres."""

    monument: str
    zone: str
    area_m2: float


def check(zone: ProtectionZone) -> None:
    """Raise ValidationError naming what does not fit."""
    if not zone.geometry.valid:
        raise ValidationError({"geometry": _("The outline crosses itself.")})
    for name, reason in misfits([zone]).values():
        raise ValidationError({name: reason})


def misfits(zones: Sequence[ProtectionZone]) -> dict[UUID, tuple[str, str]]:
    """Of valid outlines those that do not fit each other, those there are, or the monument.

    The column and the reason, by uuid: one statement, however many they are.
    """
    uuids = [zone.uuid for zone in zones]
    monuments = [zone.monument_id for zone in zones]
    shapes = [bytes(zone.geometry.ewkb) for zone in zones]
    kinds = [str(zone.zone) for zone in zones]
    given: list[Any] = [uuids, monuments, kinds, shapes, monuments, uuids, TOUCHING_M, OVERLAP_M2]
    with connection.cursor() as cursor:
        cursor.execute(_MISFITS, given)
        # Of two faults the one that is read last stays: that it lies elsewhere.
        return {uuid: ("geometry", str(_SAID[code])) for uuid, code in cursor.fetchall()}


def overlaps(zone: ProtectionZone) -> list[Overlap]:
    """The zones of other monuments that it shares ground with."""
    shape = bytes(zone.geometry.ewkb)
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, [shape, zone.monument_id, shape, shape, OVERLAP_M2])
        return [Overlap(*row) for row in cursor.fetchall()]

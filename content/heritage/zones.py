"""Zones of protection: zone I holds the monument, zone II goes round it or lies beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from content.heritage.models import ProtectionZone

TOUCHING_M = 1.0
OVERLAP_M2 = 1.0  # drawing on a map is no more exact

_FIT = """
SELECT ST_DWithin(one::geography, two::geography, %s) AND
       (ST_CoveredBy(one, two) OR ST_Area(ST_Intersection(one, two)::geography) <= %s)
FROM (SELECT ST_GeomFromEWKB(%s) AS one, ST_GeomFromEWKB(%s) AS two) z
"""
_HOLDS = """
SELECT ST_DWithin(ST_GeomFromEWKB(%s)::geography, coalesce(m.position, p.point)::geography,
       CASE WHEN m.position IS NULL THEN p.accuracy_m ELSE 1 END)
FROM heritage_monument m LEFT JOIN places_place p ON p.id = m.place_id
WHERE m.id = %s AND coalesce(m.position, p.point) IS NOT NULL
"""
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
    shape: bytes = bytes(zone.geometry.ewkb)
    if zone.zone == "1" and _ask(_HOLDS, [shape, zone.monument_id]) is False:
        raise ValidationError({"geometry": _("The monument does not lie in its zone I.")})
    others = type(zone).objects.filter(monument_id=zone.monument_id).exclude(pk=zone.pk)
    for other in others.exclude(zone=zone.zone):
        one, two = (zone, other) if zone.zone == "1" else (other, zone)
        shapes = [bytes(one.geometry.ewkb), bytes(two.geometry.ewkb)]
        if not _ask(_FIT, [TOUCHING_M, OVERLAP_M2, *shapes]):
            raise ValidationError(
                {"geometry": _("Zone II must go round zone I, or lie next to it.")}
            )


def overlaps(zone: ProtectionZone) -> list[Overlap]:
    """The zones of other monuments that it shares ground with."""
    shape = bytes(zone.geometry.ewkb)
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, [shape, zone.monument_id, shape, shape, OVERLAP_M2])
        return [Overlap(*row) for row in cursor.fetchall()]


def _ask(sql: str, given: Sequence[bytes | int | float]) -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    return None if row is None else bool(row[0])

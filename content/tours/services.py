"""Writes of tours that publishing alone does not do: their tracks."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.contrib.gis.geos import LineString, MultiLineString
from django.db import connection, transaction

from content.tours import heights
from content.tours.models import Tour, Track, TrackSource
from content.tours.simple import simplified
from content.tours.tracks import Read
from tourism_backend.common.actors import Actor, require
from tourism_backend.publishing import services


@transaction.atomic
def save_track(actor: Actor, tour: Tour, read: Read | None, source: TrackSource) -> bool:
    """Give a tour the track that was read; None takes it away. Says whether anything changed.

    The public goes on seeing what was published. Raises Forbidden.
    """
    require(actor, "tour.change")
    track = None if read is None else keep(read, source)
    if tour.track_id == (track.pk if track else None):
        return False
    tour.track = track
    services.save(actor, tour, ["track"])
    return True


def keep(read: Read, source: TrackSource) -> Track:
    """The row of a track: the one that holds the same points already, or a new one."""
    line = MultiLineString(*(LineString(part) for part in read.parts), srid=4326)
    made_of = bytes(line.ewkb) + bytes([read.has_heights])
    digest = hashlib.blake2b(made_of, digest_size=8).hexdigest()
    kept = Track.objects.filter(digest=digest).first()
    if kept:
        return kept
    climb = heights.climb(read.parts) if read.has_heights else None
    return Track.objects.create(
        digest=digest,
        source=source,
        line=line,
        simple=simplified(read.parts),
        points=read.points,
        length_m=_length_m(line),
        has_heights=read.has_heights,
        ascent_m=climb.ascent_m if climb else None,
        descent_m=climb.descent_m if climb else None,
        lowest_m=climb.lowest_m if climb else None,
        highest_m=climb.highest_m if climb else None,
        profile=_listed(climb.profile) if climb else [],
    )


def _listed(profile: Sequence[tuple[int, int]]) -> list[list[int]]:
    return [[where, height] for where, height in profile]


def _length_m(line: MultiLineString) -> float:
    """Metres on the spheroid."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_Length(ST_GeomFromEWKB(%s)::geography)", [bytes(line.ewkb)])
        return float(cursor.fetchone()[0])

"""Reads of public tours that lists and details do not give: the whole track."""

from __future__ import annotations

import orjson

from content.tours.collection import PUBLIC_TRACK, TOURS
from content.tours.downloads import Whole
from tourism_backend.common.problems import unavailable
from tourism_backend.publishing import reads
from tourism_backend.publishing.query import Query


def whole(slug: str, language: str, address: str) -> tuple[Whole, str]:
    """A public tour with its whole track, and its validator.

    Raises Moved, and Problem 404 or 410.
    """
    for _attempt in range(2):
        found = reads.detail(Query(collection=TOURS, language=language), slug)
        tour = orjson.loads(found.body)
        if tour["schematic"]:
            return Whole(tour, address), found.etag
        rows = reads.fetch(
            f"SELECT ST_AsBinary(line, 'NDR'), has_heights FROM {PUBLIC_TRACK}"
            " WHERE id = %s::uuid AND digest = %s",
            [tour["id"], tour["track"]],
        )
        if rows:
            ((line, has_heights),) = rows
            return Whole(tour, address, bytes(line), has_heights), found.etag
        # Between the two reads another track was published: the tour is read again.
    raise unavailable()

"""Tiles of the low zooms, kept in Redis under their version. Without Redis nothing is kept."""

from __future__ import annotations

import logging
import time

import redis
from django.db import connections

from geo.tiles.grid import Tile
from tourism_backend.common.redis import client
from tourism_backend.publishing import reads
from tourism_backend.publishing.query import Query

log = logging.getLogger(__name__)

# Most requests ask for the few tiles of the low zooms, which are the dear ones to make.
DEEPEST = 14
KEPT_S = 6 * 3600
# How long Redis is left alone after it did not answer, so that no request waits for it twice.
AWAY_S = 5.0

_away_until = 0.0


def key(query: Query, at: Tile, version: int) -> str | None:
    """The name a tile is kept under; None when it is not one to keep."""
    if at.z > DEEPEST or version <= 0:
        return None
    # Each database counts its versions for itself, and several may share one Redis.
    database = connections[reads.PUBLIC].settings_dict
    home = f"{database['HOST']}:{database['PORT']}/{database['NAME']}"
    place = f"{at.z}/{at.x}/{at.y}"
    return f"tile:1:{home}:{query.collection.name}:{version}:{query.language}:{place}"


def get(name: str | None) -> bytes | None:
    """The kept tile (empty bytes: an empty tile), or None."""
    if name is None or time.monotonic() < _away_until:
        return None
    try:
        found = client().get(name)
    except redis.RedisError as error:
        _lost(error)
        return None
    return found if isinstance(found, bytes) else None


def put(name: str | None, tile: bytes) -> None:
    """Keep a tile for a while."""
    if name is None or time.monotonic() < _away_until:
        return
    try:
        client().set(name, tile, ex=KEPT_S)
    except redis.RedisError as error:
        _lost(error)


def _lost(error: redis.RedisError) -> None:
    global _away_until  # noqa: PLW0603
    _away_until = time.monotonic() + AWAY_S
    log.warning("tiles are not cached while Redis is away: %s", error)

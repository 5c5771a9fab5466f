"""Who has a record's form open: a sorted set in Redis, gone by itself when nobody asks any more."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING

import redis

from tourism_backend.common.redis import client

if TYPE_CHECKING:
    from tourism_backend.accounts.models import User

log = logging.getLogger(__name__)
# A page asks every ASK_S; who was not heard of for GONE_S has left, or lost the network.
ASK_S = 20
GONE_S = 50


def _key(record: str) -> str:
    return f"editing:{record}"


def here(record: str, person: User) -> list[str]:
    """Say that a person has the record open; who else has. Nobody while Redis is away."""
    now = time.time()
    own = json.dumps([person.pk, person.label])
    try:
        with client().pipeline() as pipe:
            pipe.zremrangebyscore(_key(record), 0, now - GONE_S)
            pipe.zadd(_key(record), {own: now})
            pipe.expire(_key(record), GONE_S)
            pipe.zrange(_key(record), 0, -1)
            members = pipe.execute()[-1]
    except redis.RedisError as error:
        log.warning("who else edits is not known while Redis is away: %s", error)
        return []
    people = [json.loads(member) for member in members]
    return sorted(label for pk, label in people if pk != person.pk)


def left(record: str, person: User) -> None:
    """The person closed the form."""
    try:
        client().zrem(_key(record), json.dumps([person.pk, person.label]))
    except redis.RedisError as error:
        log.warning("a closed form was not told while Redis is away: %s", error)

"""Per-client rate limits, counted in Redis for all processes together.

A process takes requests from the shared minute in leases of ``LEASE``, so that most requests
cost no round trip; a client can overshoot by at most a lease a process. When Redis is away
nobody is refused.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

import redis
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tourism_backend.common import redis as redis_client
from tourism_backend.common.problems import Problem

log = logging.getLogger(__name__)
LEASE = 20
WINDOW_S = 60
KNOWN_CLIENTS = 10_000
# A map or a zoomed picture asks for many small parts: what is dear of them is counted apart.
UNCOUNTED = ("/tiles/", "/iiif/")

# client → (window, requests this process may still let through)
_leases: OrderedDict[str, tuple[int, int]] = OrderedDict()


def client_of(request: HttpRequest) -> str:
    """The caller's address: the last hop that our own proxies vouch for."""
    hops: int = settings.TRUSTED_PROXIES
    forwarded: str = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if hops and forwarded:
        addresses = [address.strip() for address in forwarded.split(",")]
        return addresses[-min(hops, len(addresses))]
    return str(request.META.get("REMOTE_ADDR", ""))


def refusal(request: HttpRequest) -> Problem | None:
    """A 429 when the caller has used up the minute, else None."""
    limit = settings.API_RATE_PER_MINUTE
    if not limit or request.path_info.startswith(UNCOUNTED):
        return None
    client, window = client_of(request), int(time.time()) // WINDOW_S
    held, left = _leases.get(client, (window, 0))
    if held != window:
        left = 0
    if left == 0:
        left = _lease(client, window, limit)
    if left == 0:
        return _too_many()
    _leases[client] = (window, left - 1)
    _leases.move_to_end(client)
    if len(_leases) > KNOWN_CLIENTS:
        _leases.popitem(last=False)
    return None


def spend(request: HttpRequest, scope: str, limit: int) -> Problem | None:
    """A 429 when the caller has used up the minute of something dear, else None.

    Counted exactly, apart from the reads. Where reads have no limit (0), nothing has one.
    """
    if not limit or not settings.API_RATE_PER_MINUTE:
        return None
    window = int(time.time()) // WINDOW_S
    key = f"rate:{scope}:{client_of(request)}:{window}"
    try:
        with redis_client.client().pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, 2 * WINDOW_S)
            used: int = pipe.execute()[0]
    except redis.RedisError as error:
        log.warning("no rate limit while Redis is away: %s", error)
        return None
    return _too_many() if used > limit else None


def _too_many() -> Problem:
    wait = WINDOW_S - int(time.time()) % WINDOW_S
    detail = _("Too many requests in a minute. Please wait a little.")
    return Problem(429, "too-many-requests", detail, headers={"Retry-After": str(wait)})


def _lease(client: str, window: int, limit: int) -> int:
    """How many more requests this process may let through: a lease, or what is left."""
    key = f"rate:{client}:{window}"
    try:
        with redis_client.client().pipeline(transaction=False) as pipe:
            pipe.incrby(key, LEASE)
            pipe.expire(key, 2 * WINDOW_S)
            used: int = pipe.execute()[0]
    except redis.RedisError as error:
        log.warning("no rate limit while Redis is away: %s", error)
        return LEASE
    return max(0, min(LEASE, limit - (used - LEASE)))

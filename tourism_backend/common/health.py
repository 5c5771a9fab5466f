"""`/healthz`: the process lives. `/readyz`: it can do its work."""

from __future__ import annotations

import orjson
import psycopg
import redis
from django.db import Error, connections
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from tourism_backend.common import redis as redis_client


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process can answer at all."""
    return HttpResponse(b"ok\n", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the databases and Redis answer, else 503; each one's state in the body."""
    states = {alias: _database(alias) for alias in ("default", "public")} | {"redis": _redis()}
    ready = all(state == "ok" for state in states.values())
    return HttpResponse(
        orjson.dumps({"ready": ready, **states}),
        status=200 if ready else 503,
        content_type="application/json",
    )


def _database(alias: str) -> str:
    connection = connections[alias]
    for _attempt in range(2):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        except (Error, psycopg.Error):
            # It may only be the connection that broke: throw it away, and try a new one.
            connection.close()
        else:
            return "ok"
    return "away"


def _redis() -> str:
    try:
        redis_client.client().ping()
    except redis.RedisError:
        return "away"
    return "ok"

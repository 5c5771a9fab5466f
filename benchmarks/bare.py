"""The floor: the statements of a request, sent straight through psycopg, answers thrown away."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from typing import Any
from unittest import mock

import psycopg
from django.db import connections
from django.test import Client

from benchmarks.client import Tally
from benchmarks.workloads import Workload
from tourism_backend.publishing import reads

Statement = tuple[bytes, Sequence[Any]]


def statements(workload: Workload) -> list[list[Statement]]:
    """What each request of the workload asks of the database, as the house itself asks it."""
    return [list(_asked(path, workload.headers)) for path in workload.paths]


def _asked(path: str, headers: Sequence[str]) -> Iterator[Statement]:
    asked: list[Statement] = []
    fetch = reads.fetch

    def note(
        statement: str, params: Sequence[Any] = (), *, prepare: bool = True
    ) -> list[tuple[Any, ...]]:
        asked.append((reads._numbered(statement), params))
        return fetch(statement, params, prepare=prepare)

    named = dict(line.split(": ", 1) for line in headers)
    with mock.patch.object(reads, "fetch", note):
        response = Client().get(path, headers=named)
    if response.status_code not in (200, 204) or not asked:
        raise RuntimeError(f"{path}: {response.status_code}, {len(asked)} statements")
    return iter(asked)


@contextmanager
def connected() -> Iterator[psycopg.Connection[Any]]:
    """A connection as the server's own: role, settings."""
    public = connections["public"]
    public.ensure_connection()
    try:
        yield public.connection
    finally:
        public.close()


def run(
    connection: psycopg.Connection[Any], requests: list[list[Statement]], seconds: float
) -> Tally:
    """Send them one after the other, again and again, for so long."""
    tally = Tally()
    start = time.perf_counter()
    for asked in cycle(requests):
        began = time.perf_counter()
        for statement, params in asked:
            with psycopg.RawCursor(connection) as cursor:
                cursor.execute(statement, params, prepare=True, binary=True)
                cursor.fetchall()
        now = time.perf_counter()
        tally.requests += 1
        tally.latencies_ms.append((now - began) * 1000)
        if now - start >= seconds:
            break
    tally.seconds = now - start
    return tally

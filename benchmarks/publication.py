"""What publishing costs: everything in one statement, again, one record, a renamed category."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psutil
from django.db import connection

from benchmarks.cpu import Clock
from geo.places.collection import PLACES
from geo.places.models import Category, Place
from geo.places.openspans import refresh_open_spans
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services

ROBOT = SystemActor("benchmarks")
SINGLES = 20


@dataclass(frozen=True)
class Timing:
    """One act of publication: what it wrote, how long it took, how far this process grew."""

    what: str
    written: int
    seconds: float
    cpu_s: float
    grown_mb: float


def first(size: int) -> Iterator[Timing]:
    """Publish all working records, and all of them again."""
    yield _timed("publish all", lambda: services.reproject(PLACES).written)
    refresh_open_spans()
    yield _timed("publish all again, nothing changed", lambda: services.reproject(PLACES).written)


def later() -> Iterator[Timing]:
    """Publish single records, and what a renamed category reaches."""
    places = list(Place.objects.filter(slug__startswith="p-").order_by("uuid")[:SINGLES])

    def singly() -> int:
        for place in places:
            place.name_en = f"{place.name_en} {time.time_ns()}"[-100:]
            place.save(update_fields=["name_en"])
            services.publish(ROBOT, PLACES, [place.uuid])
        return len(places)

    yield _timed(f"publish {SINGLES} records, one by one", singly)
    category = Category.objects.filter(children=None, places__slug__startswith="p-").first()
    assert category is not None
    Category.objects.filter(pk=category.pk).update(name_en=f"Renamed {time.time_ns()}")
    reached = Place.objects.filter(category=category).values_list("uuid", flat=True)
    yield _timed("republish a category", lambda: services.reproject(PLACES, reached).written)


def _timed(what: str, act: Callable[[], Any]) -> Timing:
    with _backend() as backend:
        process = psutil.Process()
        clock, before, start = Clock([process.pid, backend]), process.memory_info().rss, time.time()
        written = act()
        seconds = time.time() - start
        grown = (process.memory_info().rss - before) / 2**20
        return Timing(what, written, round(seconds, 3), round(clock.spent_s(), 3), round(grown, 1))


@contextmanager
def _backend() -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    yield int(pid)

"""How far a step of an import is: kept in Redis, because the step's transaction shows nothing."""

from __future__ import annotations

import time

from django.core.cache import cache

from geo.exchange.models import Import

KEPT_S = 24 * 3600


def _key(job: Import) -> str:
    return f"exchange:progress:{job.pk}"


def begin(job: Import) -> None:
    """A step was asked for."""
    tell(job, 0, 0)


def tell(job: Import, done: int, total: int) -> None:
    """So many rows of so many are done; ``total`` 0: not known."""
    cache.set(_key(job), (done, total, time.time()), KEPT_S)


def of(job: Import) -> tuple[int, int]:
    """Rows done, and rows to do; (0, 0) where nothing is known."""
    done, total, _when = cache.get(_key(job), (0, 0, 0.0))
    return done, total


def silent(job: Import, seconds: float) -> bool:
    """Whether nothing was heard from the step for so long."""
    _done, _total, when = cache.get(_key(job), (0, 0, 0.0))
    return bool(time.time() - when > seconds)

"""How far an import's step or a comparison is: kept in Redis, as its transaction shows nothing."""

from __future__ import annotations

import time

from django.core.cache import cache

from geo.exchange.models import Comparison, Import

KEPT_S = 24 * 3600
Job = Import | Comparison


def _key(job: Job) -> str:
    return f"exchange:progress:{job._meta.model_name}:{job.pk}"


def begin(job: Job) -> None:
    """A step was asked for."""
    tell(job, 0, 0)


def tell(job: Job, done: int, total: int) -> None:
    """So many rows or objects of so many are done; ``total`` 0: not known."""
    cache.set(_key(job), (done, total, time.time()), KEPT_S)


def of(job: Job) -> tuple[int, int]:
    """How many are done, and are to do; (0, 0) where nothing is known."""
    done, total, _when = cache.get(_key(job), (0, 0, 0.0))
    return done, total


def silent(job: Job, seconds: float) -> bool:
    """Whether nothing was heard from the step for so long."""
    _done, _total, when = cache.get(_key(job), (0, 0, 0.0))
    return bool(time.time() - when > seconds)

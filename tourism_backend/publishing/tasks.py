"""Publication that can wait: what depends on a changed record, and changed declarations."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import OperationalError

from tourism_backend.celery import app
from tourism_backend.publishing import links, services
from tourism_backend.publishing.registry import registry

LINKS_EVERY_S = 3600.0


@shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=60, max_retries=20
)
def republish_dependents(collection: str, path: str, keys: list[Any] | None) -> int:
    """Project again the records that reach one of ``keys`` by ``path``; how many rows differ.

    Set-based and idempotent: killed or run twice, it does no harm.
    """
    declared = registry.get(collection)
    if keys is None:
        return services.reproject(declared).written
    records = declared.model._default_manager.filter(**{f"{path}__in": keys})
    return services.reproject(declared, records.values_list("uuid", flat=True)).written


@shared_task
def republish_stale() -> dict[str, int]:
    """Project again every collection whose declaration has changed since it was projected."""
    return {
        collection.name: services.reproject(collection).written
        for collection in registry
        if services.stale(collection)
    }


@shared_task(name="publishing.check_links")
def check_links() -> dict[str, int]:
    """Ask for the links that are due; how many were asked for, and failed."""
    done = links.check()
    return {"asked": done.asked, "failing": done.failing}


app.conf.beat_schedule = {
    **(app.conf.beat_schedule or {}),
    "publishing.check_links": {"task": "publishing.check_links", "schedule": LINKS_EVERY_S},
}

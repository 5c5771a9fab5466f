"""Publication that can wait: what depends on a changed record, and changed declarations."""

from __future__ import annotations

from typing import Any

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from tourism_backend.celery import app
from tourism_backend.publishing import links, reviews, services
from tourism_backend.publishing.models import Expiry, Review, ReviewState
from tourism_backend.publishing.registry import registry

# Of what the schedule has due in a minute: what is more waits for the next one.
AT_ONCE = 500
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
    "publishing.keep_to_schedule": {"task": "publishing.keep_to_schedule", "schedule": 60.0},
}


@shared_task(name="publishing.keep_to_schedule")
def keep_to_schedule() -> dict[str, int]:
    """Publish and withdraw the records whose time has come, those of missed runs too.

    Each in a transaction of its own: killed or run twice, it does no harm.
    """
    now = timezone.now()
    coming = Review.objects.filter(state=ReviewState.SCHEDULED, publish_at__lte=now)
    over = Expiry.objects.filter(at__lte=now)
    return {
        "published": sum(
            reviews.publish_due(registry.get(name), uuid)
            for name, uuid in _due(coming.order_by("publish_at"))
        ),
        "withdrawn": sum(
            reviews.withdraw_due(registry.get(name), uuid)
            for name, uuid in _due(over.order_by("at"))
        ),
    }


def _due(rows: Any) -> list[tuple[str, Any]]:
    """The collection and the record of each; of rooms that are still installed."""
    found = rows.values_list("collection", "record")[:AT_ONCE]
    return [(name, uuid) for name, uuid in found if name in registry]

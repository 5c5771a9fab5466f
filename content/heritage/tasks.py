"""Reminders of inspections, once a day."""

from __future__ import annotations

from celery import shared_task

from content.heritage import inspections
from tourism_backend.celery import app

EVERY_S = 24 * 3600.0
REMIND = "heritage.remind_of_inspections"


@shared_task(
    name=REMIND, autoretry_for=(OSError,), retry_backoff=60, retry_backoff_max=3600, max_retries=10
)
def remind_of_inspections() -> int:
    """Mail the curators what is due; how many monuments they were told of."""
    return inspections.remind()


app.conf.beat_schedule = {
    **(app.conf.beat_schedule or {}),
    REMIND: {"task": REMIND, "schedule": EVERY_S},
}

"""What is done for plans in the background."""

from __future__ import annotations

from content.planner.saved import remove_expired
from tourism_backend.celery import app

EVERY_S = 24 * 3600.0


@app.task(name="planner.remove_expired")
def remove() -> int:
    """Delete plans that nobody keeps any more; how many."""
    return remove_expired()


app.conf.beat_schedule = {
    **(app.conf.beat_schedule or {}),
    "planner.remove_expired": {"task": "planner.remove_expired", "schedule": EVERY_S},
}

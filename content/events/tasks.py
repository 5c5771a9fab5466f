"""What is done for events in the background."""

from __future__ import annotations

from content.events import occurrences
from tourism_backend.celery import app

# Cheap when nothing is due: new public rows, and each midnight one more day of dates.
EVERY_S = 60.0


@app.task(name="events.make_occurrences")
def make_occurrences() -> dict[str, int]:
    """Make the dates of the coming years true to the public events; what was written."""
    made = occurrences.make_occurrences()
    return {
        "events": made.events,
        "created": made.created,
        "changed": made.changed,
        "removed": made.removed,
    }


app.conf.beat_schedule = {
    **(app.conf.beat_schedule or {}),
    "events.make_occurrences": {"task": "events.make_occurrences", "schedule": EVERY_S},
}

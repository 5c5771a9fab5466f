"""What is done for places in the background."""

from __future__ import annotations

from geo.places.openspans import refresh_open_spans
from geo.places.twins import refresh_twins
from tourism_backend.celery import app

# Cheap when nothing is due: new public rows, and once a day each place's next 30 days.
EVERY_S = 60.0


@app.task(name="places.refresh_open_spans")
def refresh_spans() -> dict[str, int]:
    """Make the table of opening spans true to the public rows; how many were written, removed."""
    done = refresh_open_spans()
    return {"written": done.written, "removed": done.removed}


@app.task(name="places.refresh_twins")
def refresh_pairs() -> int:
    """Compare the places that changed with their neighbours; how many were."""
    return refresh_twins()


app.conf.beat_schedule = {
    **(app.conf.beat_schedule or {}),
    "places.refresh_open_spans": {"task": "places.refresh_open_spans", "schedule": EVERY_S},
    "places.refresh_twins": {"task": "places.refresh_twins", "schedule": EVERY_S},
}

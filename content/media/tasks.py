"""What is done for pictures in the background."""

from __future__ import annotations

from datetime import timedelta

from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone

from content.media import files, making, partial
from content.media.models import Making, Picture
from content.media.watermark import current
from tourism_backend.celery import app

# What was asked for when no worker or broker was there is found again.
EVERY_S = 60.0
OVERDUE = timedelta(minutes=2)
AT_ONCE = 200


@app.task(
    name="media.make_renditions",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=20,
)
def make_renditions(key: int) -> int:
    """Make the renditions of a picture; how many files were written."""
    return making.make(key)


@app.task(name="media.make_overdue")
def make_overdue() -> int:
    """Make the renditions that wait too long, or have another watermark; of how many pictures."""
    late = Q(making=Making.WAITING, uploaded_at__lt=timezone.now() - OVERDUE)
    marked_otherwise = Q(making=Making.READY) & ~Q(mark=current().stamp)
    waiting = Picture.objects.filter(late | marked_otherwise)
    keys = list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:  # a queue that is merely long is not made longer with each round
        make_renditions.apply_async((key,), expires=EVERY_S)
    return len(keys)


@app.task(name="media.sweep")
def sweep() -> int:
    """Remove what killed workers left behind; how many folders."""
    return files.sweep()


@app.task(name="media.forget_expired_uploads")
def forget_expired_uploads() -> int:
    """Forget unfinished uploads that were left for too long; how many."""
    return partial.forget_expired()


app.conf.beat_schedule = {
    **(app.conf.beat_schedule or {}),
    "media.make_overdue": {"task": "media.make_overdue", "schedule": EVERY_S},
    "media.sweep": {"task": "media.sweep", "schedule": EVERY_S},
    "media.forget_expired_uploads": {
        "task": "media.forget_expired_uploads",
        "schedule": 3600.0,
    },
}

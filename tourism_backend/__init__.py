"""The smart-tourism backend: wiring at the top, the common ground at the bottom."""

from tourism_backend.celery import app as celery_app

__all__ = ["celery_app"]

"""The steps of an import, by a worker."""

from __future__ import annotations

from celery import shared_task
from django.db import OperationalError
from django.utils.translation import override

from geo.exchange import comparing, working


@shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=60, max_retries=5
)
def work(pk: int, language: str | None) -> str:
    """Do what the import's state asks for; reasons in the asker's language.

    Idempotent: killed, it leaves nothing half; run twice, the second finds the step done.
    """
    with override(language):
        return working.run(pk)


@shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=60, max_retries=5
)
def compare(pk: int, language: str | None) -> str:
    """Compare an OpenStreetMap extract with its collection. Idempotent."""
    with override(language):
        return comparing.run(pk)

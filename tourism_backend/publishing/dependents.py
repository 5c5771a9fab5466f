"""Sends on what a change makes stale: the records of other collections that say it too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Model

from tourism_backend.publishing.registry import registry

TASK = "tourism_backend.publishing.tasks.republish_dependents"


def send_on(model: type[Model], keys: Sequence[Any] | None) -> None:
    """Have what depends on these records (None: any of the model) republished, once committed."""
    for collection in registry:
        for dependency in collection.depends_on:
            if dependency.model is model:
                arguments = [collection.name, dependency.path, None if keys is None else [*keys]]
                send = partial(current_app.send_task, TASK, arguments)
                transaction.on_commit(send, robust=True)

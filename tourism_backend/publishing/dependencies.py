"""What public rows depend on, watched: a renamed category republishes its places, a deleted
record leaves a tombstone."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Model

from tourism_backend.publishing import services
from tourism_backend.publishing.models import Record
from tourism_backend.publishing.registry import registry
from tourism_backend.publishing.tasks import republish_dependents


def saved(sender: type[Model], instance: Model, created: bool, **_: Any) -> None:
    """A receiver of every ``post_save``: send on what depends on this record, once committed."""
    if created:
        return  # nothing can reach it yet
    for collection in registry:
        for dependency in collection.depends_on:
            if dependency.model is sender:
                send = partial(
                    republish_dependents.delay, collection.name, dependency.path, instance.pk
                )
                transaction.on_commit(send, robust=True)


def deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    """A receiver of every ``post_delete``: the public row goes in the same transaction."""
    collection = registry.of_model(sender) if isinstance(instance, Record) else None
    if collection and isinstance(instance, Record):
        services.reproject(collection, [instance.uuid])

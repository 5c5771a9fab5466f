"""What public rows depend on, watched: a renamed category republishes its places, a deleted
record leaves a tombstone."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from tourism_backend.publishing import services, unpublished
from tourism_backend.publishing.dependents import send_on
from tourism_backend.publishing.models import Record
from tourism_backend.publishing.registry import registry


def saved(sender: type[Model], instance: Model, created: bool, **_: Any) -> None:
    """A receiver of every ``post_save``: send on what depends on this, once committed.

    What depends on a record is sent on when that is published (``services``): a pending edit
    concerns nobody yet.
    """
    if not created and not isinstance(instance, Record):
        send_on(sender, [instance.pk])


def deleted(sender: type[Model], instance: Model, **_: Any) -> None:
    """A receiver of every ``post_delete``: the public row goes in the same transaction."""
    collection = registry.of_model(sender) if isinstance(instance, Record) else None
    if collection and isinstance(instance, Record):
        services.reproject(collection, [instance.uuid])
        unpublished.forget(instance.uuid)

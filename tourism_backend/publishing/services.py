"""The writes of every collection: save, publish, withdraw. Nothing else reaches public rows.

Locks, in this order: the working records (by primary key), then the version lock, which is
held until the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from tourism_backend.common.actors import Actor, SystemActor, require
from tourism_backend.publishing import publication
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.dependents import send_on
from tourism_backend.publishing.models import Record, Status
from tourism_backend.publishing.projection import fingerprint
from tourism_backend.publishing.thinning import cells_of_rows, thin


@dataclass(frozen=True)
class Outcome:
    """What a publication did to public rows, in counts; ``version`` if it changed any."""

    created: int = 0
    changed: int = 0
    withdrawn: int = 0
    version: int | None = None

    @property
    def written(self) -> int:
        """How many public rows are different now."""
        return self.created + self.changed + self.withdrawn


@transaction.atomic
def save(actor: Actor, record: Record, fields: Iterable[str] = ()) -> None:
    """Write a working record; the public goes on seeing what was published.

    ``fields`` are those the actor changed: a person makes them their own, so that no import
    overwrites them. Raises Forbidden, and ValidationError naming each bad field.
    """
    require(actor, f"{record._meta.model_name}.change")
    if not isinstance(actor, SystemActor):
        record.own_fields = sorted({*record.own_fields, *fields})
    record.pending = record.pending or record.status == Status.PUBLISHED
    record.updated_at = timezone.now()
    record.full_clean()
    with pghistory.context(actor=actor.label):
        record.save()


@transaction.atomic
def publish(actor: Actor, collection: Collection, ids: Iterable[UUID]) -> Outcome:
    """Make records public as they stand now. Raises Forbidden."""
    require(actor, f"{collection.model._meta.model_name}.publish")
    uuids = list(ids)
    now = timezone.now()
    _set_state(actor, collection, uuids, status=Status.PUBLISHED, pending=False, published_at=now)
    return _project(collection, uuids)


@transaction.atomic
def withdraw(actor: Actor, collection: Collection, ids: Iterable[UUID]) -> Outcome:
    """Take records out of the public's sight; a tombstone stays. Raises Forbidden."""
    require(actor, f"{collection.model._meta.model_name}.withdraw")
    uuids = list(ids)
    _set_state(actor, collection, uuids, status=Status.WITHDRAWN, pending=False)
    return _project(collection, uuids)


@transaction.atomic
def reproject(collection: Collection, ids: Iterable[UUID] | None = None) -> Outcome:
    """Make the public rows true to the published records (all of them by default).

    Records with pending edits keep the row that was approved; rows whose record is gone or
    withdrawn become tombstones. Changes nothing where nothing differs.
    """
    outcome = _project(collection, None if ids is None else list(ids))
    if ids is None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE publishing_collection SET fingerprint = %s WHERE name = %s",
                [fingerprint(collection), collection.name],
            )
    return outcome


def stale(collection: Collection) -> bool:
    """Whether the declaration has changed since all rows were last projected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerprint FROM publishing_collection WHERE name = %s", [collection.name]
        )
        row = cursor.fetchone()
    return row is None or row[0] != fingerprint(collection)


def _set_state(
    actor: Actor, collection: Collection, uuids: Sequence[UUID], **state: object
) -> None:
    records = collection.model._default_manager.filter(uuid__in=uuids)
    list(records.select_for_update().order_by("pk").values_list("pk"))
    with pghistory.context(actor=actor.label):
        records.update(**state)


def _project(collection: Collection, ids: list[UUID] | None) -> Outcome:
    if ids == []:
        return Outcome()
    publication.lock()
    before = cells_of_rows(collection, ids) if collection.thin and ids is not None else set()
    # Tombstones first: they free the slugs that others may now carry.
    withdrawn = publication.bury(collection, ids)
    created, changed = publication.write(collection, ids)
    outcome = Outcome(created, changed, withdrawn)
    if not outcome.written:
        return outcome
    if collection.thin:
        thin(collection, None if ids is None else before | cells_of_rows(collection, ids))
    records = collection.model._default_manager.filter(uuid__in=ids or [])
    send_on(collection.model, None if ids is None else list(records.values_list("pk", flat=True)))
    return Outcome(created, changed, withdrawn, publication.mark(collection))

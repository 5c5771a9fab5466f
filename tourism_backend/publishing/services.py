"""The writes of every collection: save, publish, withdraw. Nothing else reaches public rows.

Reviews are ``reviews.py``'s; both ask ``rules.py`` and end in ``show``. Locks, in this order: the
working records (by primary key), their reviews, then the version lock, which is held until the
transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from tourism_backend.common.actors import Actor, SystemActor
from tourism_backend.publishing import access, bulk, publication, rules, snapshots, unpublished
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.dependents import send_on
from tourism_backend.publishing.models import Record, Status
from tourism_backend.publishing.moves import Name
from tourism_backend.publishing.projection import fingerprint
from tourism_backend.publishing.records import BrokenRule, write_all
from tourism_backend.publishing.registry import registry
from tourism_backend.publishing.thinning import cells_of_rows, thin
from tourism_backend.publishing.trail import written_by


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
def save(actor: Actor, record: Record, fields: Iterable[str] = (), why: str = "") -> None:
    """Write a working record; the public goes on seeing what was published.

    ``fields`` are those the actor changed: a person makes them their own, so that no import
    overwrites them. ``why`` is kept in the history. What was submitted for review is so no more.
    Links and parts are written after this, in the same transaction. Raises Forbidden, and
    ValidationError naming each bad field.
    """
    collection = collection_of(record)
    verb = "add" if record.pk is None else "change"
    access.require_on(actor, collection, verb, [record.uuid])
    if not isinstance(actor, SystemActor):
        record.own_fields = sorted({*record.own_fields, *fields})
    if record.pk is not None:
        _begin_edit(collection, record)
    record.updated_at = timezone.now()
    record.full_clean()
    with written_by(actor, why):
        record.save()
    access.require_on(actor, collection, verb, [record.uuid])
    unpublished.edited(actor, collection, [record.uuid])


def _begin_edit(collection: Collection, record: Record) -> None:
    """Lock the record, keep what is approved, and let no stale copy set its state, nor what a
    worker has written since it was read.
    """
    records = lock_records(collection, [record.uuid])
    if not records:
        return
    (held,) = records
    unpublished.keep_approved(collection, records)
    for name in ("status", "published_at", *record.written_by_workers):
        setattr(record, name, getattr(held, name))
    record.pending = held.status == Status.PUBLISHED


@transaction.atomic
def save_many(
    actor: Actor,
    collection: Collection,
    records: Sequence[Record],
    fields: Iterable[str],
    why: str = "",
    *,
    links: Mapping[UUID, Mapping[str, Sequence[Model]]] | None = None,
) -> list[tuple[Record, BrokenRule]]:
    """Write many working records that were validated, new ones and changed ones, as ``save`` would.

    Of changed records only ``fields`` are written, and of each record's many-to-many fields those
    that ``links`` gives it. Those that break a rule of the database are
    left out and come back with the reason. Fields do not become anybody's own: what comes from
    elsewhere may come again. Raises Forbidden.
    """
    uuids = [record.uuid for record in records]
    access.require_on(actor, collection, "change", uuids)
    if any(record.pk is None for record in records):
        access.require_on(actor, collection, "add", uuids)
    unpublished.keep_approved(collection, lock_records(collection, uuids))
    now = timezone.now()
    for record in records:
        record.updated_at = now
        record.pending = record.status == Status.PUBLISHED
    with written_by(actor, why):
        broken = write_all(records, {*fields, "updated_at", "pending"})
        left_out = {record.uuid for record, _reason in broken}
        written = [uuid for uuid in uuids if uuid not in left_out]
        there = {record.uuid: record for record in records if record.uuid not in left_out}
        bulk.link([(there[uuid], given) for uuid, given in (links or {}).items() if uuid in there])
    access.require_on(actor, collection, "change", written)
    unpublished.edited(actor, collection, written)
    return broken


@transaction.atomic
def put_back(collection: Collection, ids: Iterable[UUID]) -> Outcome:
    """Make true what follows from an edit that was undone: records are as before, or gone.

    Callers have written them, and hold their locks.
    """
    uuids = list(ids)
    held: Any = collection.model._default_manager.filter(uuid__in=uuids)
    waits = set(held.exclude(status=Status.PUBLISHED, pending=False).values_list("uuid", flat=True))
    unpublished.settled([uuid for uuid in uuids if uuid not in waits])
    return _settle(collection, uuids)


@transaction.atomic
def publish(actor: Actor, collection: Collection, ids: Iterable[UUID], why: str = "") -> Outcome:
    """Make records public as they stand now, without a review (see ``reviews.approve``).

    People need the right to it, and publish only what they had no hand in; who may override that
    says why, and it is kept. Raises Forbidden, and Problem: 403 one's own work, 409 in review, 422
    no reason given.
    """
    uuids = list(ids)
    access.require_on(actor, collection, "publish", uuids)
    _decide(actor, collection, uuids, Name.PUBLISH, why)
    return show(actor, collection, uuids, why)


def show(actor: Actor, collection: Collection, uuids: list[UUID], why: str = "") -> Outcome:
    """Publish what somebody with the right to it has decided on. Not for callers outside.

    Callers hold the transaction and the records' locks.
    """
    registry.admit(collection, uuids)
    now = timezone.now()
    _set_state(
        actor, collection, uuids, why, status=Status.PUBLISHED, pending=False, published_at=now
    )
    with written_by(actor, why):
        snapshots.approve_rows(collection, uuids, now)
    unpublished.close_reviews(actor, uuids)
    unpublished.settled(uuids)
    return _settle(collection, uuids)


@transaction.atomic
def withdraw(actor: Actor, collection: Collection, ids: Iterable[UUID], why: str = "") -> Outcome:
    """Take records out of the public's sight; a tombstone stays. Raises Forbidden.

    Edits that waited stay in the working record; its open review ends.
    """
    uuids = list(ids)
    access.require_on(actor, collection, "withdraw", uuids)
    _decide(actor, collection, uuids, Name.WITHDRAW, why)
    _set_state(actor, collection, uuids, why, status=Status.WITHDRAWN, pending=False)
    unpublished.close_reviews(actor, uuids)
    unpublished.withdrawn(uuids)
    return _settle(collection, uuids)


def _decide(
    actor: Actor, collection: Collection, uuids: Sequence[UUID], move: Name, why: str
) -> None:
    """Ask of each record whether a person may, and write down that they did."""
    if isinstance(actor, SystemActor):
        return
    for standing in unpublished.standings(lock_records(collection, uuids)):
        rules.require_move(actor, collection, move, standing, why)
    unpublished.note(actor, collection, uuids, move, why)


def collection_of(record: Record) -> Collection:
    """The collection whose working record this is."""
    collection = registry.of_model(type(record))
    if collection is None:
        raise LookupError(f"{type(record).__name__} is no collection's model")
    return collection


def lock_records(collection: Collection, uuids: Sequence[UUID]) -> list[Record]:
    """These working records, locked in the order of their keys until the transaction ends."""
    records: Any = collection.model._default_manager.filter(uuid__in=uuids)
    return list(records.select_for_update(of=("self",)).order_by("pk"))


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


@transaction.atomic
def restate(collection: Collection, ids: Iterable[UUID], name: str) -> None:
    """Make a member of public rows true that other records' approval decides.

    Rows of records with pending edits get it too, and nothing else of these.
    """
    uuids = list(ids)
    _project(collection, uuids)
    if publication.amend(collection, uuids, name):
        publication.mark(collection)


def stale(collection: Collection) -> bool:
    """Whether the declaration has changed since all rows were last projected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerprint FROM publishing_collection WHERE name = %s", [collection.name]
        )
        row = cursor.fetchone()
    return row is None or row[0] != fingerprint(collection)


def _set_state(
    actor: Actor, collection: Collection, uuids: Sequence[UUID], why: str, **state: object
) -> None:
    records = collection.model._default_manager.filter(uuid__in=uuids)
    list(records.select_for_update().order_by("pk").values_list("pk"))
    with written_by(actor, why):
        records.update(**state)


def _settle(collection: Collection, uuids: list[UUID]) -> Outcome:
    outcome = _project(collection, uuids)
    registry.settle(collection, uuids)
    return outcome


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
    if collection.thin and ids is not None:
        thin(collection, before | cells_of_rows(collection, ids))
    elif collection.thin and not (created or changed):  # else done while writing
        thin(collection, None)
    records = collection.model._default_manager.filter(uuid__in=ids or [])
    send_on(collection.model, None if ids is None else list(records.values_list("pk", flat=True)))
    return Outcome(created, changed, withdrawn, publication.mark(collection))

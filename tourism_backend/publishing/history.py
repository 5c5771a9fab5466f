"""The versions of a record: what its history rows say it held after each transaction.

Triggers write the rows, so that direct SQL is among them. A version is a moment; ``at`` puts the
record together as it was then, with its links and parts, as a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey
from pghistory.models import Context

from tourism_backend.accounts.models import User
from tourism_backend.common.actors import Actor
from tourism_backend.common.problems import not_found
from tourism_backend.publishing import reviews, snapshots
from tourism_backend.publishing.collection import Collection, Part
from tourism_backend.publishing.linkhistory import Watched, is_tracked, link_table, part_table
from tourism_backend.publishing.models import Record, RowChange
from tourism_backend.publishing.snapshots import Difference, Snapshot

DELETED = "delete"


@dataclass(frozen=True)
class Version:
    """A transaction that wrote the record, a link or a part of it.

    ``actor`` is a person's or a part of the system's label, empty for a direct database write;
    ``place`` the path and address it came from, ``kind`` ``insert``, ``update`` or ``delete``.
    """

    at: datetime
    kind: str
    actor: str = ""
    why: str = ""
    path: str = ""
    address: str = ""


def versions(
    collection: Collection, record: Record, *, before: datetime | None = None, limit: int = 50
) -> list[Version]:
    """The record's versions, newest first; ``before`` gives those older than a moment.

    A fixed number of queries, however long the history is.
    """
    found: dict[datetime, tuple[str, UUID | None]] = {}
    for own, rows in _sources(collection, record):
        asked = rows.order_by("-at" if not own else "-pgh_created_at")
        for at, kind, context in _moments(own, asked, before, limit):
            if at not in found or own == "record":
                found[at] = kind, context
    newest = sorted(found.items(), reverse=True)[:limit]
    contexts = _contexts(context for _at, (_kind, context) in newest)
    return [
        Version(at=at, kind=kind, **contexts.get(context, {})) for at, (kind, context) in newest
    ]


def at(collection: Collection, record: Record, moment: datetime) -> Snapshot | None:
    """The record as it stood just after a moment; None: it was not there."""
    kind: Any = _event_model(collection.model)
    events = kind.objects.filter(pgh_obj_id=record.pk, pgh_created_at__lte=moment)
    event = events.order_by("-pgh_id").first()
    if event is None or event.pgh_label == DELETED:
        return None
    return told_by(collection, record, event, moment)


def told_by(
    collection: Collection, record: Record, event: Any, moment: datetime | None = None
) -> Snapshot:
    """The record as one of its history rows tells it, with the links and parts of that moment."""
    moment = moment or event.pgh_created_at
    columns = snapshots.columns_of(collection)
    return {
        "fields": {f.attname: snapshots.encode(f, getattr(event, f.attname)) for f in columns},
        "links": {
            field.name: _linked(link_table(field), record, moment)
            for field in snapshots.links_of(collection.model)
        },
        "parts": {
            part.name: _part(part, record, moment) for part in snapshots.parts_of(collection)
        },
    }


def difference(
    collection: Collection, record: Record, older: datetime, newer: datetime | None = None
) -> list[Difference]:
    """What changed from one version to another, or (``newer`` None) to the record as it is.

    Raises Problem 404 when the record was not there at a moment.
    """
    before = _asked(collection, record, older)
    after = (
        snapshots.now(collection, record) if newer is None else _asked(collection, record, newer)
    )
    return snapshots.compare(collection, before, after)


def restore(
    actor: Actor, collection: Collection, record: Record, moment: datetime, comment: str = ""
) -> list[str]:
    """Write the version of a moment into the working record, as a pending edit; what changed.

    Raises what ``reviews.restore`` does, and Problem 404 when the record was not there then.
    """
    snapshot = _asked(collection, record, moment)
    return reviews.restore(actor, collection, record.uuid, snapshot, comment)


def _asked(collection: Collection, record: Record, moment: datetime) -> Snapshot:
    snapshot = at(collection, record, moment)
    if snapshot is None:
        raise not_found()
    return snapshot


def _event_model(model: type) -> Any:
    kinds = set(getattr(model, "pgh_event_models", {}).values())
    if not kinds:
        raise LookupError(f"{model.__name__} is not tracked")
    return next(iter(kinds))


def _sources(collection: Collection, record: Record) -> Iterable[tuple[str, Any]]:
    """The history rows of the record itself, of its tracked parts, of links and other parts."""
    yield "record", _event_model(collection.model).objects.filter(pgh_obj_id=record.pk)
    for part in snapshots.parts_of(collection):
        if is_tracked(part.model):
            yield "part", _part_events(part, record)
        else:
            yield "", _changes(part_table(part), _owner_of(part, record))
    for field in snapshots.links_of(collection.model):
        yield "", _changes(link_table(field), record.pk)


def _moments(
    own: str, rows: Any, before: datetime | None, limit: int
) -> Iterable[tuple[datetime, str, UUID | None]]:
    if own:
        rows = rows if before is None else rows.filter(pgh_created_at__lt=before)
        told = rows.values_list("pgh_created_at", "pgh_label", "pgh_context_id")[:limit]
        return [(at, kind if own == "record" else "update", context) for at, kind, context in told]
    rows = rows.filter(at__gt=datetime.fromisoformat("1970-01-02T00:00:00+00:00"))
    rows = rows if before is None else rows.filter(at__lt=before)
    return [(at, "update", context) for at, context in rows.values_list("at", "context")[:limit]]


def _contexts(keys: Iterable[UUID | None]) -> dict[UUID | None, dict[str, str]]:
    told = {c.pk: c.metadata for c in Context.objects.filter(pk__in={key for key in keys if key})}
    users = {meta.get("user") for meta in told.values()} - {None}
    people = {person.pk: person.label for person in User.objects.filter(pk__in=users)}
    return {
        key: {
            "actor": people.get(meta.get("user")) or str(meta.get("actor") or ""),
            "why": str(meta.get("why") or ""),
            "path": str(meta.get("url") or ""),
            "address": str(meta.get("address") or ""),
        }
        for key, meta in told.items()
    }


def _owner_of(part: Part, record: Record) -> Any:
    is_key = isinstance(part.model._meta.get_field(part.owner), ForeignKey)
    return record.pk if is_key else record.uuid


def _part_events(part: Part, record: Record) -> Any:
    return _event_model(part.model).objects.filter(**{part.owner: _owner_of(part, record)})


def _changes(watched: Watched, owner: Any) -> Any:
    return RowChange.objects.filter(table=watched.table, owner=str(owner))


def _rows_then(watched: Watched, owner: Any, moment: datetime) -> list[Mapping[str, Any]]:
    """The rows of a watched table that were there at a moment."""
    rows: dict[Any, Mapping[str, Any]] = {}
    for kind, row in (
        _changes(watched, owner).filter(at__lte=moment).order_by("id").values_list("kind", "row")
    ):
        rows.pop(row["id"], None)
        if kind != DELETED:
            rows[row["id"]] = row
    return list(rows.values())


def _linked(watched: Watched, record: Record, moment: datetime) -> list[Any]:
    return sorted(row[watched.target] for row in _rows_then(watched, record.pk, moment))


def _part(part: Part, record: Record, moment: datetime) -> list[dict[str, Any]]:
    """A part's rows at a moment, in its order, as snapshots hold them."""
    rows = (
        _tracked_then(part, record, moment)
        if is_tracked(part.model)
        else [
            _model_row(part, row)
            for row in _rows_then(part_table(part), _owner_of(part, record), moment)
        ]
    )
    rows.sort(key=lambda row: tuple(getattr(row, name) for name in part.order))
    return [snapshots.row_of(part, row) for row in rows]


def _tracked_then(part: Part, record: Record, moment: datetime) -> list[Any]:
    events = _part_events(part, record).filter(pgh_created_at__lte=moment)
    last = {event.pgh_obj_id: event for event in events.order_by("pgh_id")}
    return [_of_event(part, event) for event in last.values() if event.pgh_label != DELETED]


def _of_event(part: Part, event: Any) -> Any:
    row = part.model(
        **{f.attname: getattr(event, f.attname) for f in snapshots.fields_of(part.model)}
    )
    row.pk = event.pgh_obj_id
    return row


def _model_row(part: Part, held: Mapping[str, Any]) -> Any:
    fields = snapshots.fields_of(part.model)
    row = part.model(**{f.attname: f.to_python(held[str(f.column)]) for f in fields})
    row.pk = held["id"]
    return row

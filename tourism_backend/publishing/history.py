"""The versions of a record: what its history rows say it held after each transaction.

Triggers write the rows, so that direct SQL is among them. A version is a moment; ``at`` puts the
record together as it was then, with its links and parts, as a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import ForeignKey, Model, Q, Subquery
from django.utils.translation import gettext as _
from pghistory.models import Context

from tourism_backend.accounts.models import User
from tourism_backend.common.actors import Actor
from tourism_backend.common.problems import not_found
from tourism_backend.publishing import reviews, snapshots
from tourism_backend.publishing.collection import Collection, Part
from tourism_backend.publishing.linkhistory import (
    EVER,
    Watched,
    event_model,
    is_tracked,
    link_table,
    part_table,
)
from tourism_backend.publishing.models import Record, RowChange
from tourism_backend.publishing.snapshots import (
    NOTHING,
    AnyField,
    Difference,
    Kept,
    Snapshot,
    compare,
)

DELETED = "delete"
# The workflow's columns: no part of a version, and told beside it.
STATE = frozenset({"status", "pending", "published_at"})


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
    kept: Kept,
    record: Model,
    *,
    before: datetime | None = None,
    offset: int = 0,
    limit: int = 50,
) -> list[Version]:
    """The record's versions, newest first; ``before`` gives those older than a moment.

    A fixed number of queries, however long the history is.
    """
    found: dict[datetime, tuple[str, UUID | None]] = {}
    for own, rows in _sources(kept, record):
        asked = rows.order_by("-at" if not own else "-pgh_created_at")
        for at, kind, context in _moments(own, asked, before, offset + limit):
            # What is made and published at once was made.
            made = kind == "insert" or at not in found
            if made or (own == "record" and found[at][0] != "insert"):
                found[at] = kind, context
    newest = sorted(found.items(), reverse=True)[offset : offset + limit]
    contexts = _contexts(context for _at, (_kind, context) in newest)
    return [
        Version(at=at, kind=kind, **contexts.get(context, {})) for at, (kind, context) in newest
    ]


@dataclass(frozen=True)
class Step:
    """A version, and in what it differs from the one before; ``first``: nothing was there."""

    version: Version
    first: bool
    differences: Sequence[Difference]


def steps(kept: Kept, record: Model, *, offset: int = 0, limit: int = 50) -> list[Step]:
    """The record's versions with what each changed, newest first; of the workflow's columns too.

    A fixed number of queries, as for ``versions``.
    """
    # One more than is told: the version before the oldest tells what that one changed.
    found = versions(kept, record, offset=offset, limit=limit + 1)[::-1]
    state = _state_of(kept)
    past = _Past(kept, record, [version.at for version in found], state)
    held = [past.at(version.at) for version in found]
    if len(found) > limit:
        found = found[1:]
    else:
        held = [None, *held]
    told = [
        Step(version, before is None, compare(kept, before or NOTHING, after or NOTHING, state))
        for version, (before, after) in zip(found, pairwise(held), strict=True)
    ]
    return told[::-1]


def _state_of(kept: Kept) -> list[AnyField]:
    """The workflow's columns, of records."""
    return [field for field in kept.model._meta.concrete_fields if field.name in STATE]


def at(kept: Kept, record: Model, moment: datetime) -> Snapshot | None:
    """The record as it stood just after a moment; None: it was not there."""
    return _Past(kept, record, [moment]).at(moment)


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


def _event_model(model: type[Model]) -> Any:
    kind = event_model(model)
    if kind is None:
        raise LookupError(f"{model.__name__} is not tracked")
    return kind


def _sources(kept: Kept, record: Model) -> Iterable[tuple[str, Any]]:
    """The history rows of the record itself, of its tracked parts, of links and other parts."""
    yield "record", _event_model(kept.model).objects.filter(pgh_obj_id=record.pk)
    for part in kept.parts:
        if is_tracked(part.model):
            yield "part", _part_events(part, record)
        else:
            yield "", _changes((part_table(part), _owner_of(part, record)))
    for field in snapshots.links_of(kept.model):
        yield "", _changes((link_table(field), record.pk))


def _moments(
    own: str, rows: Any, before: datetime | None, limit: int
) -> Iterable[tuple[datetime, str, UUID | None]]:
    if own:
        rows = rows if before is None else rows.filter(pgh_created_at__lt=before)
        told = rows.values_list("pgh_created_at", "pgh_label", "pgh_context_id")[:limit]
        return [(at, kind if own == "record" else "update", context) for at, kind, context in told]
    rows = rows.filter(at__gt=EVER)
    rows = rows if before is None else rows.filter(at__lt=before)
    return [(at, "update", context) for at, context in rows.values_list("at", "context")[:limit]]


def _contexts(keys: Iterable[UUID | None]) -> dict[UUID | None, dict[str, str]]:
    told = {c.pk: c.metadata for c in Context.objects.filter(pk__in={key for key in keys if key})}
    people = people_of(told.values())
    return {
        key: {
            "actor": who(meta, people),
            "why": str(meta.get("why") or ""),
            "path": str(meta.get("url") or ""),
            "address": str(meta.get("address") or ""),
        }
        for key, meta in told.items()
    }


def people_of(contexts: Iterable[Mapping[str, Any] | None]) -> dict[int, str]:
    """The labels of the people named in contexts, in one query."""
    ids = {context["user"] for context in contexts if context and context.get("user")}
    people = User.objects.filter(pk__in=ids) if ids else []
    return {person.pk: person.label for person in people}


def who(context: Mapping[str, Any] | None, people: Mapping[int, str]) -> str:
    """Who made a write: a person, a part of the system; empty for a direct database write."""
    if context is None:
        return ""
    person = people.get(context.get("user") or 0)
    return person or str(context.get("actor") or _("the system"))


def _owner_of(part: Part, record: Any) -> Any:
    is_key = isinstance(part.model._meta.get_field(part.owner), ForeignKey)
    return record.pk if is_key else record.uuid


def _part_events(part: Part, record: Model) -> Any:
    return _event_model(part.model).objects.filter(**{part.owner: _owner_of(part, record)})


def _changes(*tables: tuple[Watched, Any]) -> Any:
    """The writes to the rows of these tables that belong to these owners."""
    asked = (Q(table=watched.table, owner=str(owner)) for watched, owner in tables)
    return RowChange.objects.filter(reduce(or_, asked))


class _Past:
    """The record as it stood at moments, which are asked for in the order of time.

    All that was written is read at once: a query for the record, one for its links and untracked
    parts together, one for each tracked part.
    """

    def __init__(
        self,
        kept: Kept,
        record: Model,
        moments: Sequence[datetime],
        state: Iterable[AnyField] = (),
    ) -> None:
        self.kept = kept
        self.columns = [*snapshots.columns_of(kept), *state]
        until = moments[-1] if moments else EVER
        self.own = _Rows(_of_events(_own_events(kept, record, moments)))
        tables = [(link_table(field), record.pk) for field in snapshots.links_of(kept.model)]
        parts = kept.parts
        untracked = [part for part in parts if not is_tracked(part.model)]
        tables += [(part_table(part), _owner_of(part, record)) for part in untracked]
        changes = _changes(*tables).filter(at__lte=until).order_by("id") if tables else []
        self.rows: dict[str, _Rows] = {}
        writes: dict[str, list[_Write]] = {watched.table: [] for watched, _owner in tables}
        for change in changes:
            row = None if change.kind == DELETED else change.row
            writes[change.table].append(_Write(change.at, change.id, change.row["id"], row))
        self.rows = {table: _Rows(found) for table, found in writes.items()}
        self.events = {
            part.name: _Rows(
                _of_events(_part_events(part, record).filter(pgh_created_at__lte=until))
            )
            for part in parts
            if part not in untracked
        }

    def at(self, moment: datetime) -> Snapshot | None:
        """What stood just after a moment; None: the record was not there."""
        for event in self.own.at(moment):
            return {
                "fields": {
                    field.attname: snapshots.encode(field, getattr(event, field.attname))
                    for field in self.columns
                    if hasattr(event, field.attname)
                },
                "links": {
                    field.name: self._linked(link_table(field), moment)
                    for field in snapshots.links_of(self.kept.model)
                },
                "parts": {part.name: self._part(part, moment) for part in self.kept.parts},
            }
        return None

    def _linked(self, watched: Watched, moment: datetime) -> list[Any]:
        return sorted(row[watched.target] for row in self.rows[watched.table].at(moment))

    def _part(self, part: Part, moment: datetime) -> list[dict[str, Any]]:
        """A part's rows in its order, as snapshots hold them."""
        if part.name in self.events:
            rows = [_of_event(part, event) for event in self.events[part.name].at(moment)]
        else:
            held = self.rows[part_table(part).table].at(moment)
            rows = [_model_row(part, row) for row in held]
        rows.sort(key=lambda row: tuple(getattr(row, name) for name in part.order))
        return [snapshots.row_of(part, row) for row in rows]


class _Write(NamedTuple):
    """A write to a row: when, which in order, the row's key, and the row; None: it is gone."""

    at: datetime
    number: int
    key: Any
    row: Any


class _Rows:
    """The rows that were there at moments, which are asked for in the order of time."""

    def __init__(self, writes: Iterable[_Write]) -> None:
        # Of two transactions the one that began first may have written last.
        self.coming = sorted(writes, key=lambda write: (write.at, write.number), reverse=True)
        self.last: dict[Any, _Write] = {}

    def at(self, moment: datetime) -> list[Any]:
        """Those that were there just after a moment, the one written first in front."""
        while self.coming and self.coming[-1].at <= moment:
            write = self.coming.pop()
            held = self.last.get(write.key)
            if held is None or held.number < write.number:
                self.last[write.key] = write
        there = [write for write in self.last.values() if write.row is not None]
        return [write.row for write in sorted(there, key=lambda write: write.number)]


def _of_events(events: Iterable[Any]) -> Iterator[_Write]:
    for event in events:
        row = None if event.pgh_label == DELETED else event
        yield _Write(event.pgh_created_at, event.pgh_id, event.pgh_obj_id, row)


def _own_events(kept: Kept, record: Model, moments: Sequence[datetime]) -> Any:
    """The record's own rows from the last before the first moment to the last moment."""
    events = _event_model(kept.model).objects.filter(pgh_obj_id=record.pk)
    if not moments:
        return events.none()
    before = events.filter(pgh_created_at__lte=moments[0]).order_by("-pgh_id").values("pk")[:1]
    since = Q(pk=Subquery(before)) | Q(pgh_created_at__gt=moments[0])
    return events.filter(since, pgh_created_at__lte=moments[-1])


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

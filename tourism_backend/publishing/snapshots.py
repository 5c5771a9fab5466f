"""A working record as one JSON value: its columns, its many-to-many links, its parts, in order.

``take`` reads it, ``write`` makes a record what a snapshot says, ``compare`` tells two apart. The
approved state that edits leave behind, what a reviewer approves, and what is restored are all
snapshots. Geometries are EWKB in hex, so that not a bit is lost.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.geos import GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Field, Model

from tourism_backend.publishing.collection import Collection, Part, column, languages
from tourism_backend.publishing.models import Record

Snapshot = Mapping[str, Any]
AnyField: TypeAlias = "Field[Any, Any]"

# A record's identity and state are the workflow's, never a version's.
FIXED = frozenset({"id", "uuid", "status", "pending", "created_at", "updated_at", "published_at"})
# Kept and put back, but no difference that anybody reviews.
UNTOLD = frozenset({"own_fields"})
NOTHING: Snapshot = {"fields": {}, "links": {}, "parts": {}}


class Kept(Protocol):
    """What snapshots are taken of: a collection's records, or those of another model."""

    @property
    def model(self) -> type[Model]:
        """The model of the records."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The tables whose rows belong to a record."""

    @property
    def versioned(self) -> tuple[str, ...]:
        """Columns that nobody edits and that are part of a version all the same."""


def take(collection: Collection, record: Record) -> dict[str, Any]:
    """The record as the database holds it, for a record just read: a query a link and a part."""
    return take_all(collection, [record])[0]


def take_all(collection: Collection, records: Sequence[Record]) -> list[dict[str, Any]]:
    """As ``take``, for records just read: a query a link and a part, however many they are."""
    links = {f.name: _linked(f, records) for f in links_of(collection.model)}
    parts = {part.name: _rows(part, records) for part in collection.parts}
    columns = columns_of(collection)
    return [
        {
            "fields": {f.attname: encode(f, getattr(record, f.attname)) for f in columns},
            "links": {name: held.get(record.pk, []) for name, held in links.items()},
            "parts": {name: held.get(record.pk, []) for name, held in parts.items()},
        }
        for record in records
    ]


def now(collection: Collection, record: Record) -> dict[str, Any]:
    """The record as the database holds it, whatever the copy in memory says."""
    manager: Any = collection.model._default_manager
    return take(collection, manager.get(pk=record.pk))


def content(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot without what nobody reviews: equal when the same would be published."""
    fields = {name: v for name, v in snapshot["fields"].items() if name not in UNTOLD}
    return {**snapshot, "fields": fields}


def apply(collection: Collection, record: Record, fields: Mapping[str, Any]) -> list[str]:
    """Set the columns that differ on the record, unsaved; their names."""
    changed = []
    for field in columns_of(collection):
        if field.attname in fields:
            value = fields[field.attname]
            if encode(field, getattr(record, field.attname)) != value:
                setattr(record, field.attname, decode(field, value))
                changed.append(field.name)
    return changed


def differing(collection: Collection, record: Record, snapshot: Snapshot) -> list[str]:
    """The links and parts in which the record, as the database holds it, is not the snapshot."""
    links, parts = snapshot.get("links", {}), snapshot.get("parts", {})
    return [
        *(
            name
            for name, keys in links.items()
            if record.pk is None or linked(record, name) != keys
        ),
        *(
            part.name
            for part in collection.parts
            if part.name in parts
            and rows_of(part, record) != wanted(part, record, parts[part.name])
        ),
    ]


def write_related(collection: Collection, record: Record, snapshot: Snapshot) -> None:
    """Make the links and parts of a saved record what the snapshot says."""
    different = differing(collection, record, snapshot)
    for field in links_of(type(record)):
        if field.name in different:
            related: Any = field.related_model
            keys = snapshot["links"][field.name]
            # What was deleted since cannot be linked again.
            there = related._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
            getattr(record, field.name).set(list(there))
    for part in collection.parts:
        if part.name in different:
            _put(part, record, wanted(part, record, snapshot["parts"][part.name]))


def linked(record: Record, name: str) -> list[Any]:
    """The keys a many-to-many field holds, sorted."""
    (field,) = (field for field in links_of(type(record)) if field.name == name)
    return _linked(field, [record]).get(record.pk, [])


def ends_of(field: models.ManyToManyField[Any, Any]) -> tuple[str, str]:
    """The columns of a link table: of the record that holds the field, and of the other."""
    through: Any = field.remote_field.through
    ends = (field.m2m_field_name(), field.m2m_reverse_field_name())
    owner, other = (str(through._meta.get_field(end).attname) for end in ends)
    return owner, other


def _linked(
    field: models.ManyToManyField[Any, Any], records: Sequence[Record]
) -> dict[Any, list[Any]]:
    """The keys a many-to-many field holds, sorted, by the key of the record."""
    through: Any = field.remote_field.through
    owner, other = ends_of(field)
    pairs = through._default_manager.filter(**{f"{owner}__in": [record.pk for record in records]})
    found: dict[Any, list[Any]] = {}
    for key, one in pairs.order_by(other).values_list(owner, other):
        found.setdefault(key, []).append(one)
    return found


def _owner(part: Part, record: Record) -> Any:
    field = part.model._meta.get_field(part.owner)
    return record.pk if isinstance(field, models.ForeignKey) else record.uuid


def rows_of(part: Part, record: Record) -> list[dict[str, Any]]:
    """The rows of a part that belong to a record, in their order."""
    return _rows(part, [record]).get(record.pk, [])


def _rows(part: Part, records: Sequence[Record]) -> dict[Any, list[dict[str, Any]]]:
    """The rows of a part, in their order, by the key of the record."""
    manager: Any = part.model._default_manager
    owners = {_owner(part, record): record.pk for record in records}
    found: dict[Any, list[dict[str, Any]]] = {}
    ours = manager.filter(**{f"{part.owner}__in": list(owners)}, **part.fixed)
    for row in ours.order_by(*part.order):
        found.setdefault(owners[getattr(row, _attname(part))], []).append(row_of(part, row))
    return found


def staying(part: Part, record: Record) -> dict[Any, dict[str, Any]]:
    """The rows of a part that were approved once, by their keys: they are never written again."""
    if not part.approved_in or record.pk is None:
        return {}
    manager: Any = part.model._default_manager
    held = {part.owner: _owner(part, record), f"{part.approved_in}__isnull": False}
    return {row.pk: row_of(part, row) for row in manager.filter(**held)}


def wanted(
    part: Part, record: Record, rows: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The rows that a part is to hold where a snapshot says these: what was approved stays."""
    stay = staying(part, record)
    if not stay:
        return list(rows)
    every = [*(row for row in rows if row.get("id") not in stay), *stay.values()]
    return sorted(every, key=lambda row: (row.get("id") is None, row.get("id") or 0))


def approve_rows(collection: Collection, uuids: Iterable[UUID], moment: datetime) -> None:
    """Note that the rows of records that are published are approved from now on."""
    for part in collection.parts:
        if part.approved_in:
            manager: Any = part.model._default_manager
            waiting = {f"{part.owner}__uuid__in": list(uuids), f"{part.approved_in}__isnull": True}
            manager.filter(**waiting).update(**{part.approved_in: moment})


def row_of(part: Part, row: Any) -> dict[str, Any]:
    """One row of a part: its key and its columns, the owner left out."""
    fields = told_of(part)
    return {"id": row.pk, **{f.attname: encode(f, getattr(row, f.attname)) for f in fields}}


def _put(part: Part, record: Record, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Make the rows these: what is the same stays, what differs is written anew under its key.

    Rows that wait for approval are changed where they are: other things may name them already.
    """
    manager: Any = part.model._default_manager
    held = {row["id"]: row for row in rows_of(part, record)}
    asked = _possible(part, [dict(row) for row in wanted])
    keep = {row["id"] for row in asked if held.get(row.get("id")) == row}
    changed = {row["id"] for row in asked if part.approved_in and row.get("id") in held}
    manager.filter(pk__in=held.keys() - keep - changed).delete()
    fields = {field.attname: field for field in told_of(part)}
    for row in asked:
        if row.get("id") in keep:
            continue
        values = {name: decode(fields[name], row[name]) for name in row if name in fields}
        fresh = part.model(**values, **part.fixed)
        fresh.pk = row.get("id")
        setattr(fresh, _attname(part), _owner(part, record))
        fresh.full_clean(validate_unique=False, validate_constraints=False)
        if fresh.pk in changed:
            fresh.save(force_update=True, update_fields=[fields[n].name for n in values])
        else:
            fresh.save(force_insert=True)


def _possible(part: Part, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the rows that went with what they name: it was deleted since."""
    for field in told_of(part):
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE:
            related: Any = field.related_model
            keys = {row[field.attname] for row in rows}
            there = set(related._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
            rows = [row for row in rows if row[field.attname] in there]
    return rows


def told_of(part: Part) -> tuple[AnyField, ...]:
    """The columns of a part's rows that a snapshot holds: not whose rows they are."""
    whose = {part.owner, *part.fixed}
    return tuple(field for field in fields_of(part.model) if field.name not in whose)


def _attname(part: Part) -> str:
    return str(part.model._meta.get_field(part.owner).attname)  # type: ignore[union-attr]


@cache
def fields_of(model: type[Model], versioned: tuple[str, ...] = ()) -> tuple[AnyField, ...]:
    """The columns a snapshot holds: of a translated text its languages, not the text itself.

    Columns that nobody edits are left out, but for those ``versioned``.
    """
    names = {field.name for field in model._meta.concrete_fields}
    told = [f"_{column(code)}" for code in languages()]
    return tuple(
        field
        for field in model._meta.concrete_fields
        if field.name not in FIXED
        and (field.editable or field.name in UNTOLD or field.name in versioned)
        and not any(f"{field.name}{suffix}" in names for suffix in told)
    )


def columns_of(kept: Kept) -> tuple[AnyField, ...]:
    """The columns of the records that a snapshot holds."""
    return fields_of(kept.model, kept.versioned)


@cache
def links_of(model: type[Model]) -> tuple[models.ManyToManyField[Any, Any], ...]:
    """The many-to-many fields without a table of their own; one with is a part."""
    return tuple(
        field
        for field in model._meta.many_to_many
        if field.remote_field.through._meta.auto_created  # type: ignore[union-attr]
    )


def encode(field: Field[Any, Any], value: Any) -> Any:
    """A column's value as JSON holds it."""
    if isinstance(value, GEOSGeometry):
        return value.hexewkb.decode()
    if isinstance(value, list | tuple) and isinstance(field, ArrayField):
        return [encode(field.base_field, item) for item in value]
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if value is None or isinstance(value, str | int | float | bool | dict | list):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def decode(field: Field[Any, Any], value: Any) -> Any:
    """The column's value again."""
    if value is None:
        return None
    if isinstance(field, GeometryField):
        return GEOSGeometry(value)
    if isinstance(field, ArrayField):
        return [decode(field.base_field, item) for item in value]
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.ForeignKey):
        return decode(field.target_field, value)
    return field.to_python(value)


@dataclass(frozen=True)
class Difference:
    """What differs in one column, link or part: the value before and after, as snapshots hold it.

    ``kind`` is ``field``, ``link`` or ``part``; geometries come as GeoJSON too.
    """

    name: str
    kind: str
    before: Any
    after: Any
    before_geometry: dict[str, Any] | None = None
    after_geometry: dict[str, Any] | None = None


def compare(
    kept: Kept, before: Snapshot, after: Snapshot, state: Iterable[AnyField] = ()
) -> list[Difference]:
    """What one would see change from one snapshot to the other, in the model's order.

    Then that of the columns of the workflow, where the snapshots were taken with them.
    """
    found = []
    for field in (*columns_of(kept), *state):
        old, new = before["fields"].get(field.attname), after["fields"].get(field.attname)
        if field.name not in UNTOLD and not _same(old, new):
            shapes = [
                _geojson(value) if isinstance(field, GeometryField) else None
                for value in (old, new)
            ]
            found.append(Difference(field.name, "field", old, new, *shapes))
    for kind, member in (("link", "links"), ("part", "parts")):
        for name in dict.fromkeys([*before.get(member, {}), *after.get(member, {})]):
            old, new = before.get(member, {}).get(name, []), after.get(member, {}).get(name, [])
            if old != new:
                found.append(Difference(name, kind, old, new))
    return found


def _same(old: Any, new: Any) -> bool:
    return bool(old == new) or (old in (None, "", [], {}) and new in (None, "", [], {}))


def _geojson(value: str | None) -> dict[str, Any] | None:
    if not value:
        return None
    told: dict[str, Any] = json.loads(GEOSGeometry(value).json)
    return told

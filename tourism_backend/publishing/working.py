"""Working records as programs read and write them: slugs for records, GeoJSON for geometries.

``told`` turns a snapshot into members, ``read`` turns given members into a snapshot of what is to
change. Members are named as the model's columns, links and parts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from math import isfinite
from typing import Any

import orjson
from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import ForeignKey, Model
from django.utils.timezone import is_aware
from django.utils.translation import gettext_lazy as _

from tourism_backend.publishing import snapshots
from tourism_backend.publishing.collection import Collection, Part
from tourism_backend.publishing.models import Record
from tourism_backend.publishing.moves import Standing
from tourism_backend.publishing.snapshots import AnyField, Snapshot

MOST_ROWS = 500  # of one part
MOST_DEEP = 32  # lists within lists: what writes answers goes no deeper than 254
# Where a record comes from is the importer's to say, of one that came from elsewhere.
ORIGIN = frozenset({"provider", "external_id", "own_fields"})
OF_SOURCE = frozenset({"licence", "retrieved_on", "sources"})


def digest(snapshot: Snapshot, standing: Standing) -> str:
    """What names a record as it is: another once a column, link, part or its stage differs.

    A second submission is another stage than the first.
    """
    review = standing.review
    stage = [standing.record.status, standing.stage, review and [review.pk, review.submitted_at]]
    body = orjson.dumps([snapshots.content(snapshot), stage], option=orjson.OPT_SORT_KEYS)
    return hashlib.blake2b(body, digest_size=16).hexdigest()


@cache
def name_of(model: type[Model]) -> str:
    """The column by which programs name a model's rows: slug, else uuid, else the key."""
    for name in ("slug", "uuid"):
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return name
    return "pk"


# --- telling


def told(collection: Collection, snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot's members: a query for each kind of record it leads to."""
    members: dict[str, Any] = {}
    for field in snapshots.columns_of(collection):
        if field.name not in snapshots.UNTOLD:
            members[field.name] = _shown(field, snapshot["fields"].get(field.attname))
    for link in snapshots.links_of(collection.model):
        related: Any = link.related_model
        members[link.name] = _names(related, snapshot["links"].get(link.name, []))
    for part in collection.parts:
        members[part.name] = _rows(part, snapshot["parts"].get(part.name, []))
    return members


def differing(collection: Collection, difference: snapshots.Difference) -> dict[str, Any]:
    """One difference, its values as ``told`` tells them."""
    sides = {"before": difference.before, "after": difference.after}
    if difference.kind == "field":
        field = collection.model._meta.get_field(difference.name)
        shown = {side: _shown(field, value) for side, value in sides.items()}
    elif difference.kind == "link":
        related: Any = collection.model._meta.get_field(difference.name).related_model
        shown = {side: _names(related, value) for side, value in sides.items()}
    else:
        part = _part(collection, difference.name)
        shown = {side: _rows(part, value) for side, value in sides.items()}
    return {"member": difference.name, "kind": difference.kind, **shown}


def _part(collection: Collection, name: str) -> Part:
    return next(part for part in collection.parts if part.name == name)


def _shown(field: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, GeometryField):
        return json.loads(GEOSGeometry(value).json)
    if isinstance(field, ForeignKey):
        related: Any = field.related_model
        return (_names(related, [value]) or [None])[0]
    return value


def _names(related: type[Model], keys: Iterable[Any]) -> list[Any]:
    """The names of rows, in the order of their keys as given."""
    keys = list(keys)
    manager: Any = related._default_manager
    found = dict(manager.filter(pk__in=keys).values_list("pk", name_of(related))) if keys else {}
    return [
        str(found[key]) if name_of(related) == "uuid" else found[key]
        for key in keys
        if key in found
    ]


def _approved(part: Part, keys: Iterable[Any]) -> dict[Any, str | None]:
    """When rows that stay were approved, by their keys; None: they wait for it."""
    manager: Any = part.model._default_manager
    column = manager.model._meta.get_field(part.approved_in)
    held = manager.filter(pk__in=list(keys)).values_list("pk", part.approved_in)
    return {key: snapshots.encode(column, at) for key, at in held}


def _rows(part: Part, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    rows = list(rows)
    approved = _approved(part, [row["id"] for row in rows]) if part.approved_in and rows else {}
    fields = snapshots.told_of(part)
    names: dict[str, dict[Any, Any]] = {}
    for field in fields:
        if isinstance(field, ForeignKey):
            related: Any = field.related_model
            keys = list({row[field.attname] for row in rows} - {None})
            names[field.name] = dict(zip(keys, _names(related, keys), strict=False))
    return [
        {"id": row["id"]}
        | {
            field.name: names[field.name].get(row[field.attname])
            if field.name in names
            else _shown(field, row[field.attname])
            for field in fields
        }
        | ({part.approved_in: approved.get(row["id"])} if part.approved_in else {})
        for row in rows
    ]


# --- reading


def read(collection: Collection, record: Record, members: Mapping[str, Any]) -> dict[str, Any]:
    """The snapshot of what given members change. Raises ValidationError by member."""
    fields = {field.name: field for field in snapshots.columns_of(collection) if field.editable}
    links = {link.name: link for link in snapshots.links_of(collection.model)}
    parts = {part.name: part for part in collection.parts}
    fixed = ORIGIN | (OF_SOURCE if record.provider else frozenset())
    snapshot: dict[str, Any] = {"fields": {}, "links": {}, "parts": {}}
    errors: dict[str, Any] = {}
    for name, value in members.items():
        try:
            if name in fixed:
                raise ValidationError(_("This is not changed by hand."))
            if name in fields:
                field = fields[name]
                snapshot["fields"][field.attname] = _value(field, value)
            elif name in links:
                related: Any = links[name].related_model
                snapshot["links"][name] = sorted(_keys(related, _listed(value)))
            elif name in parts:
                snapshot["parts"][name] = _read_rows(parts[name], record, _listed(value))
            else:
                raise ValidationError(_("There is no such member."))
        except ValidationError as error:
            errors[name] = error.messages
    if errors:
        raise ValidationError(errors)
    return snapshot


def _value(field: AnyField, value: Any) -> Any:
    """A given value as snapshots hold it."""
    if value is None:
        return None
    if isinstance(field, ForeignKey):
        related: Any = field.related_model
        return _keys(related, [value])[0]
    try:
        if not _is_sound(value) or (isinstance(field, ArrayField) and not isinstance(value, list)):
            raise ValueError
        if isinstance(field, GeometryField):
            return snapshots.encode(field, _geometry(field, value))
        read = field.to_python(value)
        if isinstance(read, datetime) and is_aware(read):
            read = read.astimezone(UTC)  # there are offsets that the database does not know
        encoded = snapshots.encode(field, read)
        snapshots.decode(field, encoded)
        return encoded
    except (ValueError, TypeError, OverflowError, GEOSException, GDALException) as error:
        raise ValidationError(_("This is not a value of the right kind.")) from error


def _is_sound(value: Any, deep: int = MOST_DEEP) -> bool:
    """Whether it can be kept and told: numbers of 64 bits, Unicode texts without NUL, not deep."""
    match value:
        case dict():
            parts = (each for pair in value.items() for each in pair)
            return deep > 0 and all(_is_sound(each, deep - 1) for each in parts)
        case list():
            return deep > 0 and all(_is_sound(each, deep - 1) for each in value)
        case float():
            return isfinite(value)
        case int():
            return -(2**63) <= value < 2**63
        case str():
            return "\x00" not in value and value == value.encode(errors="ignore").decode()
    return True


def _geometry(field: GeometryField, value: Any) -> GEOSGeometry:  # type: ignore[type-arg]
    """A GeoJSON geometry of the column's kind, its outlines not crossed."""
    geometry = GEOSGeometry(json.dumps(value))
    if field.geom_type not in ("GEOMETRY", geometry.geom_type.upper()) or not geometry.valid:
        raise ValueError
    return geometry


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise ValidationError(_("Give a list of at most %(most)d.") % {"most": MOST_ROWS})
    return value


def _keys(related: type[Model], names: list[Any]) -> list[Any]:
    """The keys of the rows that are named."""
    by, manager = name_of(related), related._default_manager
    if not all(isinstance(name, str | int) and _is_sound(name) for name in names):
        raise ValidationError(_("This is not a value of the right kind."))
    try:
        found = dict(manager.filter(**{f"{by}__in": names}).values_list(by, "pk"))
    except (ValueError, TypeError, OverflowError) as error:
        raise ValidationError(_("This is not a value of the right kind.")) from error
    found = {str(name): key for name, key in found.items()}
    for name in names:
        if str(name) not in found:
            raise ValidationError(_("No record “%(name)s”.") % {"name": name})
    return [found[str(name)] for name in names]


def _without_approval(
    part: Part, row: dict[str, Any], approved: Mapping[Any, str | None]
) -> dict[str, Any]:
    """A given row without what says when it was approved, which must be as it was told."""
    if part.approved_in not in row:
        return row
    key = row.get("id")
    told = approved.get(key) if isinstance(key, int) else None
    if row[part.approved_in] != told:
        raise ValidationError(_("Publishing the record approves it; this is not set by hand."))
    return {name: value for name, value in row.items() if name != part.approved_in}


def _read_rows(part: Part, record: Record, rows: list[Any]) -> list[dict[str, Any]]:
    """The rows of a part. One with an ``id`` is the record's own row, changed; else it is new.

    Rows that stay as they were approved are given as they are, or not at all.
    """
    fields = {field.name: field for field in snapshots.told_of(part)}
    held = {row["id"]: row for row in snapshots.rows_of(part, record)} if record.pk else {}
    fresh, stay = snapshots.row_of(part, part.model()), snapshots.staying(part, record)
    approved = _approved(part, held) if part.approved_in else {}
    found = []
    for told_row in rows:
        if not isinstance(told_row, dict):
            raise ValidationError(_("This is not a value of the right kind."))
        row = _without_approval(part, told_row, approved)
        unknown = row.keys() - fields.keys() - {"id"}
        if unknown:
            raise ValidationError(_("There is no member “%(name)s”.") % {"name": min(unknown)})
        key = row.get("id")
        if key is not None and (not isinstance(key, int) or key not in held):
            raise ValidationError(_("No record “%(name)s”.") % {"name": key})
        given = {
            fields[name].attname: _value(fields[name], row[name]) for name in row.keys() - {"id"}
        }
        whole = {**held.pop(key, fresh), **given, "id": key}
        if key in stay and whole != stay[key]:
            raise ValidationError(_("What was approved stays as it is; add what corrects it."))
        found.append(whole)
    return found

"""What differs between two versions of a record, as people read it: columns, links, parts, maps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from tourism_backend.publishing import snapshots
from tourism_backend.publishing.admin import history
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.snapshots import Difference, Snapshot

NOTHING: Snapshot = {"fields": {}, "links": {}, "parts": {}}


@dataclass(frozen=True)
class Row:
    """One column, link or part before and after, in words; geometries as GeoJSON too."""

    label: str
    before: str
    after: str
    before_shape: str = ""
    after_shape: str = ""


def rows(collection: Collection, differences: Iterable[Difference]) -> list[Row]:
    """Differences in words: a query for each relation that differs."""
    parts = {part.name: part for part in snapshots.parts_of(collection)}
    told = []
    for found in differences:
        if found.kind == "part":
            part = parts.get(found.name)
            if part is not None:
                told.append(_part(part, found))
        elif found.kind == "link":
            told.append(_link(collection, found))
        else:
            told.append(_column(collection, found))
    return told


def _column(collection: Collection, found: Difference) -> Row:
    field: Any = collection.model._meta.get_field(found.name)
    sides = (found.before, found.after)
    names = _names(field, sides)
    before, after = (history.text(field, snapshots.decode(field, side), names) for side in sides)
    return Row(
        history.label_of(field), before, after,
        _shape(found.before_geometry), _shape(found.after_geometry),
    )  # fmt: skip


def _link(collection: Collection, found: Difference) -> Row:
    field: Any = collection.model._meta.get_field(found.name)
    names = _things(field.related_model, [*found.before, *found.after])
    before, after = (
        "\n".join(names.get(key, str(key)) for key in side) or history.NOTHING
        for side in (found.before, found.after)
    )
    return Row(history.label_of(field), before, after)


def _part(part: Any, found: Difference) -> Row:
    """Rows that belong to the record, a line each."""
    fields = {
        f.attname: f
        for f in snapshots.fields_of(part.model)
        if f.name != part.owner and not isinstance(f, models.AutoField)
    }
    every = [*(found.before or ()), *(found.after or ())]
    names = {a: _names(f, [row.get(a) for row in every]) for a, f in fields.items()}

    def told(side: Sequence[Mapping[str, Any]]) -> str:
        decoded = ({a: snapshots.decode(f, row.get(a)) for a, f in fields.items()} for row in side)
        return "\n".join(history.line(fields, names, row) for row in decoded) or history.NOTHING

    label = str(part.model._meta.verbose_name_plural)
    return Row(label[:1].upper() + label[1:], told(found.before or ()), told(found.after or ()))


def _names(field: Any, keys: Iterable[Any]) -> dict[Any, str]:
    if not isinstance(field, models.ForeignKey):
        return {}
    return _things(field.related_model, [key for key in keys if key is not None])


def _things(model: Any, keys: Sequence[Any]) -> dict[Any, str]:
    found = model._default_manager.in_bulk(list(keys)) if keys else {}
    return {key: str(thing) for key, thing in found.items()}


def _shape(geometry: Mapping[str, Any] | None) -> str:
    return json.dumps(geometry) if geometry else ""

"""What differs between two versions of a record, as people read it: columns, links, parts, maps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import models

from tourism_backend.publishing import snapshots
from tourism_backend.publishing.admin import words
from tourism_backend.publishing.collection import Part
from tourism_backend.publishing.snapshots import Difference, Kept

# The names of what differences lead to, by model and key.
Names = Mapping[Any, Mapping[Any, str]]


@dataclass(frozen=True)
class Row:
    """One column, link or part before and after, in words; geometries as GeoJSON too."""

    label: str
    before: str
    after: str
    before_shape: str = ""
    after_shape: str = ""


def rows(kept: Kept, *several: Iterable[Difference]) -> list[list[Row]]:
    """Several lists of differences in words: a query for each model that they lead to."""
    listed = [list(differences) for differences in several]
    names = _names(kept, [found for differences in listed for found in differences])
    told = ([_row(kept, found, names) for found in differences] for differences in listed)
    # A time that differs by a second reads the same.
    return [[row for row in some if row.before != row.after or row.after_shape] for some in told]


def _row(kept: Kept, found: Difference, names: Names) -> Row:
    if found.kind == "part":
        return _part(_part_of(kept, found), found, names)
    field: Any = kept.model._meta.get_field(found.name)
    return _link(field, found, names) if found.kind == "link" else _column(field, found, names)


def _part_of(kept: Kept, found: Difference) -> Part:
    return next(part for part in kept.parts if part.name == found.name)


def _column(field: Any, found: Difference, names: Names) -> Row:
    things = names.get(field.related_model, {})
    values = [snapshots.decode(field, side) for side in (found.before, found.after)]
    before, after = (words.text(field, value, things) for value in values)
    if all(isinstance(value, GEOSGeometry) for value in values):
        after = f"{after} ({words.moved(*values)})"
    return Row(
        words.label_of(field), before, after,
        _shape(found.before_geometry), _shape(found.after_geometry),
    )  # fmt: skip


def _link(field: Any, found: Difference, names: Names) -> Row:
    things = names.get(field.related_model, {})
    before, after = (
        "\n".join(things.get(key, str(key)) for key in side) or words.NOTHING
        for side in (found.before, found.after)
    )
    return Row(words.label_of(field), before, after)


def _part(part: Part, found: Difference, names: Names) -> Row:
    """Rows that belong to the record, a line each."""
    fields = _told(part)
    things = {name: names.get(field.related_model, {}) for name, field in fields.items()}

    def told(side: Sequence[Mapping[str, Any]]) -> str:
        decoded = ({a: snapshots.decode(f, row.get(a)) for a, f in fields.items()} for row in side)
        return "\n".join(words.line(fields, things, row) for row in decoded) or words.NOTHING

    label = str(part.model._meta.verbose_name_plural)
    return Row(label[:1].upper() + label[1:], told(found.before or ()), told(found.after or ()))


def _told(part: Part) -> dict[str, Any]:
    """A part's columns that are told."""
    return {
        field.attname: field
        for field in snapshots.fields_of(part.model)
        if field.name != part.owner and not isinstance(field, models.AutoField)
    }


# --- names


def _names(kept: Kept, differences: Iterable[Difference]) -> Names:
    keys: dict[Any, set[Any]] = {}
    for model, key in (led for found in differences for led in _leads(kept, found)):
        keys.setdefault(model, set()).add(key)
    return {
        model: {key: str(thing) for key, thing in model._default_manager.in_bulk(some).items()}
        for model, some in keys.items()
    }


def _leads(kept: Kept, found: Difference) -> Iterator[tuple[Any, Any]]:
    """The records that a difference names, by model and key."""
    sides = (found.before, found.after)
    if found.kind == "part":
        held = [row for side in sides for row in side or ()]
        fields = _told(_part_of(kept, found))
        values = [(field, row.get(name)) for row in held for name, field in fields.items()]
    else:
        field: Any = kept.model._meta.get_field(found.name)
        if found.kind == "link":
            yield from ((field.related_model, key) for side in sides for key in side)
            return
        values = [(field, side) for side in sides]
    for field, value in values:
        if isinstance(field, models.ForeignKey) and value is not None:
            yield field.related_model, snapshots.decode(field, value)


def _shape(geometry: Mapping[str, Any] | None) -> str:
    return json.dumps(geometry) if geometry else ""

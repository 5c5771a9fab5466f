"""What differs between two versions of a record, as people read it: columns, links, parts, maps."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.gis.geos import GEOSGeometry
from django.db import models
from django.utils.translation import gettext as _

from tourism_backend.publishing import snapshots
from tourism_backend.publishing.admin import panels, words
from tourism_backend.publishing.collection import Part
from tourism_backend.publishing.models import Record, Status
from tourism_backend.publishing.snapshots import Difference, Kept

# The things that differences lead to, by model and key.
Things = Mapping[Any, Mapping[Any, "Thing"]]


class Thing(NamedTuple):
    """What a difference leads to: its name, and where rooms have one, the address of a picture.

    ``unseen`` says why the public sees nothing of it; empty: it does, or it is no record.
    """

    name: str
    image: str = ""
    unseen: str = ""


class Line(NamedTuple):
    """A row that belongs to a record: what it holds, in words, and the picture it shows.

    ``unseen`` says why the public sees nothing of the row, whatever is approved here.
    """

    text: str
    image: str
    unseen: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.unseen})" if self.unseen else self.text


@dataclass(frozen=True)
class Row:
    """One column, link or part before and after, in words; geometries as GeoJSON too.

    Of a part that shows pictures, its lines with them.
    """

    label: str
    before: str
    after: str
    before_shape: str = ""
    after_shape: str = ""
    before_lines: Sequence[Line] = ()
    after_lines: Sequence[Line] = ()

    @property
    def illustrated(self) -> bool:
        """Whether its lines show pictures."""
        return any(line.image for line in (*self.before_lines, *self.after_lines))


def rows(
    kept: Kept, *several: Iterable[Difference], for_the_public: bool = False
) -> list[list[Row]]:
    """Several lists of differences in words: a query for each model that they lead to.

    What is told of the public marks the rows of which it sees nothing.
    """
    listed = [list(differences) for differences in several]
    things = _things(
        kept, [found for differences in listed for found in differences], for_the_public
    )
    told = ([_row(kept, found, things) for found in differences] for differences in listed)
    # A time that differs by a second reads the same.
    return [[row for row in some if row.before != row.after or row.after_shape] for some in told]


def _row(kept: Kept, found: Difference, things: Things) -> Row:
    if found.kind == "part":
        return _part(_part_of(kept, found), found, things)
    field: Any = kept.model._meta.get_field(found.name)
    return _link(field, found, things) if found.kind == "link" else _column(field, found, things)


def _part_of(kept: Kept, found: Difference) -> Part:
    return next(part for part in kept.parts if part.name == found.name)


def _names(field: Any, things: Things) -> dict[Any, str]:
    """The names of what a column or link leads to, by key."""
    return {key: thing.name for key, thing in things.get(field.related_model, {}).items()}


def _column(field: Any, found: Difference, things: Things) -> Row:
    names = _names(field, things)
    values = [snapshots.decode(field, side) for side in (found.before, found.after)]
    before, after = (words.text(field, value, names) for value in values)
    if all(isinstance(value, GEOSGeometry) for value in values):
        after = f"{after} ({words.moved(*values)})"
    return Row(
        words.label_of(field), before, after,
        _shape(found.before_geometry), _shape(found.after_geometry),
    )  # fmt: skip


def _link(field: Any, found: Difference, things: Things) -> Row:
    names = _names(field, things)
    before, after = (
        "\n".join(names.get(key, str(key)) for key in side) or words.NOTHING
        for side in (found.before, found.after)
    )
    return Row(words.label_of(field), before, after)


def _part(part: Part, found: Difference, things: Things) -> Row:
    """Rows that belong to the record, a line each."""
    fields = _told(part)
    names = {name: _names(field, things) for name, field in fields.items()}
    needs: Any = part.model._meta.get_field(part.needs) if part.needs else None

    def line(row: Mapping[str, Any]) -> Line:
        decoded = {name: snapshots.decode(f, row.get(name)) for name, f in fields.items()}
        led = (things.get(f.related_model, {}).get(decoded[name]) for name, f in fields.items())
        image = next((thing.image for thing in led if thing and thing.image), "")
        needed = things.get(needs.related_model, {}).get(decoded[needs.attname]) if needs else None
        return Line(words.line(fields, names, decoded), image, needed.unseen if needed else "")

    before, after = ([line(row) for row in side or ()] for side in (found.before, found.after))
    told = ["\n".join(map(str, side)) or words.NOTHING for side in (before, after)]
    label = str(part.model._meta.verbose_name_plural)
    return Row(
        label[:1].upper() + label[1:], told[0], told[1], before_lines=before, after_lines=after
    )


def _told(part: Part) -> dict[str, Any]:
    """A part's columns that are told."""
    fields = snapshots.told_of(part)
    return {f.attname: f for f in fields if not isinstance(f, models.AutoField)}


# --- things


def _things(kept: Kept, differences: Iterable[Difference], for_the_public: bool) -> Things:
    keys: dict[Any, set[Any]] = {}
    for model, key in (led for found in differences for led in _leads(kept, found)):
        keys.setdefault(model, set()).add(key)
    return {
        model: {
            key: Thing(str(thing), panels.image_of(thing), _unseen(thing) if for_the_public else "")
            for key, thing in model._default_manager.in_bulk(some).items()
        }
        for model, some in keys.items()
    }


def _unseen(thing: models.Model) -> str:
    """Why the public sees nothing of a thing."""
    if not isinstance(thing, Record) or thing.status == Status.PUBLISHED:
        return ""
    withdrawn = thing.status == Status.WITHDRAWN
    return _("not public any more") if withdrawn else _("not public yet")


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

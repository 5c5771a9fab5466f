"""What a file's rows would do: each new, changed, same or refused, with its reasons.

The same for the check and for the import itself; the import writes what it finds, the check does
not. A record is found by its public id, its id at the provider, its slug, or else by the columns
that name it together (a zone: its monument and its kind) or the slug its name makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSGeometry, MultiLineString, MultiPolygon, Point
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from geo.areas.destination import within
from geo.exchange import systems
from geo.exchange.columns import Cells, Wrong, messages, number
from geo.exchange.importable import Importable
from geo.exchange.mapping import KEYS
from geo.exchange.models import Action, Import, ImportRow
from geo.exchange.reading import Row
from tourism_backend.common.text import slugify_vi
from tourism_backend.publishing.collection import column, source_language
from tourism_backend.publishing.models import Record
from tourism_backend.publishing.records import alike

CHUNK = 1000
# Two positions as near as this (about 1 cm) are one: files round.
NEAR_DEGREES = 1e-7
# A record found by its name alone must not lie further off: about 2 km.
NAMESAKE_DEGREES = 0.02
LONGEST = 200  # characters of a value in a preview
MULTI = {"MULTIPOLYGON": MultiPolygon, "MULTILINESTRING": MultiLineString}


@dataclass
class Decision:
    """What becomes of a row. ``record`` is to be written when the row is new or changed."""

    line: int
    key: str = ""
    title: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    reasons: list[tuple[str, str]] = field(default_factory=list)
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    action: Action = Action.REFUSED
    record: Record | None = None
    point: Point | None = None

    def refuse(self, name: str, reason: str) -> None:
        """Note why the row cannot be taken."""
        self.action = Action.REFUSED
        self.reasons.append((name, reason))

    def row(self, job: Import) -> ImportRow:
        """The row as it is kept."""
        return ImportRow(
            job=job,
            line=self.line,
            action=self.action,
            key=self.key[:160],
            title=self.title[:LONGEST],
            reasons=self.reasons,
            changes=self.changes,
            point=self.point,
            record=self.record.uuid if self.record is not None else None,
        )


class Blank:
    """Makes new records of a model: one with texts in several languages takes long to begin."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        self.values = vars(model())
        # What differs from record to record: an id, the time, a list of its own.
        self.made = {
            f.attname: f.get_default
            for f in model._meta.concrete_fields
            if f.has_default() and callable(f.default)
        }

    def record(self, values: Mapping[str, Any]) -> Any:
        """A new record, not saved, with these values."""
        found = self.model.__new__(self.model)
        vars(found).update(self.values, _state=ModelState())
        vars(found).update({name: make() for name, make in self.made.items()})
        for name, value in values.items():
            setattr(found, name, value)
        return found


class Evaluation:
    """Decides rows, a chunk at a time; remembers what the file has named so far."""

    def __init__(self, job: Import, importable: Importable, system: int, *, lock: bool) -> None:
        self.job, self.importable, self.system, self.lock = job, importable, system, lock
        self.cells = Cells(importable)
        self.by_column = {name: header for header, name in job.mapping.items()}
        self.seen: dict[str, int] = {}
        self.name = f"name_{column(source_language())}"
        # Looked up already, or not the importer's to check: positions are, when they are read.
        fields = importable.model._meta.concrete_fields
        self.unchecked = {f.name for f in fields if f.is_relation or f.name == importable.geometry}
        self.all_fields = {f.name for f in fields}
        self.blank = Blank(importable.model)

    def chunks(self, rows: Iterable[Row]) -> Iterator[list[Decision]]:
        """The decisions on rows, in chunks."""
        waiting = iter(rows)
        while chunk := list(islice(waiting, CHUNK)):
            decisions = [self._read(row) for row in chunk]
            held = self._held(decisions)
            for decision in decisions:
                self._decide(decision, held)
            self._together(decisions)
            yield decisions

    def _together(self, decisions: Sequence[Decision]) -> None:
        """Refuse what does not go together with the other rows, or with what is there."""
        ask = self.importable.together
        writing = {
            d.record.uuid: d for d in decisions if d.record is not None and d.action != Action.SAME
        }
        records = [decision.record for decision in writing.values()]
        for uuid, (name, reason) in (ask(records) if ask and records else {}).items():
            writing[uuid].record = None
            writing[uuid].refuse(name, reason)

    # --- a row's values

    def _read(self, row: Row) -> Decision:
        found = Decision(row.line)
        if row.problem:
            found.refuse("", row.problem)
        for name, header in self.by_column.items():
            text = row.cells.get(header, "")
            if name in KEYS:
                if text:
                    found.keys[name] = text
            elif name in self.importable.fields:
                self._value(found, name, text)
        self._place(found, row)
        found.title = str(found.values.get(self.name) or "")
        self._name(found)
        return found

    def _value(self, found: Decision, name: str, text: str) -> None:
        if not text:
            if self.job.clear_empty:
                self._given(found, name)[name] = self.cells.empty[name]
            return
        try:
            self._given(found, name)[name] = self.cells.value(name, text)
        except Wrong as wrong:
            found.refuse(name, str(wrong))

    def _given(self, found: Decision, name: str) -> dict[str, Any]:
        """Where a column's value is kept: links are written after their record."""
        return found.links if name in self.importable.links else found.values

    def _place(self, found: Decision, row: Row) -> None:
        geometry = row.geometry
        if "x" in self.by_column and geometry is None:
            geometry = self._position(found, row.cells)
        field = self.importable.geometry_field
        if geometry is None or field is None:
            return
        multi = MULTI.get(field.geom_type)
        if multi is not None and geometry.geom_type.upper() == field.geom_type[5:]:
            geometry = multi(geometry, srid=systems.WGS84)
        if field.geom_type not in ("GEOMETRY", geometry.geom_type.upper()):
            found.refuse(
                field.name,
                _("A %(kind)s was found where a %(wanted)s is needed.")
                % {"kind": geometry.geom_type, "wanted": field.geom_type.title()},
            )
            return
        if not geometry.valid:
            found.refuse(field.name, _("The shape is not valid: %s") % geometry.valid_reason)
            return
        found.point = geometry if isinstance(geometry, Point) else geometry.point_on_surface
        self._inside(found, field.name)
        found.values[field.name] = geometry

    def _position(self, found: Decision, cells: Mapping[str, str]) -> GEOSGeometry | None:
        texts = [cells.get(self.by_column[name], "") for name in ("x", "y")]
        if not any(texts):
            return None
        try:
            x, y = (number(text) for text in texts)
            return Point(*systems.point(x, y, self.system), srid=systems.WGS84)
        except Wrong as wrong:
            found.refuse("x", str(wrong))
        except (GDALException, ValueError):
            found.refuse("x", _("The position cannot be read in these coordinates."))
        return None

    def _inside(self, found: Decision, name: str) -> None:
        assert found.point is not None
        lon, lat = found.point.coords[:2]
        if not within(lon, lat):
            swapped = within(lat, lon)
            reason = (
                _("longitude and latitude are swapped")
                if swapped
                else _("%(lat).4f, %(lon).4f lies outside the destination")
            )
            found.refuse(name, reason % {"lat": lat, "lon": lon})
            found.point = None

    def _name(self, found: Decision) -> None:
        """What names the record: the surest of its keys."""
        kind = next((name for name in KEYS if name in found.keys), "")
        if kind == "id":
            try:
                found.keys["id"] = str(UUID(found.keys["id"]))
            except ValueError:
                found.refuse("id", _("“%s” is no UUID.") % found.keys.pop("id"))
                return
        if not kind and self._identified(found):
            kind = "row"
        elif not kind and self.importable.identity and found.reasons:
            return  # what would name it could not be read
        if not kind:
            kind, derived = "name", slugify_vi(found.title)
            if derived:
                found.keys["name"] = derived
            else:
                found.refuse(self.name, _("Nothing names the record."))
                return
        found.key = found.keys[kind]
        first = self.seen.setdefault(f"{kind} {found.key}", found.line)
        if first != found.line:
            told = {"name": "slug", "row": next(iter(self.importable.identity), "")}
            found.refuse(told.get(kind, kind), _("comes twice, first in line %d") % first)

    def _identified(self, found: Decision) -> bool:
        """Whether the row holds the columns that name a record together."""
        named = [found.values.get(name) for name in self.importable.identity]
        if named and None not in named:
            found.keys["row"] = _together_named(named)
        return "row" in found.keys

    # --- the records there are

    def _held(self, decisions: Sequence[Decision]) -> dict[tuple[str, str], Record]:
        """The records that a chunk names, by kind of key and key: a query a kind."""
        asked = {
            "id": ("uuid", {}),
            "external_id": ("external_id", {"provider": self.job.provider}),
            "slug": ("slug", {}),
            "name": ("slug", {}),
        }
        held: dict[tuple[str, str], Record] = {}
        records: Any = self.importable.model._default_manager.select_related(
            *self.importable.related
        ).prefetch_related(*self.importable.links)
        records = records.order_by("pk")
        if self.lock:
            records = records.select_for_update(of=("self",))
        for kind, (name, where) in asked.items():
            wanted = {d.keys[kind] for d in decisions if kind in d.keys}
            if wanted:
                for record in records.filter(**{f"{name}__in": wanted}, **where):
                    held[kind, str(getattr(record, name))] = record
        named = self.importable.identity
        rows = [decision.values for decision in decisions if "row" in decision.keys]
        if rows:
            for record in records.filter(**{f"{n}__in": {row[n] for row in rows} for n in named}):
                held["row", _together_named([getattr(record, n) for n in named])] = record
        return held

    def _decide(self, found: Decision, held: Mapping[tuple[str, str], Record]) -> None:
        kind = next((name for name in (*KEYS, "row", "name") if name in found.keys), "")
        record = held.get((kind, found.keys.get(kind, "")))
        if kind == "id" and record is None:
            found.refuse("id", _("There is no record with this id."))
        if found.reasons:
            return
        if record is not None:
            self._change(found, record, by_name=kind == "name")
        else:
            self._create(found, held)

    def _create(self, found: Decision, held: Mapping[tuple[str, str], Record]) -> None:
        for name in self.importable.required:
            if found.values.get(name) in (None, ""):
                found.refuse(name, _("is missing"))
        if found.reasons:
            return
        values = {**self.importable.defaults, **found.values}
        values |= self.importable.derived(None, values)
        values["slug"] = found.keys.get("slug") or self._slug(found)
        if "external_id" in found.keys:
            values |= {"provider": self.job.provider, "external_id": found.keys["external_id"]}
        if not values.get("sources") and self.job.source:
            values["sources"] = [self.job.source]
        values.setdefault("licence", self.job.licence)
        record = self.blank.record(values)
        found.title = found.title or str(record)
        if self._valid(found, record, values):
            found.action, found.record = Action.NEW, record

    def _slug(self, found: Decision) -> str:
        if "name" in found.keys:
            return found.keys["name"]
        if "row" in found.keys:
            return slugify_vi(found.keys["row"], 120)
        tail = slugify_vi(found.keys["external_id"], 40)
        return f"{slugify_vi(found.title, 119 - len(tail))}-{tail}".strip("-")

    def _change(self, found: Decision, record: Any, *, by_name: bool) -> None:
        found.title = found.title or str(record)
        place = found.values.get(self.importable.geometry)
        if by_name and isinstance(place, Point):
            lies = getattr(record, self.importable.geometry)
            if lies is not None and lies.distance(place) > NAMESAKE_DEGREES:
                found.refuse(
                    self.name, _("A record of this name lies elsewhere: give its id or slug.")
                )
                return
        slug = found.keys.get("slug")
        if slug and slug != record.slug:
            found.values["slug"] = slug
        given = {**found.values, **found.links}
        kept = [] if self.job.override_own else [n for n in given if n in record.own_fields]
        values = {name: value for name, value in found.values.items() if name not in kept}
        values |= self.importable.derived(record, values)
        before = {name: getattr(record, name) for name in values}
        for name, value in values.items():
            setattr(record, name, value)
        if not self._valid(found, record, values):
            return
        for name, old in before.items():
            new = getattr(record, name)
            if alike(old, new, NEAR_DEGREES):
                setattr(record, name, old)
            else:
                found.changes[name] = (shown(old), shown(new))
        found.links = {name: found.links[name] for name in found.links.keys() - {*kept}}
        self._relink(found, record)
        found.action = Action.CHANGED if found.changes else Action.SAME
        found.record = record
        found.reasons += [(name, _("kept: a curator made it their own")) for name in kept]

    @staticmethod
    def _relink(found: Decision, record: Any) -> None:
        """Keep only the links that differ from those there are."""
        for name, wanted in list(found.links.items()):
            held = list(getattr(record, name).all())
            if {one.pk for one in held} == {one.pk for one in wanted}:
                del found.links[name]
            else:
                found.changes[name] = (shown(held), shown(wanted))

    def _valid(self, found: Decision, record: Any, given: Mapping[str, Any]) -> bool:
        """Check the fields that were given; the others are as they were, or as the model says."""
        try:
            record.clean_fields(exclude=(self.all_fields - given.keys()) | self.unchecked)
            if self.importable.together is None:
                record.clean()
        except ValidationError as error:
            for name, reason in messages(error):
                found.refuse(name, reason)
            return False
        return True


def _together_named(values: Iterable[Any]) -> str:
    """Values that name a record together, as its key."""
    return " ".join(str(getattr(value, "slug", value)) for value in values)


def shown(value: Any) -> str:
    """A value in a preview."""
    if value is None:
        return ""
    if isinstance(value, Point):
        return f"{value.y:.6f}, {value.x:.6f}"
    if isinstance(value, GEOSGeometry):
        return f"{value.geom_type} ({value.num_coords})"
    if isinstance(value, list) and value and isinstance(value[0], Model):
        return "; ".join(sorted(one.slug for one in value))[:LONGEST]
    if isinstance(value, list):
        return "; ".join(map(str, value))[:LONGEST]
    return str(value)[:LONGEST]

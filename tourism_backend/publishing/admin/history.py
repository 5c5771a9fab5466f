"""What changed, when and by whom: read from the history rows that database triggers write."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import models
from django.utils.formats import localize
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tourism_backend.publishing.collection import column, languages, source_language

EARTH_RADIUS_M = 6_371_008.8
# Written by every save, or shown elsewhere on the page.
UNTOLD = {"id", "uuid", "created_at", "updated_at", "own_fields"}
NOTHING = "–"


@dataclass(frozen=True)
class Change:
    """One field's value before and after, as text; a geometry's as GeoJSON too."""

    field: str
    old: str
    new: str
    shape_before: str = ""
    shape: str = ""


@dataclass(frozen=True)
class Entry:
    """One write of one record."""

    when: datetime
    who: str
    kind: str
    changes: tuple[Change, ...]
    first: bool = False  # nothing was there before
    event: int = 0
    where: str = ""  # the address it came from
    why: str = ""


def event_model(model: type[models.Model]) -> Any | None:
    """The model of a tracked model's history rows; None when it is not tracked."""
    kinds = set(getattr(model, "pgh_event_models", {}).values())
    return next(iter(kinds)) if kinds else None


def entries(model: type[models.Model], pk: Any, offset: int = 0, limit: int = 50) -> list[Entry]:
    """A record's history, newest first: a fixed number of queries, whatever its length."""
    kind = event_model(model)
    if kind is None:
        return []
    newest_first = kind.objects.filter(pgh_obj_id=pk).order_by("-pgh_id")
    # One more than is shown: the write before the oldest shown tells what that one changed.
    events = list(newest_first.select_related("pgh_context")[offset : offset + limit + 1])
    fields = _told_fields(kind)
    names = _related_names(fields, events)
    people = people_of(event.pgh_context and event.pgh_context.metadata for event in events)
    told = [*events, None] if len(events) <= limit else events
    return [_entry(new, old, fields, names, people) for new, old in pairwise(told)]


def _told_fields(kind: Any) -> list[models.Field[Any, Any]]:
    """The fields worth telling; of a translated text its languages, not the text itself."""
    fields = [field for field in kind._meta.fields if not field.name.startswith("pgh_")]
    names = {field.name for field in fields}
    own = f"_{column(source_language())}"
    return [f for f in fields if f.name not in UNTOLD and f"{f.name}{own}" not in names]


def people_of(contexts: Iterable[Mapping[str, Any] | None]) -> dict[int, str]:
    """The labels of the people named in contexts, in one query."""
    ids = {context["user"] for context in contexts if context and context.get("user")}
    people = get_user_model().objects.filter(pk__in=ids) if ids else []
    return {person.pk: person.label for person in people}


def who(context: Mapping[str, Any] | None, people: Mapping[int, str]) -> str:
    """Who made a write: a person, a part of the system, or somebody at the database."""
    if context is None:
        return _("direct database write")
    person = people.get(context.get("user") or 0)
    return person or str(context.get("actor") or _("the system"))


def kind_of(label: str) -> str:
    """What a write did, from the label of its history row."""
    return {"insert": _("created"), "update": _("changed"), "delete": _("deleted")}.get(
        label, label
    )


def _entry(
    new: Any,
    old: Any | None,
    fields: Sequence[models.Field[Any, Any]],
    names: Mapping[str, Mapping[Any, str]],
    people: Mapping[int, str],
) -> Entry:
    changes = []
    for field in fields:
        before = getattr(old, field.attname) if old is not None else None
        after = getattr(new, field.attname)
        if not _same(before, after):
            changes.append(_change(field, before, after, names.get(field.name, {})))
    context = new.pgh_context.metadata if new.pgh_context else None
    told = context or {}
    return Entry(
        when=new.pgh_created_at,
        who=who(context, people),
        kind=kind_of(new.pgh_label),
        changes=tuple(changes),
        first=old is None,
        event=new.pgh_id,
        where=str(told.get("address") or ""),
        why=str(told.get("why") or ""),
    )


def _same(before: Any, after: Any) -> bool:
    """Equal; nothing and an empty text are the same nothing."""
    return before == after or (before in (None, "", [], {}) and after in (None, "", [], {}))


def _change(
    field: models.Field[Any, Any], before: Any, after: Any, names: Mapping[Any, str]
) -> Change:
    label = label_of(field)
    if isinstance(after, GEOSGeometry) and isinstance(before, GEOSGeometry):
        told = f"{place_text(after)} ({moved(before, after)})"
        return Change(label, place_text(before), told, str(before.json), str(after.json))
    return Change(label, text(field, before, names), text(field, after, names))


def label_of(field: Any) -> str:
    """A field's name, with the language of a translated text."""
    # A column of a translated text is called as the text itself.
    label = str(getattr(field, "translated_field", field).verbose_name)
    label = label[:1].upper() + label[1:]
    for code in languages():
        if field.name.endswith(f"_{column(code)}"):
            return f"{label} · {get_language_info(code)['name_local']}"
    return label


def text(field: Any, value: Any, names: Mapping[Any, str]) -> str:
    """A field's value as people read it."""
    if value in (None, "", [], {}):
        return NOTHING
    if names and value in names:
        return names[value]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, GEOSGeometry):
        return place_text(value)
    if isinstance(value, datetime):
        return str(localize(localtime(value) if is_aware(value) else value))
    if isinstance(value, date | time):
        return str(localize(value))
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def line(fields: Mapping[str, Any], names: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """A row that belongs to a record, in one line: what it holds, field by field."""
    return "; ".join(
        f"{label_of(field)}: {text(field, row[name], names.get(name, {}))}"
        for name, field in fields.items()
        if row.get(name) not in (None, "", False, [], {})
    )


def place_text(geometry: GEOSGeometry) -> str:
    """A geometry in a few words: a point's coordinates, else its kind and size."""
    if isinstance(geometry, Point):
        return f"{geometry.y:.6f}, {geometry.x:.6f}"
    return _("%(kind)s of %(count)d points") % {
        "kind": geometry.geom_type,
        "count": geometry.num_coords,
    }


def moved(before: GEOSGeometry, after: GEOSGeometry) -> str:
    """How far a geometry moved, in metres: its point, or the middle of its shape."""
    metres = distance_m(before.centroid.coords, after.centroid.coords)
    if before.geom_type == after.geom_type == "Point":
        return _("moved %(metres)s m") % {"metres": localize(round(metres))}
    return _("its middle moved %(metres)s m") % {"metres": localize(round(metres))}


def distance_m(a: Sequence[float], b: Sequence[float]) -> float:
    """Metres between two (lon, lat) points on the sphere."""
    half_lon, half_lat = radians(b[0] - a[0]) / 2, radians(b[1] - a[1]) / 2
    scale = sqrt(cos(radians(a[1])) * cos(radians(b[1])))
    return 2 * EARTH_RADIUS_M * asin(min(1.0, hypot(sin(half_lat), scale * sin(half_lon))))


def _related_names(
    fields: Sequence[models.Field[Any, Any]], events: Sequence[Any]
) -> dict[str, dict[Any, str]]:
    """The names of what foreign keys pointed at: one query a foreign key."""
    names: dict[str, dict[Any, str]] = {}
    for field in fields:
        if isinstance(field, models.ForeignKey):
            ids = {getattr(event, field.attname) for event in events} - {None}
            kind: Any = field.related_model
            related = kind._default_manager.in_bulk(list(ids)) if ids else {}
            names[field.name] = {pk: str(thing) for pk, thing in related.items()}
    return names

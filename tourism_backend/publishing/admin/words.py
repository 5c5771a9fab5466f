"""Values, fields and writes in words, as the admin's pages tell what changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Any

from django.contrib.gis.geos import GeometryCollection, GEOSGeometry, Point, Polygon
from django.utils.formats import localize
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from tourism_backend.publishing.collection import column, languages

EARTH_RADIUS_M = 6_371_008.8
NOTHING = "–"


def who(actor: str) -> str:
    """Who made a write, as the history names them."""
    return actor or _("direct database write")


def kind_of(label: str) -> str:
    """What a write did, from the label of its history row."""
    return {"insert": _("created"), "update": _("changed"), "delete": _("deleted")}.get(
        label, label
    )


def label_of(field: Any) -> str:
    """A field's name, with the language of a translated text."""
    # A column of a translated text is called as the text itself.
    label = str(getattr(field, "translated_field", field).verbose_name)
    label = label[:1].upper() + label[1:]
    for code in languages():
        if field.name.endswith(f"_{column(code)}"):
            return f"{label} · {get_language_info(code)['name_local']}"
    return label


def _says_nothing(field: Any, value: Any) -> bool:
    """Whether a value is empty, and the field has no words for that."""
    if value == "":
        return value not in dict(getattr(field, "flatchoices", ()))
    return value in (None, [], {})


def text(field: Any, value: Any, names: Mapping[Any, str]) -> str:
    """A field's value as people read it."""
    if _says_nothing(field, value):
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
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return "\n".join(str(item) for item in value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))


def line(fields: Mapping[str, Any], names: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """A row that belongs to a record, in one line: what it holds, field by field."""
    return "; ".join(
        f"{label_of(field)}: {text(field, row[name], names.get(name, {}))}"
        for name, field in fields.items()
        if row.get(name) is not False and not _says_nothing(field, row.get(name))
    )


def place_text(geometry: GEOSGeometry) -> str:
    """A geometry in a few words: a point's coordinates, else its kind and size."""
    if isinstance(geometry, Point):
        return f"{geometry.y:.6f}, {geometry.x:.6f}"
    ends = geometry.num_coords - _rings(geometry)  # a ring tells its first corner twice
    return _("%(kind)s of %(count)d points") % {"kind": _shape(geometry), "count": ends}


def _shape(geometry: GEOSGeometry) -> str:
    """What it is, in the words of people who draw."""
    kinds = {
        "LineString": _("Line"),
        "MultiLineString": _("Lines"),
        "Polygon": _("Outline"),
        "MultiPolygon": _("Outline"),
    }
    return kinds.get(geometry.geom_type, geometry.geom_type)


def _rings(geometry: GEOSGeometry) -> int:
    """How many closed rings it is made of."""
    if isinstance(geometry, Polygon):
        return 1 + geometry.num_interior_rings
    return sum(map(_rings, geometry)) if isinstance(geometry, GeometryCollection) else 0


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

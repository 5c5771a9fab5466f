"""Loads a province, its communes and the units they were made from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point
from django.db import transaction

from geo.areas.collection import AREAS
from geo.areas.models import Area, FormerUnit, Kind, Level, Part
from tourism_backend.common.actors import Actor
from tourism_backend.common.text import clean, slugify_vi
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Licence
from tourism_backend.publishing.records import Item, Reading, Report, close, read_all, upsert
from tourism_backend.publishing.seeding import Load

KINDS = {
    "tỉnh": Kind.PROVINCE,
    "thành phố": Kind.CITY,
    "phường": Kind.WARD,
    "xã": Kind.COMMUNE,
    "đặc khu": Kind.SPECIAL_ZONE,
}
MEMBERS = {
    *("code", "name", "full_name", "name_en", "full_name_en", "name_zh", "full_name_zh"),
    *("name_alt", "kind", "province_code", "area_km2", "label_lon", "label_lat"),
    *("district_pre2025", "merged_from", "communes", "wards", "note"),
}

GeoJson = Mapping[str, Any]

FILES = ("province.geojson", "communes.geojson", "former_units.json")
SEED = Path(__file__).resolve().parent / "seed"


def load(asked: Load) -> None:
    """Load the areas that a load's files hold."""
    if not {"province.geojson", "communes.geojson"} & asked.files.keys():
        return
    nothing: GeoJson = {"features": []}
    load_areas(
        asked.actor,
        asked.provider,
        province=asked.files.get("province.geojson", nothing),
        communes=asked.files.get("communes.geojson", nothing),
        former_units=asked.records("former_units.json"),
        report=asked.report,
        skip_bad=asked.skip_bad,
    )


@transaction.atomic
def load_areas(
    actor: Actor,
    provider: str,
    *,
    province: GeoJson,
    communes: GeoJson,
    former_units: Sequence[Any] = (),
    report: Report | None = None,
    skip_bad: bool = False,
) -> Report:
    """Load and publish a province and its communes: GeoJSON collections, WGS 84.

    Each collection names ``valid_from``, ``licence`` and ``sources`` beside its features; former
    units come from the communes' ``merged_from``, with reference points from ``former_units``.
    Raises LoadRefused, with nothing written, when a record is bad and ``skip_bad`` is not set.
    """
    report = report or Report()
    files = {"province.geojson": province, "communes.geojson": communes}
    parents: dict[str, Any] = {}
    publish = []
    for file, collection in files.items():
        readings = _readings(report, file, collection)
        items = [item for reading in readings if (item := _item(reading, collection, parents))]
        written = upsert(Area, provider, items, actor, file=file)
        parents |= written.records
        publish += written.to_publish
    units = _former_units(report, communes, former_units, parents)
    sizes = {file: len(collection.get("features") or []) for file, collection in files.items()}
    close(report, {**sizes, "former_units.json": len(former_units)}, skip_bad=skip_bad)
    publish += units
    if publish:
        services.publish(actor, AREAS, list(dict.fromkeys(publish)))
    return report


def _readings(report: Report, file: str, collection: GeoJson) -> list[Reading]:
    features = collection.get("features") or []
    given = [feature if isinstance(feature, dict) else {} for feature in features]
    readings = read_all(report, file, [feature.get("properties") for feature in given])
    for reading, feature in zip(readings, given, strict=True):
        reading.members = {**reading.members, "(geometry)": feature.get("geometry")}
    return readings


def _item(reading: Reading, collection: GeoJson, parents: Mapping[str, Area]) -> Item | None:
    """One area's fields; None when it is bad."""
    reading.only({*MEMBERS, "(geometry)"})
    code = reading.text("code", required=True)
    full_name = reading.text("full_name", required=True)
    outline = _outline(reading)
    parent_code = reading.text("province_code")
    if parent_code and parent_code not in parents:
        reading.refuse("province_code", f"no province {parent_code!r} in the files")
    kind = KINDS.get(reading.text("kind") or "tỉnh")
    if kind is None:
        reading.refuse("kind", f"is none of {', '.join(KINDS)}")
    label = _label(reading, outline)
    values = {
        "slug": slugify_vi(full_name),
        "level": Level.COMMUNE if parent_code else Level.PROVINCE,
        "kind": kind,
        "code": code,
        "name_vi": reading.text("name", required=True),
        "name_en": reading.text("name_en"),
        "name_zh_hans": reading.text("name_zh"),
        "full_name_vi": full_name,
        "full_name_en": reading.text("full_name_en"),
        "full_name_zh_hans": reading.text("full_name_zh"),
        "other_names": reading.texts("name_alt"),
        "parent": parents.get(parent_code),
        "geometry": outline,
        "label_point": label,
        "area_km2": reading.number("area_km2", 0.01, 1e6),
        **_origin(reading, collection),
    }
    return Item(reading, code, values) if reading.ok else None


def _origin(reading: Reading, collection: GeoJson) -> dict[str, Any]:
    """Validity, licence and sources, which a collection states for all its features."""
    try:
        valid_from = date.fromisoformat(str(collection.get("valid_from")))
    except ValueError:
        reading.refuse("valid_from", "the collection must say from when it is in force: YYYY-MM-DD")
        valid_from = date.min
    licence = collection.get("licence", "")
    if licence not in Licence.values:
        reading.refuse(
            "licence", f"{licence!r} is none of {', '.join(filter(None, Licence.values))}"
        )
    return {
        "valid_from": valid_from,
        "licence": licence,
        "sources": list(collection.get("sources") or []),
    }


def _outline(reading: Reading) -> MultiPolygon | None:
    try:
        shape = GEOSGeometry(json.dumps(reading.members.get("(geometry)")), srid=4326)
    except (GEOSException, ValueError) as error:
        reading.refuse("geometry", f"cannot be read: {error}")
        return None
    if shape.geom_type == "Polygon":
        shape = MultiPolygon(shape, srid=4326)
    if not isinstance(shape, MultiPolygon):
        reading.refuse("geometry", f"must be a Polygon or MultiPolygon, not {shape.geom_type}")
        return None
    if not shape.valid:
        reading.refuse("geometry", f"is not valid: {shape.valid_reason}")
    return shape


def _label(reading: Reading, outline: MultiPolygon | None) -> Point | None:
    """The label point: as given, else a point inside the outline."""
    lon, lat = reading.number("label_lon", -180, 180), reading.number("label_lat", -90, 90)
    if lon is not None and lat is not None:
        return Point(lon, lat, srid=4326)
    return outline.point_on_surface if outline is not None and outline.valid else None


def _former_units(
    report: Report, communes: GeoJson, points: Sequence[Any], areas: Mapping[str, Area]
) -> list[UUID]:
    """Make the former units true to the files; the uuids of the areas whose units differ."""
    by_code = _points(report, points)
    touched = []
    for reading in _readings(Report(), "communes.geojson", communes):
        area = areas.get(reading.slug)
        if area is None:
            continue  # refused, and named, before
        reading.report = report
        units = [_unit(unit, area, by_code) for unit in _merged(reading)]
        if reading.ok and _replace(area, {unit.code: unit for unit in units}):
            touched.append(area.uuid)
    return touched


def _merged(reading: Reading) -> list[dict[str, str]]:
    """The members of ``merged_from``, each with a code and a name."""
    units = reading.members.get("merged_from") or []
    good = isinstance(units, list) and all(
        isinstance(unit, dict)
        and all(isinstance(value, str) for value in unit.values())
        and {"code", "name"} <= unit.keys()
        and unit.get("part", Part.WHOLE) in Part.values
        for unit in units
    )
    if not good:
        reading.refuse("merged_from", "must list objects of texts: code, name, district, part")
        return []
    return list(units)


def _unit(
    unit: Mapping[str, str],
    area: Area,
    points: Mapping[str, tuple[Point, bool]],
) -> FormerUnit:
    point, trusted = points.get(unit["code"], (None, False))
    return FormerUnit(
        code=unit["code"],
        name=clean(unit["name"]),
        district=clean(unit.get("district", "")),
        area=area,
        part=Part(unit.get("part", Part.WHOLE)),
        point=point,
        point_trusted=trusted,
        valid_until=area.valid_from,
    )


def _points(report: Report, records: Sequence[Any]) -> dict[str, tuple[Point, bool]]:
    """Reference points by code, and whether each can be trusted."""
    points = {}
    for reading in read_all(report, "former_units.json", records):
        lon, lat = reading.number("lon", -180, 180), reading.number("lat", -90, 90)
        if lon is not None and lat is not None:
            trusted = reading.flag("point_inside_new_commune") and not reading.flag("point_shared")
            points[reading.slug] = (Point(lon, lat, srid=4326), trusted)
    return points


def _replace(area: Area, wanted: Mapping[str, FormerUnit]) -> bool:
    """Write an area's former units where they differ; whether any did."""
    kept = {unit.code: unit for unit in area.former_units.all()}
    if {code: _key(unit) for code, unit in kept.items()} == {
        code: _key(unit) for code, unit in wanted.items()
    }:
        return False
    area.former_units.all().delete()
    FormerUnit.objects.bulk_create(wanted.values())
    return True


def _key(unit: FormerUnit) -> tuple[object, ...]:
    where = unit.point.coords if unit.point else None
    return (unit.name, unit.district, unit.part, where, unit.point_trusted, unit.valid_until)

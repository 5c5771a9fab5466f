"""Records as a file, in the formats that can be imported: what is written reads back the same.

Columns are the importable's, by their field names, with what names a record, its state, sources
and licence. GDAL writes them all from one sequence of GeoJSON features.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from geo.areas.destination import zone
from geo.exchange import gdal
from geo.exchange.formats import Format
from geo.exchange.importable import Importable
from geo.exchange.mapping import short
from tourism_backend.publishing.collection import column, source_language

BETWEEN = "; "


@dataclass(frozen=True)
class Written:
    """How GDAL writes a format; ``titles`` are the fields it has for a name and a description."""

    driver: str
    suffix: str
    media_type: str
    arguments: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


FORMATS: Mapping[str, Written] = {
    Format.CSV: Written("CSV", "csv", "text/csv; charset=utf-8", ("-lco", "WRITE_BOM=YES")),
    Format.XLSX: Written(
        "XLSX",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    Format.GEOJSON: Written("GeoJSON", "geojson", "application/geo+json", ("-lco", "RFC7946=YES")),
    Format.GPKG: Written("GPKG", "gpkg", "application/geopackage+sqlite3"),
    Format.KML: Written(
        "LIBKML", "kml", "application/vnd.google-earth.kml+xml", titles=("Name", "description")
    ),
    Format.KMZ: Written(
        "LIBKML", "kmz", "application/vnd.google-earth.kmz", titles=("Name", "description")
    ),
    # What GPX itself has no field for would come back in another type.
    Format.GPX: Written("GPX", "gpx", "application/gpx+xml", titles=("name", "desc", "src")),
    Format.SHAPE: Written("ESRI Shapefile", "shp", "application/zip", ("-lco", "ENCODING=UTF-8")),
}


def columns(importable: Importable) -> list[str]:
    """The columns of an export, in order."""
    position = ["x", "y"] if importable.is_point else []
    return ["id", "slug", "status", *importable.columns, *position, *ORIGIN]


ORIGIN = ("sources", "licence", "retrieved_on", "verified", "provider", "external_id")


def cells(importable: Importable, record: Any) -> dict[str, Any]:
    """A record's cells by column."""
    found: dict[str, Any] = {"id": str(record.uuid), "slug": record.slug, "status": record.status}
    for name in importable.columns:
        value = getattr(record, name)
        field = importable.fields[name]
        if field.many_to_many:
            value = sorted(one.slug for one in value.all())
        elif field.is_relation:
            value = value.slug if value is not None else None
        found[name] = cell(value)
    place = getattr(record, importable.geometry) if importable.geometry else None
    if importable.is_point:
        found |= {"x": place.x if place else None, "y": place.y if place else None}
    return found | {name: cell(getattr(record, name)) for name in ORIGIN}


def cell(value: Any) -> Any:
    """A value as a cell that reads back as the value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        # As it is written here: GDAL would take another form for a time, and lose its zone.
        return value.astimezone(zone()).strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        parts = [_part(part) for part in value]
        if len(parts) == 1:
            return parts[0].replace(";", ";;")
        return ("\n" if any(";" in part for part in parts) else BETWEEN).join(parts)
    if isinstance(value, dict):
        return orjson.dumps(value).decode() if value else ""
    return value


def _part(value: Any) -> str:
    """A part of a list; a source given as an object is named by its address."""
    if isinstance(value, dict):
        return str(value.get("url") or value.get("title") or orjson.dumps(value).decode())
    return str(value)


def offered(importable: Importable) -> list[tuple[str, str]]:
    """The formats that can hold the collection's geometry: GPX points, Shapefiles one kind."""
    field = importable.geometry_field
    unfit = set() if importable.is_point else {Format.GPX}
    if field is None or field.geom_type == "GEOMETRY":
        unfit.add(Format.SHAPE)
    if field is None:
        unfit |= {Format.KML, Format.KMZ, Format.GEOJSON}
    return [(format, str(Format(format).label)) for format in FORMATS if format not in unfit]


def features(
    importable: Importable, records: Iterable[Any], format: str
) -> Iterator[dict[str, Any]]:
    """The records as GeoJSON features, with the names that the format can hold."""
    names = {name: short(name) if format == Format.SHAPE else name for name in columns(importable)}
    told = [
        *(f"{field}_{column(source_language())}" for field in ("name", "description")),
        "sources",
    ]
    for record in records:
        found = cells(importable, record)
        titles = {
            title: found.get(name) or ""
            for title, name in zip(FORMATS[format].titles, told, strict=False)
        }
        if format == Format.GPX:
            properties = {**titles, "src": " ".join(filter(None, (titles["src"], record.licence)))}
        else:
            properties = titles | {names[name]: found[name] for name in names}
        place = getattr(record, importable.geometry) if importable.geometry else None
        yield {
            "type": "Feature",
            "geometry": orjson.loads(place.geojson) if place is not None else None,
            "properties": properties,
        }


@contextmanager
def written(
    importable: Importable, records: Iterable[Any], format: str
) -> Iterator[tuple[Path, Written]]:
    """A file of the records, for as long as the context lasts."""
    kind = FORMATS[format]
    with TemporaryDirectory(prefix="exchange-") as name:
        folder = Path(name)
        source = folder / "in.geojsonl"
        with source.open("wb") as lines:
            for feature in features(importable, records, format):
                lines.write(b"\x1e" + orjson.dumps(feature) + b"\n")  # RFC 8142
        target = folder / f"{importable.collection}.{kind.suffix}"
        naming = ["-nln", importable.collection] if format != Format.GPX else []
        arguments = ["-f", kind.driver, *kind.arguments, *naming]
        gdal.convert(source, ["GeoJSONSeq"], target, arguments)
        yield (_zipped(target) if format == Format.SHAPE else target), kind


def _zipped(shape: Path) -> Path:
    """The parts of a Shapefile as one archive."""
    target = shape.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(shape.parent.glob(f"{shape.stem}.*")):
            if part.suffix not in (".zip", ".geojsonl"):
                archive.write(part, part.name)
    return target

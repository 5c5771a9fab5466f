"""What an uploaded file is, by its bytes, and that it is safe to open.

A name is believed nowhere. What is refused, each with its reason: files over ``MOST_BYTES``,
archives that unpack to more than ``MOST_UNPACKED`` or hold too many, locked or damaged files, XML
that declares entities or a document type, and whatever is none of the formats.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_MEMBERS = 200
# What an archive may grow by; a table of empty cells shrinks well, a bomb better.
MOST_GROWTH = 300
HEAD = 4096
GPKG_ID = (b"GPKG", b"GP10", b"GP11")  # application ids
SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
PIECE = 1 << 20


class Format(models.TextChoices):
    """What can be read."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel (XLSX)"
    GEOJSON = "geojson", "GeoJSON"
    KML = "kml", "KML"
    KMZ = "kmz", "KMZ"
    GPX = "gpx", "GPX"
    SHAPE = "shp", gettext_lazy("Shapefile (zip)")
    GPKG = "gpkg", "GeoPackage"
    OSM = "osm", gettext_lazy("OpenStreetMap extract")
    PBF = "pbf", gettext_lazy("OpenStreetMap extract (PBF)")


@dataclass(frozen=True)
class Kind:
    """How GDAL opens a format: the drivers that may, the name its copy gets, options."""

    drivers: tuple[str, ...]
    name: str
    options: tuple[str, ...] = ()
    config: Mapping[str, str] = field(default_factory=dict)


KINDS: dict[str, Kind] = {
    Format.XLSX: Kind(("XLSX",), "table.xlsx", config={"OGR_XLSX_HEADERS": "FORCE"}),
    Format.GEOJSON: Kind(("GeoJSON",), "table.geojson"),
    Format.KML: Kind(("LIBKML", "KML"), "table.kml"),
    Format.KMZ: Kind(("LIBKML",), "table.kmz"),
    Format.GPX: Kind(("GPX",), "table.gpx"),
    # Without an encoding GDAL hands the bytes on as they are; ours are read by ``vietnamese``.
    Format.SHAPE: Kind(("ESRI Shapefile",), "table.shp", ("ENCODING=",)),
    Format.GPKG: Kind(("GPKG",), "table.gpkg"),
    Format.OSM: Kind(("OSM",), "extract.osm"),
    Format.PBF: Kind(("OSM",), "extract.osm.pbf"),
}


class FileRefused(Exception):
    """Why a file is not taken, in the reader's language."""


def recognised(file: IO[bytes], size: int) -> Format:
    """What a file is. Raises FileRefused."""
    if size > MOST_BYTES:
        raise FileRefused(
            _("The file has %(size)d MB; at most %(most)d MB are taken.")
            % {"size": size >> 20, "most": MOST_BYTES >> 20}
        )
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if not head.strip():
        raise FileRefused(_("The file is empty."))
    if head.startswith(b"PK\x03\x04"):
        return _of_archive(file)
    if head.startswith(b"SQLite format 3\x00"):
        if head[68:72] not in GPKG_ID:
            raise FileRefused(_("This is an SQLite database, but no GeoPackage."))
        return Format.GPKG
    if b"OSMHeader" in head[:32]:
        return Format.PBF
    return _of_text(head)


def _of_text(head: bytes) -> Format:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return _of_xml(text)
    if text.startswith((b"{", b"[")):
        if b'"type"' in head:
            return Format.GEOJSON
        raise FileRefused(_("This is JSON, but no GeoJSON."))
    if b"\x00" in head or text.startswith((b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8")):
        raise FileRefused(_unknown())
    return Format.CSV


def _unknown() -> str:
    return _("This is none of the formats: %(formats)s.") % {
        "formats": ", ".join(str(format.label) for format in Format)
    }


def _of_xml(head: bytes) -> Format:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise FileRefused(_("XML with a document type or entities is not taken."))
    for mark, format in ((b"<kml", Format.KML), (b"<gpx", Format.GPX), (b"<osm", Format.OSM)):
        if mark in head:
            return format
    raise FileRefused(_unknown())


def _of_archive(file: IO[bytes]) -> Format:
    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive)
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise FileRefused(_("The archive is damaged, or locked by a password.")) from None
    finally:
        file.seek(0)
    if "xl/workbook.xml" in names:
        return Format.XLSX
    if any(name.endswith(".shp") for name in names):
        return Format.SHAPE
    if any(name.endswith(".kml") for name in names):
        return Format.KMZ
    raise FileRefused(_("The archive holds no workbook, no KML and no Shapefile."))


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse bombs by what members say, and then by what they are: each is read to its end."""
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    if (
        len(members) > MOST_MEMBERS
        or unpacked > MOST_UNPACKED
        or (unpacked > PIECE and unpacked / packed > MOST_GROWTH)
    ):
        raise FileRefused(_("The archive unpacks to more than is taken."))
    for member in members:
        # Reading to the end checks the length that was said, and the sum over it.
        with archive.open(member) as opened:
            first = opened.read(PIECE)
            if first[:1] == b"<" and (b"<!DOCTYPE" in first or b"<!ENTITY" in first):
                raise FileRefused(_("XML with a document type or entities is not taken."))
            while opened.read(PIECE):
                pass


def laid_out(file: IO[bytes], format: str, folder: Path) -> Path:
    """A copy of a file under a name of our own, as GDAL wants it; its path.

    Of a Shapefile's archive only the parts of one shape are unpacked.
    """
    path = folder / (KINDS[format].name if format in KINDS else "table.csv")
    file.seek(0)
    if format != Format.SHAPE:
        with path.open("wb") as copy:
            while piece := file.read(PIECE):
                copy.write(piece)
        return path
    with zipfile.ZipFile(file) as archive:
        for suffix, member in _shape(archive.namelist()).items():
            with archive.open(member) as packed, path.with_suffix(suffix).open("wb") as copy:
                while piece := packed.read(PIECE):
                    copy.write(piece)
    return path


def _shape(names: Sequence[str]) -> dict[str, str]:
    """The members of an archive that make up its first shape, by suffix."""
    by_name = {name.lower(): name for name in names if not name.startswith("__MACOSX")}
    shape = min(name for name in by_name if name.endswith(".shp"))
    stem = str(PurePosixPath(shape).with_suffix(""))
    parts = {suffix: by_name.get(stem + suffix) for suffix in SHAPE_PARTS}
    _need(parts, (".shx", ".dbf"))
    return {suffix: name for suffix, name in parts.items() if name}


def _need(parts: dict[str, str | None], needed: Collection[str]) -> None:
    missing = [suffix for suffix in needed if not parts[suffix]]
    if missing:
        raise FileRefused(
            _("The Shapefile lacks its parts %(parts)s.") % {"parts": ", ".join(missing)}
        )

"""Rows of a file: every cell as text in NFC, the geometry in WGS 84.

All formats but CSV come through GDAL. A row is named by its line: of a text file's or a sheet's
lines, in other formats by its number. Cells are text whatever the format says, so that a value
means the same in each; ``columns`` makes values of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.contrib.gis.gdal import GDALException, OGRGeometry, SRSException
from django.contrib.gis.gdal.prototypes import ds as capi
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.utils.translation import gettext as _

from geo.exchange import gdal, systems, vietnamese
from geo.exchange.formats import KINDS, FileRefused, Format, laid_out
from tourism_backend.common.text import clean

MOST_ROWS = 100_000
MOST_COLUMNS = 300
SAMPLE = 64 * 1024
DELIMITERS = ",;\t|"
csv.field_size_limit(1 << 20)


@dataclass(frozen=True)
class Row:
    """One row: its line, its cells by header, where it lies (WGS 84), why it cannot be read."""

    line: int
    cells: Mapping[str, str]
    geometry: GEOSGeometry | None = None
    problem: str = ""


@dataclass(frozen=True)
class Table:
    """A layer or sheet: its name, its columns, how many rows, its EPSG code if it declares one."""

    name: str
    headers: tuple[str, ...]
    count: int
    system: int | None = None
    undeclared: bool = False  # declares a system that we do not know


@dataclass
class Opened:
    """A file that was opened: its tables, and the rows of one."""

    tables: tuple[Table, ...]
    encoding: str
    _rows: Any = field(repr=False)

    def table(self, name: str = "") -> Table:
        """The table of that name; else the first that has rows. Raises FileRefused."""
        found = [table for table in self.tables if table.count and name in ("", table.name)]
        if not found:
            raise FileRefused(_("The file has no rows."))
        return found[0]

    def rows(self, table: Table, system: int | None = None) -> Iterator[Row]:
        """The rows of a table; ``system`` is the EPSG code of its coordinates."""
        if table.count > MOST_ROWS:
            raise FileRefused(
                _("There are %(count)d rows; at most %(most)d are taken at once.")
                % {"count": table.count, "most": MOST_ROWS}
            )
        rows: Iterator[Row] = self._rows(table, system or table.system or systems.WGS84)
        return rows


@contextmanager
def reading(file: IO[bytes], format: str, encoding: str = "") -> Iterator[Opened]:
    """Open an uploaded file that ``formats.recognised`` knew. Raises FileRefused."""
    with TemporaryDirectory(prefix="exchange-") as folder:
        path = laid_out(file, format, Path(folder))
        if format == Format.CSV:
            yield _csv(path, encoding)
            return
        try:
            yield _layers(path, format, encoding)
        except (GDALException, SRSException):
            raise FileRefused(_("The file is damaged: it cannot be read.")) from None


# --- CSV


def _csv(path: Path, encoding: str) -> Opened:
    raw = path.read_bytes()
    encoding = encoding or vietnamese.guess(raw[: SAMPLE * 8])
    text = vietnamese.decode(raw, encoding)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:SAMPLE].split("\n\n")[0], DELIMITERS)
        delimiter = dialect.delimiter
    except csv.Error:
        first = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)

    def lines() -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ended = 0
        try:
            for cells in reader:
                begun, ended = ended + 1, reader.line_num
                if any(cell.strip() for cell in cells):
                    yield begun, cells
        except csv.Error as error:
            raise FileRefused(
                _("Line %(line)d cannot be read: %(reason)s")
                % {"line": reader.line_num, "reason": error}
            ) from None

    headers = _headers(next(lines(), (0, []))[1])
    count = sum(1 for _line in lines()) - 1

    def rows(table: Table, system: int) -> Iterator[Row]:
        for number, (line, cells) in enumerate(lines()):
            if number == 0:
                continue
            more = [cell for cell in cells[len(headers) :] if cell.strip()]
            yield Row(
                line,
                {name: clean(cell) for name, cell in zip(headers, cells, strict=False)},
                problem=_("The line has more cells than there are columns.") if more else "",
            )

    return Opened((Table("", headers, max(count, 0)),), encoding, rows)


def _headers(cells: list[str]) -> tuple[str, ...]:
    """Headers, each with a name of its own."""
    if len(cells) > MOST_COLUMNS:
        raise FileRefused(_("There are more than %d columns.") % MOST_COLUMNS)
    found: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = clean(cell).replace("\n", " ")[:120] or f"#{number}"
        found.append(name if name not in found else f"{name} #{number}")
    return tuple(found)


# --- GDAL


def _layers(path: Path, format: str, encoding: str) -> Opened:
    kind = KINDS[format]
    data: Any = gdal.opened(path, kind.drivers, kind.options, kind.config)
    reread = ""
    if format == Format.SHAPE:
        encoding = encoding or _of_shape(path, data)
    else:
        reread, encoding = encoding, "utf-8"
    by_name = {}
    tables = []
    for layer in data:
        name = str(layer.name)
        by_name[name] = layer
        tables.append(_table(name, layer, encoding, reread))

    def rows(table: Table, system: int) -> Iterator[Row]:
        layer = by_name[table.name]
        for number, feature in enumerate(layer, start=1):
            raw = (capi.get_field_as_string(feature.ptr, i) for i in range(feature.num_fields))
            cells = {
                header: _cell(value or b"", encoding, reread)
                for header, value in zip(table.headers, raw, strict=True)
            }
            line = feature.fid if format == Format.XLSX else number
            if format == Format.XLSX and not any(cells.values()):
                continue
            yield _placed(feature, line, cells, system)

    return Opened(tuple(tables), reread or encoding, rows)


def _of_shape(path: Path, data: Any) -> str:
    """The encoding of a Shapefile's table: what its ``.cpg`` says, else what its text looks like.

    ``.cpg`` files that say UTF-8 beside text that is none are common; the text is believed.
    """
    declared = ""
    if path.with_suffix(".cpg").exists():
        declared = path.with_suffix(".cpg").read_bytes()[:40].decode("ascii", "replace")
    with path.with_suffix(".dbf").open("rb") as table:
        head = table.read(12)
        table.seek(int.from_bytes(head[8:10], "little"))  # numbers before, text from here on
        looks = vietnamese.guess(table.read(SAMPLE * 8))
    if "1258" in declared and looks != "utf-8":
        return "cp1258"
    return looks


def _table(name: str, layer: Any, encoding: str, reread: str) -> Table:
    definition = layer._ldefn
    names = [
        _cell(capi.get_field_name(capi.get_field_defn(definition, i)), encoding, reread)
        for i in range(layer.num_fields)
    ]
    system, undeclared = None, False
    try:
        system = systems.code_of(layer.srs.wkt if layer.srs else "")
    except systems.UnknownSystem:
        undeclared = True
    return Table(name, _headers(names), layer.num_feat, system, undeclared)


def _cell(raw: bytes, encoding: str, reread: str) -> str:
    text = vietnamese.decode(raw, encoding)
    if reread:
        text = vietnamese.reread(text, reread)
    # GDAL writes lists as "(2:one,two)".
    if text.startswith("(") and text.endswith(")") and text[1:].partition(":")[0].isdecimal():
        text = "; ".join(text[1:-1].partition(":")[2].split(","))
    return clean(text)


def _placed(feature: Any, line: int, cells: Mapping[str, str], system: int) -> Row:
    try:
        shape: OGRGeometry = feature.geom
    except GDALException:  # it has none
        return Row(line, cells)
    try:
        shape.set_3d(False)
        geometry = systems.moved(shape, system).geos
    except (GDALException, SRSException, GEOSException):
        return Row(line, cells, problem=_("The position cannot be read."))
    geometry.srid = systems.WGS84
    return Row(line, cells, geometry)

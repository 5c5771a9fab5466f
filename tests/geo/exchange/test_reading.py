"""What files are, by their bytes, and what comes out of them."""

import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from pyproj import Geod, Transformer

from geo.exchange import gdal, systems
from geo.exchange.formats import FileRefused, Format, recognised
from geo.exchange.reading import reading

NAME = "Động Tam Thanh"
# Corners of the destination and its middle, lon/lat.
PLACES = [(106.10, 21.40), (106.76, 21.85), (107.25, 21.85), (107.35, 22.40)]


def features(*places, name=NAME, kind="Point"):
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": kind, "coordinates": place},
                "properties": {"name": name, "n": 7},
            }
            for place in places
        ],
    })  # fmt: skip


def written(tmp_path, driver, name, *arguments, content=None):
    """A file of the places, as GDAL writes it."""
    (tmp_path / "in.geojson").write_text(content or features(*PLACES))
    target = tmp_path / name
    gdal.convert(tmp_path / "in.geojson", ["GeoJSON"], target, ["-f", driver, *arguments])
    return target


def packed(folder, *paths):
    target = folder / "packed.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for path in paths:
            archive.write(path, path.name)
    return target.read_bytes()


def rows_of(raw, *, encoding="", system=None):
    file = ContentFile(raw)
    format = recognised(file, len(raw))
    with reading(file, format, encoding) as opened:
        table = opened.table()
        return format, table, list(opened.rows(table, system))


@pytest.mark.parametrize(
    ("driver", "name", "format", "header"),
    [
        ("KML", "a.kml", Format.KML, "Name"),
        ("LIBKML", "a.kmz", Format.KMZ, "Name"),
        ("GPX", "a.gpx", Format.GPX, "name"),
        ("GPKG", "a.gpkg", Format.GPKG, "name"),
    ],
)
def test_file_of_every_format_gives_its_rows(tmp_path, driver, name, format, header):
    options = ["-dsco", "GPX_USE_EXTENSIONS=YES"] if driver == "GPX" else []
    found, table, rows = rows_of(written(tmp_path, driver, name, *options).read_bytes())
    assert (found, table.count, len(rows)) == (format, 4, 4)
    assert [row.cells[header] for row in rows] == [NAME] * 4
    assert [row.geometry.coords for row in rows] == [pytest.approx(place) for place in PLACES]


def test_workbook_rows_carry_their_lines(tmp_path):
    lines = [{"Tên": NAME, "Số": 7}, {}, {"Tên": "0205", "Số": 1.5}]
    content = json.dumps({
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "geometry": None, "properties": line} for line in lines],
    })  # fmt: skip
    raw = written(tmp_path, "XLSX", "a.xlsx", content=content).read_bytes()
    format, table, rows = rows_of(raw)
    assert (format, table.headers) == (Format.XLSX, ("Tên", "Số"))
    assert [(row.line, *row.cells.values()) for row in rows] == [
        (2, NAME, "7"), (4, "0205", "1.5"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "vni"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_encoding_comes_out_in_unicode(encoding, delimiter):
    table = f'Tên{delimiter}Số\nChùa Thành ở Đồng Đăng{delimiter}1\n\n"Hai\ndòng"{delimiter}2\n'
    _format, found, rows = rows_of(table.encode(encoding))
    assert found.headers == ("Tên", "Số")
    assert [(row.line, row.cells["Tên"]) for row in rows] == [
        (2, "Chùa Thành ở Đồng Đăng"), (4, "Hai\ndòng"),
    ]  # fmt: skip


@pytest.mark.parametrize("code", [3405, 3406, 9215, 5897])
@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "utf-8"])
def test_shapefile_in_vn2000_lies_within_a_metre_of_projs_own_answer(tmp_path, code, encoding):
    forth = Transformer.from_crs(4326, code, always_xy=True)
    back = Transformer.from_crs(code, 4326, always_xy=True)
    grid = [forth.transform(*place) for place in PLACES]
    # GDAL writes bytes as they are: the table is in the old encoding, as ArcView left it.
    content = features(*grid, name=NAME.encode(encoding).decode("latin-1"))
    shape = written(
        tmp_path, "ESRI Shapefile", "a.shp", "-a_srs", f"EPSG:{code}",
        "-lco", f"ENCODING={'UTF-8' if encoding == 'utf-8' else 'ISO-8859-1'}",
        content=content if encoding != "utf-8" else features(*grid),
    )  # fmt: skip
    parts = [p for p in tmp_path.iterdir() if p.stem == "a" and p.suffix != ".cpg"]
    format, table, rows = rows_of(packed(tmp_path, *parts))
    assert (format, table.system) == (Format.SHAPE, code)
    assert [row.cells["name"] for row in rows] == [NAME] * 4
    for row, (x, y), place in zip(rows, grid, PLACES, strict=True):
        theirs = back.transform(x, y)
        for answer in (theirs, place):
            assert Geod(ellps="WGS84").inv(*row.geometry.coords, *answer)[2] < 0.01
    assert shape.exists()


def test_coordinates_when_chosen_by_the_curator_go_before_those_declared():
    lon, lat = systems.point(448_000, 2_417_000, 9215)
    theirs = Transformer.from_crs(9215, 4326, always_xy=True).transform(448_000, 2_417_000)
    assert Geod(ellps="WGS84").inv(lon, lat, *theirs)[2] < 0.01


PRJ = (
    'PROJCS["LANG_SON_2000",GEOGCS["GCS",DATUM["{datum}",SPHEROID["WGS_1984",6378137.0,'
    '298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],'
    'PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def test_prj_with_a_name_of_its_own_is_known_by_its_numbers():
    assert systems.code_of(PRJ.format(datum="D_Vietnam_2000", meridian="107.25")) == 9215


@pytest.mark.parametrize(
    "wkt",
    [
        PRJ.format(datum="D_Vietnam_2000", meridian="101.5"),
        PRJ.format(datum="D_Somewhere", meridian="107.25"),
        "nonsense",
    ],
)
def test_prj_that_is_not_known_is_not_guessed(wkt):
    with pytest.raises(systems.UnknownSystem):
        systems.code_of(wkt)


# --- hostile files


def bomb(members=1, size=8_000_000):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(members):
            archive.writestr(f"{n}.shp", b"\0" * size)
    return raw.getvalue()


def archive_of(**members):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", ".").replace("_over_", "/"), content)
    return raw.getvalue()


def lying():
    """An archive whose member says it is shorter than it is."""
    raw = bytearray(bomb(size=100_000))
    at = raw.rfind(b"PK\x01\x02")
    raw[at + 24 : at + 28] = (10).to_bytes(4, "little")
    return bytes(raw)


HOSTILE = {
    "empty": b"",
    "blank": b"  \n \n",
    "bomb": bomb(),
    "many members": bomb(members=300, size=10),
    "lying length": lying(),
    "truncated zip": bomb(size=100_000)[:-200],
    "other zip": archive_of(readme__txt="hello"),
    "shape without table": archive_of(a__shp="x"),
    "entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><kml/>',
    "entities in kmz": archive_of(doc__kml='<!DOCTYPE a [<!ENTITY b "c">]><kml/>'),
    "other xml": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "vrt": b"<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>",
    "pdf": b"%PDF-1.7 hello",
    "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "sqlite": b"SQLite format 3\x00" + b"\0" * 4000,
    "json": b'{"a": 1}',
    "broken geojson": b'{"type": "FeatureCollection", "features": [',
    "broken gpkg": b"SQLite format 3\x00" + b"\0" * 52 + b"GPKG" + b"\0" * 4000,
    "broken kml": b"<kml><Document><Placemark>",
    "broken gpx": b"<gpx><wpt lat='x'",
    "nul bytes": b"name,x\n\x00\x00\x01\x02",
    "headers alone": b"name,x,y\n",
    "too many columns": b",".join(b"c%d" % n for n in range(400)) + b"\n1\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_with_a_reason(name, english):
    with pytest.raises(FileRefused) as refused:
        rows_of(HOSTILE[name])
    assert str(refused.value)


def test_file_when_too_large_is_refused(english):
    with pytest.raises(FileRefused, match="at most 50 MB"):
        recognised(ContentFile(b"a,b"), 60 * 1024 * 1024)

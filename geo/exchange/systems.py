"""Coordinate reference systems: which a curator may choose, and the way from them to WGS 84.

PROJ does the arithmetic. Vietnam's VN-2000 goes to WGS 84 by the seven parameters of the state
(EPSG:6960). They are published for a *coordinate frame* rotation: copied with the same signs into
PROJ's ``+towgs84``, which is a *position vector*, they are about a metre off. So systems are named
by their EPSG code, never by such a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.contrib.gis.gdal import (
    AxisOrder,
    CoordTransform,
    GDALException,
    OGRGeometry,
    SpatialReference,
    SRSException,
)

WGS84 = 4326
# VN-2000: zones of 6° and 3°, and the provinces' own meridians.
NAMES: Mapping[int, str] = {
    WGS84: "WGS 84 (GPS)",
    3405: "VN-2000 / UTM 48N (105°)",
    3406: "VN-2000 / UTM 49N (111°)",
    5897: "VN-2000 / TM-3 105°00′",
    9214: "VN-2000 / TM-3 107°00′",
    9215: "VN-2000 / TM-3 107°15′",
    5898: "VN-2000 / TM-3 108°00′",
}
_VN2000 = re.compile(r"(vn|vietnam)[\s_-]?2000", re.IGNORECASE)
_WGS84 = re.compile(r'DATUM\["(D_)?WGS_1984"', re.IGNORECASE)
_NUMBERS = ("central_meridian", "scale_factor", "false_easting", "false_northing")


class UnknownSystem(Exception):
    """A file's coordinates are in a system that we cannot take right."""


def offered() -> Sequence[tuple[int, str]]:
    """The systems a curator may choose, the destination's own first."""
    own = cast("Sequence[int]", settings.DESTINATION["reference_systems"])
    return [(code, NAMES.get(code, f"EPSG:{code}")) for code in own]


@cache
def system(code: int) -> SpatialReference:
    """A system by its EPSG code, axes in the order x, y."""
    return SpatialReference(code, axis_order=AxisOrder.TRADITIONAL)


def code_of(wkt: str) -> int | None:
    """The EPSG code of a system that a file declares (``.prj``); None where it declares none.

    Names in ``.prj`` files are anybody's: what has no code is known by its datum and the numbers
    of its projection. Raises UnknownSystem for the rest: their way to WGS 84 would be a guess.
    """
    if not wkt.strip():
        return None
    try:
        declared = SpatialReference(wkt)
    except (GDALException, SRSException):
        raise UnknownSystem from None
    part = "PROJCS" if declared.projected else "GEOGCS"
    if declared.auth_name(part) == "EPSG":
        return int(declared.auth_code(part))
    return _alike(declared)


def _alike(declared: SpatialReference) -> int:
    vn2000, wgs84 = (bool(datum.search(declared.wkt)) for datum in (_VN2000, _WGS84))
    if declared.geographic and wgs84 and not vn2000:
        return WGS84
    for code in NAMES:
        known = system(code)
        same = declared.projected and known.projected and vn2000
        if same and all(_number(declared, name) == _number(known, name) for name in _NUMBERS):
            return code
    raise UnknownSystem


def _number(declared: SpatialReference, name: str) -> float | None:
    """A parameter of a projection, from its text."""
    found = re.search(rf'PARAMETER\["{name}",\s*([-0-9.eE]+)', declared.wkt, re.IGNORECASE)
    return float(found[1]) if found else None


@cache
def to_wgs84(code: int) -> CoordTransform | None:
    """The way from a system to WGS 84; None where it is WGS 84."""
    return None if code == WGS84 else CoordTransform(system(code), system(WGS84))


def moved(geometry: OGRGeometry, code: int) -> OGRGeometry:
    """A geometry of a system, in WGS 84 (lon/lat). Raises GDALException outside its range."""
    way = to_wgs84(code)
    if way is not None:
        geometry.transform(way)
    return geometry


def point(x: float, y: float, code: int) -> tuple[float, float]:
    """A position of a system as (lon, lat) in WGS 84."""
    if code == WGS84:
        return x, y
    found: Any = moved(OGRGeometry(f"POINT ({x!r} {y!r})"), code).geos
    return found.x, found.y

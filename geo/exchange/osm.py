"""OpenStreetMap: named objects of an extract, and which of our records each one is.

Pure but for reading the file. GDAL reads ``.osm`` and ``.osm.pbf``; nodes, and ways and relations
that are areas, each with all its tags. Positions are WGS 84, lon/lat.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import cos, hypot, radians
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Generic, TypeVar

from django.contrib.gis.gdal import GDALException
from django.utils.translation import gettext as _

from geo.exchange import gdal
from geo.exchange.formats import KINDS, FileRefused, laid_out
from tourism_backend.common.text import clean, fold

# As GDAL's own configuration, but with all tags in one field.
LAYERS = """
closed_ways_are_polygons=aeroway,amenity,boundary,building,craft,historic,landuse,leisure,man_made,natural,office,place,shop,tourism
attribute_name_laundering=no
[points]
osm_id=yes
all_tags=yes
[multipolygons]
osm_id=yes
all_tags=yes
"""
PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
ESCAPED = re.compile(r"\\(.)")
# A record and an object are one if they lie this near and their names are alike.
NEAR_M = 200
ALIKE = 0.8
CELL = 0.005  # degrees: wider than NEAR_M anywhere we are
METRES = 111_320  # a degree of latitude

R = TypeVar("R")


@dataclass(frozen=True)
class Object:
    """A named object: ``node/1``, its tags, where it lies (an area: a point on it)."""

    id: str
    tags: Mapping[str, str]
    lon: float
    lat: float

    @property
    def name(self) -> str:
        """Its name in the local language."""
        return self.tags["name"]


def objects(file: IO[bytes], format: str) -> Iterator[Object]:
    """The named objects of an extract. Raises FileRefused for a damaged file."""
    with TemporaryDirectory(prefix="exchange-") as name:
        folder = Path(name)
        source, rules, table = laid_out(file, format, folder), folder / "osm.ini", folder / "o.gpkg"
        rules.write_text(LAYERS)
        named = ["-where", "all_tags LIKE '%\"name\"=>%'"]
        try:
            gdal.convert(
                source, KINDS[format].drivers, table,
                ["-f", "GPKG", *named, "points", "multipolygons"], (f"CONFIG_FILE={rules}",),
            )  # fmt: skip
            data: Any = gdal.opened(table, ["GPKG"])
        except GDALException:
            raise FileRefused(_("The file is damaged: it cannot be read.")) from None
        for layer in data:
            for feature in layer:
                yield _object(feature)


def _object(feature: Any) -> Object:
    fields = {name: feature.get(name) for name in feature.fields}
    if fields.get("osm_way_id"):
        id = f"way/{fields['osm_way_id']}"
    else:
        id = f"{'node' if feature.layer_name == 'points' else 'relation'}/{fields['osm_id']}"
    shape = feature.geom.geos
    place = shape if shape.geom_type == "Point" else shape.point_on_surface
    return Object(id, tags(fields["all_tags"] or ""), place.x, place.y)


def tags(text: str) -> dict[str, str]:
    """Tags as GDAL writes them: ``"key"=>"value","key"=>"value"``."""
    return {
        ESCAPED.sub(r"\1", key): clean(ESCAPED.sub(r"\1", value))
        for key, value in PAIR.findall(text)
    }


@dataclass(frozen=True)
class Known(Generic[R]):
    """A record of ours, as far as matching needs it."""

    record: R
    osm_id: str
    names: Sequence[str]
    lon: float
    lat: float


class Matcher(Generic[R]):
    """Finds the record an object is: by its id, else the nearest of a like name."""

    def __init__(self, known: Sequence[Known[R]]) -> None:
        self.by_id = {one.osm_id: one for one in known if one.osm_id}
        self.cells: dict[tuple[int, int], list[Known[R]]] = defaultdict(list)
        for one in known:
            self.cells[self._cell(one.lon, one.lat)].append(one)

    def match(self, found: Object) -> tuple[Known[R], float] | None:
        """The record and how far off it lies, in metres."""
        if found.id in self.by_id:
            one = self.by_id[found.id]
            return one, metres(one.lon, one.lat, found.lon, found.lat)
        x, y = self._cell(found.lon, found.lat)
        near = [
            (one, metres(one.lon, one.lat, found.lon, found.lat))
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for one in self.cells.get((x + dx, y + dy), ())
            # What has an id there already is another object's.
            if not one.osm_id and any(alike(name, found.name) for name in one.names)
        ]
        near = [pair for pair in near if pair[1] <= NEAR_M]
        return min(near, key=lambda pair: pair[1], default=None)

    @staticmethod
    def _cell(lon: float, lat: float) -> tuple[int, int]:
        return int(lon // CELL), int(lat // CELL)


def alike(one: str, other: str) -> bool:
    """Whether two names are nearly one, accents aside, or one holds the other's words."""
    a, b = fold(one), fold(other)
    if not a or not b:
        return False
    words, others = set(a.split()), set(b.split())
    return (
        a == b
        or (min(len(words), len(others)) > 1 and (words <= others or others <= words))
        or SequenceMatcher(None, a, b).ratio() >= ALIKE
    )


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """How far two positions are apart; exact enough for some kilometres."""
    x = (lon - other_lon) * cos(radians(lat)) * METRES
    return hypot(x, (lat - other_lat) * METRES)

"""TileJSON 3.0.0: what a map must know of a collection's tiles before it asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import override

from geo.tiles.grid import MAX_ZOOM
from geo.tiles.statements import EDGES, version
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import Collection, Field
from tourism_backend.publishing.query import Query

Bounds = tuple[float, float, float, float]

# Degrees added around the extent: a map asks for no tile outside it, and a symbol has a size.
MARGIN = 0.02
EDGE_LAT = 85.051128
EXTENT_ZOOM = 8  # its cells are a tenth of a degree wide
TYPES = {"string": "String", "number": "Number", "integer": "Number", "boolean": "Boolean"}


def destination() -> dict[str, Any]:
    """Name, bounds and centre of where we are."""
    return settings.DESTINATION


@dataclass(frozen=True)
class Extent:
    """Where a collection's rows lie now: west, south, east, north in degrees (WGS 84)."""

    version: int
    bounds: Bounds


def extent(collection: Collection) -> Extent:
    """The bounds of the rows and the version they were read at.

    A thinned collection's come from the cells of a low zoom, so that a million rows are not
    read for them. A collection without rows has the destination's.
    """
    if collection.thin:
        cell = f"ST_TileEnvelope({EXTENT_ZOOM} + 4, x, y)"
        rows = f"SELECT {cell} AS web FROM publishing_cell WHERE collection = '{collection.name}'"
        rows += f" AND z = {EXTENT_ZOOM}"
    else:
        rows = f"SELECT web FROM {collection.partition} WHERE NOT withdrawn"
    ((newest, *edges),) = reads.fetch(
        f"""
        SELECT {version(collection)},
            ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)
        FROM (SELECT ST_Transform(ST_SetSRID(ST_Extent(web)::geometry, 3857), 4326) AS box
              FROM ({rows}) rows) extent
        """
    )
    west, south, east, north = edges
    if west is None:
        return Extent(newest, destination()["bbox"])
    return Extent(
        newest,
        (
            max(-180.0, round(west - MARGIN, 4)),
            max(-EDGE_LAT, round(south - MARGIN, 4)),
            min(180.0, round(east + MARGIN, 4)),
            min(EDGE_LAT, round(north + MARGIN, 4)),
        ),
    )


def fields(collection: Collection) -> dict[str, str]:
    """The attributes of a tile's features and their types."""
    own = {"slug": "String", "name": "String", "rank": "Number"}
    if collection.thin:
        own["count"] = "Number"
    if collection.period:
        own |= {name: "Number" for name, _edge in EDGES}
    tags = {name: kind for name, tag in collection.tags.items() if (kind := _type(tag))}
    return tags | own


def _type(field: Field) -> str | None:
    """The type of a tag; None for what a tile cannot carry (arrays, objects)."""
    declared = field.schema.get("type", "string")
    names = declared if isinstance(declared, list) else [declared]
    return next((TYPES[name] for name in names if name in TYPES), None)


def tilejson(query: Query, template: str, extent: Extent) -> dict[str, Any]:
    """The TileJSON of a query's tiles; ``template`` is their address with {z}, {x} and {y}."""
    collection = query.collection
    with override(query.language):
        title, description = str(collection.title), str(collection.description)
    return {
        "tilejson": "3.0.0",
        "name": title,
        "description": description,
        "version": f"{extent.version}.0.0",
        "attribution": destination()["name"][query.language],
        "scheme": "xyz",
        "tiles": [template],
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
        "bounds": list(extent.bounds),
        "vector_layers": [
            {
                "id": collection.name,
                "description": title,
                "minzoom": 0,
                "maxzoom": MAX_ZOOM,
                "fields": fields(collection),
            }
        ],
    }

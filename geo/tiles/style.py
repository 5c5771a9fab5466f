"""A MapLibre style (version 8) of every collection that lies somewhere.

It has no text: labels would need a glyph server. Colours are the portal's light ones, except
where a collection's tag ``colour`` (#rrggbb) says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext, override

from geo.tiles.documents import destination
from tourism_backend.publishing.collection import Collection

Layer = dict[str, Any]

PAPER = "#f8f7f3"
PRIMARY = "#0f766e"
SURFACE = "#ffffff"


def style(
    collections: Iterable[Collection], language: str, source_url: Callable[[Collection], str]
) -> dict[str, Any]:
    """The style; ``source_url`` gives the address of a collection's TileJSON."""
    shown = list(collections)
    lon, lat = destination()["centre"]
    with override(language):
        title = gettext("Map of %(name)s") % {"name": destination()["name"][language]}
    return {
        "version": 8,
        "name": title,
        "center": [lon, lat],
        "zoom": 8.5,
        "sources": {
            collection.name: {
                "type": "vector",
                "url": source_url(collection),
                "promoteId": "slug",
            }
            for collection in shown
        },
        "layers": [
            {"id": "background", "type": "background", "paint": {"background-color": PAPER}},
            *(layer for draw in (_fill, _outline, _line, _circle) for layer in _each(shown, draw)),
        ],
    }


def _each(collections: list[Collection], draw: Callable[[Collection], Layer | None]) -> list[Layer]:
    """The layers of one kind, so that areas lie below lines and lines below points."""
    layers = []
    for collection in collections:
        layer = draw(collection)
        if layer:
            name = collection.name
            layers.append(
                {"id": f"{name}-{layer.pop('id')}", "source": name, "source-layer": name, **layer}
            )
    return layers


def _draws(collection: Collection, kind: str) -> bool:
    return collection.geometry is not None and collection.geometry.type in (kind, "Geometry")


def _only(*kinds: str) -> list[Any]:
    return ["match", ["geometry-type"], list(kinds), True, False]


def _colour(collection: Collection) -> Any:
    return ["to-color", ["get", "colour"], PRIMARY] if "colour" in collection.tags else PRIMARY


def _fill(collection: Collection) -> Layer | None:
    if not _draws(collection, "Polygon"):
        return None
    paint = {"fill-color": _colour(collection), "fill-opacity": 0.06}
    return {
        "id": "fill",
        "type": "fill",
        "filter": _only("Polygon", "MultiPolygon"),
        "paint": paint,
    }


def _outline(collection: Collection) -> Layer | None:
    if not _draws(collection, "Polygon"):
        return None
    paint = {
        "line-color": _colour(collection),
        "line-opacity": 0.45,
        "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.6, 14, 1.8],
    }
    return {
        "id": "outline",
        "type": "line",
        "filter": _only("Polygon", "MultiPolygon"),
        "paint": paint,
    }


def _line(collection: Collection) -> Layer | None:
    if not _draws(collection, "LineString"):
        return None
    return {
        "id": "line",
        "type": "line",
        "filter": _only("LineString", "MultiLineString"),
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {
            "line-color": _colour(collection),
            "line-width": ["interpolate", ["linear"], ["zoom"], 6, 1.5, 14, 4],
        },
    }


def _circle(collection: Collection) -> Layer | None:
    """A dot; the more points it stands for, the larger."""
    if not _draws(collection, "Point"):
        return None
    more: Any = ["min", 5, ["*", 1.6, ["log10", ["max", 1, ["get", "count"]]]]]
    far, near = (["+", 3, more], ["+", 6, more]) if collection.thin else (3, 6)
    return {
        "id": "point",
        "type": "circle",
        "filter": _only("Point", "MultiPoint"),
        "layout": {"circle-sort-key": ["get", "rank"]},
        "paint": {
            "circle-color": _colour(collection),
            "circle-radius": ["interpolate", ["linear"], ["zoom"], 6, far, 15, near],
            "circle-stroke-color": SURFACE,
            "circle-stroke-width": 1.5,
        },
    }

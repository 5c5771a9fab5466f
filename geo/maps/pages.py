"""The map page and the small map, as text: what is in them, without a request."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import folium
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from geo.maps import assets
from geo.maps.figure import Fragments, SafeFigure
from geo.maps.layers import MapLayer, layers_of
from geo.maps.widgets import CollectionLayer, PlaceMap, PortalMap, Spot, Visit
from tourism_backend.publishing.collection import Collection

FIRST_ZOOM = 12
DEEPEST = 18
SMALLEST = 7  # the page raises it until the view fits inside the bounds
MARGIN = 2.0  # degrees around the destination that the map may be moved to
_ICON = re.compile(r"[a-z0-9-]{1,40}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
TAGS = {"zh-hans": "zh-Hans"}  # what <html lang> and hreflang want


@dataclass(frozen=True)
class Address:
    """The same page in another language."""

    code: str
    tag: str
    name: str
    path: str
    url: str


@dataclass(frozen=True)
class MapConfig:
    """What a map page is made of, apart from the collections."""

    language: str
    addresses: Sequence[Address]
    home: str
    search: str
    api: str
    nonce: str = ""


@dataclass(frozen=True)
class MapPage:
    """A page, its validator, and what its policy must allow."""

    html: str
    etag: str
    csp: Mapping[str, list[str]] = field(default_factory=dict)


def map_page(config: MapConfig, collections: Iterable[Collection]) -> MapPage:
    """The map page of one language. The same arguments give the same bytes."""
    declared = list(collections)
    layers = layers_of(declared, config.language)
    parts = _figure(layers, config.nonce).fragments()
    context = {
        "language": config.language,
        "tag": TAGS.get(config.language, config.language),
        "t": _Words(assets.words(config.language)),
        "name": assets.destination()["name"][config.language],
        "config": _settings(config, declared, layers),
        "addresses": config.addresses,
        "own": next(a for a in config.addresses if a.code == config.language),
        "home": config.home,
        "search": config.search,
        "icons": assets.url("icons.svg"),
        "early": _early(config, layers),
        "theme": assets.url("theme.js"),
        "credits": assets.credits(),
        "pictures": settings.BASE_TILES_ATTRIBUTION if settings.BASE_TILES_URL else "",
        "parts": parts,
    }
    html = render_to_string("maps/map.html", context)
    digest = hashlib.sha256(html.encode()).hexdigest()[:32]
    return MapPage(html, f'W/"{digest}"', _policy(parts))


def place_map(
    *, lon: float, lat: float, accuracy_m: float, icon: str, colour: str, approximate: bool = False
) -> Fragments:
    """A small map of one place, for a place's page (see ``Fragments`` for what goes where).

    Degrees WGS 84, metres. ``icon`` is a name in the sprite and ``colour`` a ``#rrggbb``: of
    anything else a plain pin is made. Where the position is rough a circle shows how far.
    """
    figure = SafeFigure(assets.PLACE_MAP)
    zoom = _zoom_for(accuracy_m) if approximate else 14
    tour = PlaceMap(
        location=[lat, lon],
        zoom_start=zoom,
        tiles=None,
        min_zoom=9,
        max_zoom=17,
        zoom_control=False,
        scroll_wheel_zoom=False,
        keyboard=False,
        dragging=False,
        attribution_control=False,
        fade_animation=False,
    )
    shown: dict[str, str | float] = {
        "lon": float(lon),
        "lat": float(lat),
        "accuracy": float(accuracy_m) if approximate else 0.0,
        "icon": icon if _ICON.fullmatch(icon) else "pin",
        "colour": colour if _COLOUR.fullmatch(colour) else "#0f766e",
        "base": assets.url("base.json"),
        "icons": assets.url("icons.svg"),
    }
    tour.add_child(Spot(shown))
    figure.add_child(tour)
    return figure.fragments()


def _figure(layers: Sequence[MapLayer], nonce: str) -> SafeFigure:
    lon, lat = assets.destination()["centre"]
    west, south, east, north = assets.destination()["bbox"]
    pictures = bool(settings.BASE_TILES_URL)
    tour = PortalMap(
        location=[lat, lon],
        zoom_start=FIRST_ZOOM,
        tiles=None,
        min_zoom=SMALLEST,
        max_zoom=DEEPEST,
        max_bounds=True,
        min_lat=south - MARGIN,
        max_lat=north + MARGIN,
        min_lon=west - MARGIN,
        max_lon=east + MARGIN,
        max_bounds_viscosity=1.0,
        zoom_control=False,
        attribution_control=False,
        fade_animation=False,
    )
    if pictures:
        folium.TileLayer(
            tiles=settings.BASE_TILES_URL,
            attr="-",  # shown by the page, as text
            max_native_zoom=DEEPEST,
            max_zoom=DEEPEST,
        ).add_to(tour)
    for layer in layers:
        tour.add_child(CollectionLayer(layer))
    tour.add_child(Visit(pictures=pictures))
    figure = SafeFigure(assets.MAP_PAGE, nonce=nonce)
    figure.add_child(tour)
    return figure


def _early(config: MapConfig, layers: Sequence[MapLayer]) -> list[str]:
    """What the page's script asks for first, letter by letter as it asks (``frontend/src``)."""
    return [
        assets.url("base.json"),
        *[layer.tilejson for layer in layers if layer.look == "pins"],
        f"{config.api}categories?lang={config.language}&limit=200",
    ]


def _settings(
    config: MapConfig, collections: Sequence[Collection], layers: Sequence[MapLayer]
) -> dict[str, Any]:
    """What the page's script reads, as JSON (``frontend/src/config.ts``)."""
    mapped = {layer.collection for layer in layers}
    with override(config.language):
        titles = {one.name: str(one.title) for one in collections}
    paged = [one for one in collections if one.page and one.name in mapped]
    pages = {one.name: f"{config.home}{one.page}" for one in paged}
    return {
        "lang": config.language,
        "zone": settings.TIME_ZONE,
        "text": assets.words(config.language),
        "bbox": list(assets.destination()["bbox"]),
        "titles": titles,
        "pages": pages,
        "urls": {
            "api": config.api,
            "base": assets.url("base.json"),
            "icons": assets.url("icons.svg"),
            "scenes": assets.folder("scenes"),
            "place": pages.get("places", ""),
        },
    }


def _policy(parts: Fragments) -> dict[str, list[str]]:
    policy = {name: list(values) for name, values in parts.csp.items()}
    if settings.BASE_TILES_URL:
        policy["img-src"] = [_origin(settings.BASE_TILES_URL)]
    return policy


def _origin(template: str) -> str:
    """Scheme and host of a tile address; ``{s}`` stands for any subdomain."""
    scheme, _, rest = template.partition("://")
    return f"{scheme}://{rest.split('/', 1)[0].replace('{s}', '*')}"


def _zoom_for(accuracy_m: float) -> int:
    """A zoom at which a circle of that radius fills a good part of a small map."""
    zoom = 14
    while accuracy_m > 450 and zoom > 10:
        accuracy_m /= 2
        zoom -= 1
    return zoom


class _Words:
    """The texts for a template: ``t.search_label`` is the text ``search.label``."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def __getitem__(self, name: str) -> str:
        return self._words[name.replace("_", ".")]

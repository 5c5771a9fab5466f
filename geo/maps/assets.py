"""The built front end's files, by the names that maps use: nothing else may be linked."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static

DIST = "portal/dist/"

# What a map may link, by Folium's names for it. Leaflet is inside our own bundle.
MAP_PAGE = {"tour_map": DIST + "map.js", "tour_map_css": DIST + "map.css"}
PLACE_MAP = {"place_map": DIST + "place-map.js", "place_map_css": DIST + "place-map.css"}
ROUTE_MAP = {"route_map": DIST + "route-map.js", "route_map_css": DIST + "place-map.css"}

FRONT_END = settings.BASE_DIR / "frontend"


def destination() -> dict[str, Any]:
    """Name by language, bounding box and centre of where we are."""
    return settings.DESTINATION


def url(name: str) -> str:
    """The address of a built file, e.g. ``base.json``."""
    return str(static(DIST + name))


def folder(name: str) -> str:
    """The address of a folder of built files, for names that the page itself completes."""
    return f"{settings.STATIC_URL}{DIST}{name}/"


@lru_cache(maxsize=8)
def words(language: str) -> dict[str, str]:
    """The interface's texts in one language (``frontend/i18n``), for this destination."""
    place = destination()["name"][language]
    texts: dict[str, str] = _read(f"i18n/{language}.json")
    return {name: text.replace("{place}", place) for name, text in texts.items()}


@lru_cache(maxsize=1)
def credits() -> tuple[dict[str, str], ...]:
    """Whom the map's data come from: name, licence, address."""
    return tuple(_read("credits.json"))


def _read(path: str) -> Any:
    return json.loads((FRONT_END / path).read_text(encoding="utf-8"))

"""The map of a way with numbered stops, for a page of its own. Numbers only go through Folium."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from geo.maps import assets
from geo.maps.figure import Fragments, SafeFigure
from geo.maps.widgets import _BareMap, _Call

Line = Sequence[tuple[float, float]]  # lon, lat in degrees, WGS 84


@dataclass(frozen=True)
class RouteStop:
    """A stop: its number, its day, where it is (degrees), how far off it may be (m; 0: exact)."""

    number: int
    day: int
    lon: float
    lat: float
    accuracy: float = 0.0


class RouteMap(_BareMap):
    """A map that shows a way."""

    default_js = [("route_map", "route-map.js")]
    default_css = [("route_map_css", "place-map.css")]


class Route(_Call):
    """The way and its stops; what they are called the script reads in the page."""

    method = "route"

    def __init__(self, shown: dict[str, Any]) -> None:
        super().__init__(shown)


def route_map(lines: Sequence[Line], stops: Sequence[RouteStop], *, schematic: bool) -> Fragments:
    """A map of lines and numbered stops (see ``Fragments`` for what goes where).

    ``schematic`` lines join stops and are no way to follow: they are dashed, and drawn as such.
    """
    figure = SafeFigure(assets.ROUTE_MAP)
    tour = RouteMap(
        location=_middle(lines, stops),
        zoom_start=11,
        tiles=None,
        min_zoom=8,
        max_zoom=17,
        zoom_control=False,
        scroll_wheel_zoom=False,
        attribution_control=False,
        fade_animation=False,
    )
    shown: dict[str, Any] = {
        "lines": [[[round(lon, 5), round(lat, 5)] for lon, lat in line] for line in lines],
        "stops": [asdict(stop) for stop in stops],
        "schematic": schematic,
        "base": assets.url("base.json"),
        "icons": assets.url("icons.svg"),
    }
    tour.add_child(Route(shown))
    figure.add_child(tour)
    return figure.fragments()


def _middle(lines: Sequence[Line], stops: Sequence[RouteStop]) -> list[float]:
    """Where the map is before its script fits everything in: latitude, longitude."""
    points = [(stop.lon, stop.lat) for stop in stops] or [point for line in lines for point in line]
    if not points:
        lon, lat = assets.destination()["centre"]
        return [lat, lon]
    lons, lats = [lon for lon, _lat in points], [lat for _lon, lat in points]
    return [(min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2]

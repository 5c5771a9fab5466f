"""Our Folium elements: the map itself, a collection's layer, the hand-over to the page.

Each takes only numbers, constants and what ``layers`` made of declarations; texts reach the page
as JSON beside the map, never through here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geo.maps.layers import MapLayer


class _BareMap(folium.Map):
    """Folium's map without what Folium adds for notebooks.

    Its scripts (jQuery, Bootstrap, awesome-markers), its styles and its page-wide switches stay
    away; options, layers and the ``L.map`` call are Folium's.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id={{ this.get_name()|tojson }}></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
            center: {{ this.location|tojson }},
            crs: L.CRS.{{ this.crs }},
            ...{{ this.options|tojavascript }}
        });
        {% endmacro %}
        """
    )


class PortalMap(_BareMap):
    """The map of the map page."""

    default_js = [("tour_map", "map.js")]
    default_css = [("tour_map_css", "map.css")]


class PlaceMap(_BareMap):
    """The small map of a place's page."""

    default_js = [("place_map", "place-map.js")]
    default_css = [("place_map_css", "place-map.css")]


class _Call(JSCSSMixin, MacroElement):
    """One call of our script on the map: ``TourMap.<method>(map, argument)``."""

    method = ""
    _template = Template(
        """
        {% macro script(this, kwargs) %}
        TourMap.{{ this.method }}({{ this._parent.get_name() }}, {{ this.argument|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, argument: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = type(self).__name__
        self.argument = argument


class CollectionLayer(_Call):
    """A collection's layer, as declared."""

    method = "layer"

    def __init__(self, layer: MapLayer) -> None:
        super().__init__(layer.as_json())


class Visit(_Call):
    """Hands the map over to the page's script; ``pictures``: there is a raster layer below."""

    method = "start"

    def __init__(self, *, pictures: bool) -> None:
        super().__init__("pictures" if pictures else "own")


class Spot(_Call):
    """One place on a small map."""

    method = "place"

    def __init__(self, shown: Mapping[str, str | float]) -> None:
        super().__init__(dict(shown))

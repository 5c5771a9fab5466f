"""The room of the map pages."""

from django.apps import AppConfig


class MapsConfig(AppConfig):
    """Folium: the safe figure, our widgets, the layers, the map page."""

    name = "geo.maps"
    label = "maps"

    def ready(self) -> None:
        """Register the system check of declared layers."""
        from geo.maps import checks  # noqa: F401

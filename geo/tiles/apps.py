"""The tiles app."""

from django.apps import AppConfig


class TilesConfig(AppConfig):
    """Vector tiles of every collection with a geometry; it has no tables of its own."""

    name = "geo.tiles"
    label = "tiles"
    verbose_name = "Tiles"

"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """One search over the public rows of every collection; it has no tables of its own."""

    name = "geo.search"
    label = "search"
    verbose_name = "Search"

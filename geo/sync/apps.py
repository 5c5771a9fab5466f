"""The sync app."""

from django.apps import AppConfig


class SyncConfig(AppConfig):
    """The feed of changes of every collection's public rows; it has no tables of its own."""

    name = "geo.sync"
    label = "sync"
    verbose_name = "Sync"

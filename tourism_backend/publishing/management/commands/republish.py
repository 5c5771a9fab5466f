"""Make public rows true to the published records."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tourism_backend.publishing import services
from tourism_backend.publishing.registry import RegistryError, registry


class Command(BaseCommand):
    """``republish [--stale] [collection …]``: all collections, those named, or the stale ones."""

    help = "Project published records into their public rows again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which collections."""
        parser.add_argument("collections", nargs="*")
        parser.add_argument(
            "--stale", action="store_true", help="only those whose declaration has changed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say per collection how many rows were created, changed and withdrawn."""
        try:
            chosen = [registry.get(name) for name in options["collections"]] or list(registry)
        except RegistryError as error:
            raise CommandError(str(error)) from None
        for collection in chosen:
            if options["stale"] and not services.stale(collection):
                continue
            outcome = services.reproject(collection)
            self.stdout.write(
                f"{collection.name}: {outcome.created} created, {outcome.changed} changed,"
                f" {outcome.withdrawn} withdrawn"
            )

"""Let a database that was brought back from a copy draw versions that were never told."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from tourism_backend.publishing import publication


class Command(BaseCommand):
    """``begin_versions``: go on with numbers later than any that the lost days can have drawn."""

    help = "After a restore: begin versions anew, so that followers and caches do too."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where they begin."""
        self.stdout.write(f"versions begin after {publication.begin_versions()}")

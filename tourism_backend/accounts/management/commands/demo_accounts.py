"""Create one demo account of each role."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tourism_backend.accounts import demo


class Command(BaseCommand):
    """Run again, it changes nothing; a changed password or role is set back."""

    help = "Create one demo account of each role and print how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--force`` is needed in production, where nobody should need demo accounts."""
        parser.add_argument("--force", action="store_true", help="also in production")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing and print a table."""
        if settings.PRODUCTION and not options["force"]:
            raise CommandError("PRODUCTION is set: demo accounts are refused (--force overrides).")
        passwords = demo.passwords()
        rows = [("user name", "password", "role", "")]
        for account in demo.DEMOS:
            password = passwords[account.username]
            outcome = demo.ensure(account, password)
            rows.append((account.username, password, account.role.value, outcome))
        self._table(rows)
        self.stdout.write(f"Kept in {demo.path()}.")

    def _table(self, rows: list[tuple[str, str, str, str]]) -> None:
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        for row in rows:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write("  ".join(cells).rstrip())

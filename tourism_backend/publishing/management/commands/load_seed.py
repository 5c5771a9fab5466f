"""Load the destination's data from files, for every room that has some, and publish it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing.records import LoadRefused, Report
from tourism_backend.publishing.seeding import load, seeds


class Command(BaseCommand):
    """Loads what is new or differs, and nothing twice."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, by whom, and how strict."""
        parser.add_argument(
            "--from",
            dest="folder",
            type=Path,
            help=f"a folder with {', '.join(seeds.files)} (any of them); default: those shipped",
        )
        parser.add_argument(
            "--provider", default=settings.SEED_PROVIDER, help="who the records are from"
        )
        parser.add_argument("--dry-run", action="store_true", help="do all of it, keep none of it")
        parser.add_argument(
            "--skip-bad", action="store_true", help="load the good records; else all or nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what became of the records in counts."""
        try:
            report = load(
                SystemActor("load_seed"),
                options["provider"],
                options["folder"],
                skip_bad=options["skip_bad"],
                dry_run=options["dry_run"],
            )
        except LoadRefused as refused:
            self._say(refused.report)
            raise CommandError(str(refused)) from None
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from None
        self._say(report)
        if options["dry_run"]:
            self.stdout.write("dry run: nothing was kept")

    def _say(self, report: Report) -> None:
        for refusal in report.refusals:
            self.stderr.write(str(refusal))
        for file, tally in report.tallies.items():
            self.stdout.write(f"{file}: {tally}")

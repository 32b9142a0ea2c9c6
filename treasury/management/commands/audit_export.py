"""Write the signed export of a period for a regulator or an auditor; who took it and why is recorded."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treasury.audit_export import make_export
from treasury.errors import ReasonMissing


class Command(BaseCommand):
    help = "Write one signed archive: movements, patterns, solvency and verification of these days (UTC)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--reason", required=True)
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made, archive = make_export(
                first_on=options["first"], last_on=options["last"], reason=options["reason"]
            )
            options["out"].write_bytes(archive)
        except (ReasonMissing, ValueError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{made.movements} movements, {made.patterns} patterns. SHA-256 {made.sha256}, key {made.public_key}."
        )

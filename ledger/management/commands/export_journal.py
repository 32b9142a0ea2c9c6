"""Write the sealed journal as JSON lines for the stand-alone verifier."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ledger.chain.exporting import journal_lines


class Command(BaseCommand):
    help = "Write everybody's sealed journal as JSON lines; scripts/verify_journal.py checks them without Betsite."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="the file to write; - is standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] == "-":
            sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
            for line in journal_lines():
                sys.stdout.write(f"{line}\n")
            return
        with Path(options["file"]).open("w", encoding="utf-8", newline="\n") as file:
            for line in journal_lines():
                file.write(f"{line}\n")

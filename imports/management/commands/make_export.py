"""Write a believable export file with a true running balance."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from imports import generator


class Command(BaseCommand):
    help = "Make a complete export of a made-up bettor, the same for the same format, rows and seed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", required=True, choices=generator.FORMATS, metavar="KEY")
        parser.add_argument("--rows", type=int, default=1000, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--idle-rows", action="store_true", help="also rows that move no money")
        parser.add_argument("--output", type=Path, metavar="FILE", help="else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        has_idle_rows = options["idle_rows"]
        made = generator.make(
            options["format"], options["rows"], options["seed"], has_idle_rows=has_idle_rows
        )
        if options["output"]:
            options["output"].write_bytes(made)
        else:
            sys.stdout.buffer.write(made)

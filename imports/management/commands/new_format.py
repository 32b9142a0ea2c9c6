"""Begin a new export format: one that works, with its fixture, to be changed to what a bookmaker's file looks like."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from imports import skeleton

NEXT = """
It works as it is. Make it your bookmaker's:
  1. Put rows of your own into {sample}, with the export's exact header and quirks.
     Never a real person's file. docs/adding-a-format.md says which rows it should have.
  2. Change columns, types and times in {module} to what stands there.
  3. UPDATE_EXPECTED=1 make test T=imports/tests/test_formats.py
     and read {expected} line by line: it is the specification from now on.
  4. make test T=imports/tests/test_formats.py
  5. Write imports/generator/{module.name}, which makes long files of this kind.
"""


class Command(BaseCommand):
    help = (
        "Write imports/formats/<NAME>.py and a fixture: a format that passes all tests, to be changed by you."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="such as my_bookie: the module's name")
        parser.add_argument("--title", default="", help="what people call it; else made of the name")
        parser.add_argument(
            "--kind",
            default="",
            metavar="|".join(skeleton.KINDS),
            help="a bookmaker's statement (the usual), or a tracker's list of bets",
        )
        parser.add_argument("--root", type=Path, default=settings.BASE_DIR, help="another checkout")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"]:
            raise CommandError("Say what it is to be called: make new-format NAME=my_bookie")
        root: Path = options["root"]
        try:
            written = skeleton.create(
                root,
                options["name"],
                title=options["title"],
                kind=options["kind"] or skeleton.KINDS[0],
            )
        except skeleton.FormatRefused as refused:
            raise CommandError(str(refused)) from refused
        module, sample, expected = (path.relative_to(root) for path in written)
        for path in (module, sample, expected):
            self.stdout.write(f"wrote {path}")
        self.stdout.write(NEXT.format(module=module, sample=sample, expected=expected))

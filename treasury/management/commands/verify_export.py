"""Verify a signed export: exit code 0 when every byte is as it was signed, 1 when not."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treasury.audit_export import problems_of


class Command(BaseCommand):
    help = "Check the signature and every file of an auditor's export."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--key", default="", metavar="HEX", help="the public key it must be signed with")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        found = problems_of(content, public_key=options["key"])
        self.stdout.write("\n".join(found) or "Every byte is as it was signed.")
        if found:
            sys.exit(1)

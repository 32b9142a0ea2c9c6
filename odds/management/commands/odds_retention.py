"""Drop quotes of months that are not kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from odds.retention import retain


class Command(BaseCommand):
    help = "Drop the quotes taken more than N whole months before this one. Closing lines are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--keep-months", type=int, required=True, metavar="N")

    def handle(self, *, keep_months: int, **options: Any) -> None:
        try:
            dropped = retain(keep_months=keep_months)
        except ValueError as error:
            raise CommandError(str(error)) from error
        for name, quotes in dropped.partitions.items():
            self.stdout.write(f"{name}: {quotes:,} quotes dropped")
        self.stdout.write(
            f"Quotes since {dropped.first_kept} are kept; {dropped.prices:,} last prices dropped."
        )

"""Ask The Odds API now, within its quota."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from odds.polling import poll_all


class Command(BaseCommand):
    help = "Ask The Odds API for the sports that are due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--now", action="store_true", dest="is_forced", help="also for sports that are not due yet"
        )

    def handle(self, *, is_forced: bool, **options: Any) -> None:
        polled = poll_all(is_forced=is_forced)
        for each in polled:
            told = f": {each.detail}" if each.detail else ""
            counts = ", ".join(
                f"{key.replace('_', ' ')} {value:,}" for key, value in (each.counts or {}).items()
            )
            self.stdout.write(f"{each.sport or 'The Odds API'} {each.state}{told} {counts}".rstrip())
        if any(each.state == "failed" for each in polled):
            raise CommandError("A source did not answer.")

"""Derive closing lines that are missing."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from odds.closing.sweeping import sweep


class Command(BaseCommand):
    help = "Derive the closing lines of events that have begun and have none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, default=3650, help="look at events that began in so many days"
        )

    def handle(self, *, days: int, **options: Any) -> None:
        counts = sweep(since=timedelta(days=days))
        self.stdout.write(", ".join(f"{name} {number:,}" for name, number in counts.items()))

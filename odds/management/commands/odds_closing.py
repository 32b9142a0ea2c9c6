"""Derive closing lines that are missing."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from odds.closing.sweeping import sweep
from odds.matching import sweeping as matching


class Command(BaseCommand):
    help = "Derive the closing lines of events that have begun and have none, and match the bets on them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days", type=int, default=3650, help="look at events that began in so many days"
        )

        parser.add_argument("--again", action="store_true", help="derive those that are there anew too")

    def handle(self, *, days: int, again: bool, **options: Any) -> None:
        counts = sweep(since=timedelta(days=days), is_again=again) | matching.sweep()
        self.stdout.write(", ".join(f"{name} {number:,}" for name, number in counts.items()))

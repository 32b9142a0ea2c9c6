"""Seal now what would be sealed within the minute."""

from typing import Any

from django.core.management.base import BaseCommand

from ledger import chain


class Command(BaseCommand):
    help = "Number and seal everything written to the journal since the last seal."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = chain.seal()
        end = chain.head()
        self.stdout.write(
            f"Sealed {rows} rows. The chain ends with block {end.number}, no. {end.sequence},"
            f" hash {bytes(end.hash).hex()}."
        )

"""Look for deposits once, as Celery beat does every ten seconds."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from treasury import scanning
from treasury.chain.contract import ChainError


class Command(BaseCommand):
    help = "Read the chain up to its head and credit what is deep enough."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what was found."""
        try:
            done = scanning.scan()
        except ChainError as error:
            raise CommandError(error.message) from error
        if done is None:
            self.stdout.write("Another scan is under way.")
            return
        self.stdout.write(
            f"Blocks {done.first} to {done.last}: {done.seen} transfers, {done.credited} credited,"
            f" {done.orphaned} gone."
        )

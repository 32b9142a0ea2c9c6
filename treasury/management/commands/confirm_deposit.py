"""Confirm a deposit on the simulated network."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from treasury import simulating
from treasury.chain.contract import ChainError
from treasury.models import Deposit


class Command(BaseCommand):
    help = "Make the blocks a simulated deposit waits for, and credit it (refused in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("deposit", type=int)

    def handle(self, *args: Any, deposit: int, **options: Any) -> None:
        """Prints the new state."""
        try:
            found = simulating.confirm(Deposit.objects.using("staff").get(pk=deposit))
        except Deposit.DoesNotExist as error:
            raise CommandError(f"There is no deposit {deposit}.") from error
        except ChainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Deposit {found.pk}: {found.state}")

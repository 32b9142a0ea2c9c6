"""Make a deposit arrive on the simulated network."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from treasury import people, simulating
from treasury.chain.contract import ChainError
from treasury.models import Deposit


class Command(BaseCommand):
    help = "Let money arrive for a person on the simulated network (refused in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("amount")
        parser.add_argument("--confirm", action="store_true", help="with all its confirmations")

    def handle(self, *args: Any, email: str, amount: str, confirm: bool, **options: Any) -> None:
        """Prints the deposit's number and state."""
        try:
            tx_hash = simulating.arrive(people.person(email), people.amount_micro(amount))
            found = Deposit.objects.using("staff").get(tx_hash=tx_hash)
            if confirm:
                found = simulating.confirm(found)
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody has the address {email}.") from error
        except (ChainError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Deposit {found.pk}: {found.state}, {found.tx_hash}")

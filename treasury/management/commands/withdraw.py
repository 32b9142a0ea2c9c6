"""Ask for a withdrawal in a person's name, as the page does."""

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from treasury import people, withdrawing
from web.errors import Problem


class Command(BaseCommand):
    help = "Request a withdrawal for a person: the same limits, hold and approval as on the page."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("amount")
        parser.add_argument("address")

    def handle(self, *args: Any, email: str, amount: str, address: str, **options: Any) -> None:
        """Prints the withdrawal's number and state."""
        try:
            asked = withdrawing.request(
                user=people.person(email),
                amount_micro=people.amount_micro(amount),
                recipient=address,
                token=uuid4(),
            )
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody has the address {email}.") from error
        except (Problem, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Withdrawal {asked.pk}: {asked.state}")

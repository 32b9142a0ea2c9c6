"""Ask for a withdrawal in a person's name, as the page does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.management.base import CommandError, CommandParser

from ledger.money import format_micro
from treasury import people, withdrawing
from treasury.models import Withdrawal
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Request a withdrawal for a person: the same limits, hold and approval as on the page."

    def add_arguments(self, parser: CommandParser) -> None:
        """By name, or by place: EMAIL DECIMAL ADDRESS."""
        super().add_arguments(parser)
        parser.add_argument("email", nargs="?", help="the same as --user")
        parser.add_argument("decimal", nargs="?", help="the same as --usdc")
        parser.add_argument("address", nargs="?", help="the same as --to")
        people.ask_user(parser)
        people.ask_amount(parser)
        parser.add_argument("--to", metavar="ADDRESS", help="where it is paid")
        parser.add_argument("--token", type=UUID, help="asked again with it, it is the same withdrawal")

    def act(self, **options: Any) -> Mapping[str, Any]:
        """The withdrawal's number and state."""
        user, to = options["user"] or options["email"], options["to"] or options["address"]
        if not user or not to:
            raise CommandError("Say whose and where to: --user EMAIL --to ADDRESS.")
        asked = withdrawing.request(
            user=people.named(user),
            amount_micro=people.said_amount(options["micro"], options["usdc"] or options["decimal"]),
            recipient=to,
            token=options["token"] or uuid4(),
        )
        asked = Withdrawal.objects.using("staff").get(pk=asked.pk)  # as its last step left it
        return {
            "withdrawal": asked.pk,
            "state": asked.state,
            "amount": format_micro(asked.amount_micro),
            "amount_micro": asked.amount_micro,
            "currency": asked.currency,
            "to": asked.recipient,
        }

    def say(self, told: Mapping[str, Any]) -> str:
        """One line."""
        return f"Withdrawal {told['withdrawal']}: {told['state']}"

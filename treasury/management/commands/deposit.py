"""Make a deposit arrive on the simulated network."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandError, CommandParser

from ledger.money import format_micro
from treasury import people, simulating
from treasury.models import Deposit
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Let money arrive for a person on the simulated network (refused in production)."

    def add_arguments(self, parser: CommandParser) -> None:
        """By name, or by place: EMAIL DECIMAL."""
        super().add_arguments(parser)
        parser.add_argument("email", nargs="?", help="the same as --user")
        parser.add_argument("decimal", nargs="?", help="the same as --usdc")
        people.ask_user(parser)
        people.ask_amount(parser)
        parser.add_argument("--confirm", action="store_true", help="with all its confirmations")

    def act(self, **options: Any) -> Mapping[str, Any]:
        """The deposit's number and state."""
        user = options["user"] or options["email"]
        if not user:
            raise CommandError("Say whose: --user EMAIL.")
        micro = people.said_amount(options["micro"], options["usdc"] or options["decimal"])
        tx_hash = simulating.arrive(people.named(user), micro)
        found = Deposit.objects.using("staff").get(tx_hash=tx_hash)
        if options["confirm"]:
            found = simulating.confirm(found)
        return {
            "deposit": found.pk,
            "state": found.state,
            "tx_hash": found.tx_hash,
            "amount": format_micro(found.amount_micro),
            "amount_micro": found.amount_micro,
            "currency": found.currency,
        }

    def say(self, told: Mapping[str, Any]) -> str:
        """One line."""
        return f"Deposit {told['deposit']}: {told['state']}, {told['tx_hash']}"

"""Make people with money, to try things out with."""

from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser

from ledger.money import format_micro
from treasury import people, seeding
from web.operating import OperatorCommand

USUAL = "1000"


class Command(OperatorCommand):
    help = "Make people with money on the simulated network (refused in production). Again: nobody is made twice."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and how much each."""
        super().add_arguments(parser)
        parser.add_argument("--users", type=int, required=True, metavar="N")
        people.ask_amount(parser)

    def act(self, **options: Any) -> Mapping[str, Any]:
        """Who there is."""
        usdc = options["usdc"] or (None if options["micro"] else USUAL)
        micro = people.said_amount(options["micro"], usdc)
        done = seeding.seed(options["users"], each_micro=micro)
        return {
            "users": len(done.emails),
            "made": done.made,
            "amount": format_micro(micro),
            "amount_micro": micro,
            "first": done.emails[0],
            "last": done.emails[-1],
        }

    def say(self, told: Mapping[str, Any]) -> str:
        """One line."""
        return (
            f"{told['users']} people, {told['first']} to {told['last']}: {told['made']} made now,"
            f" each with {told['amount']}."
        )

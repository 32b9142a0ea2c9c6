"""Place a wager in a person's name."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.core.management.base import CommandError, CommandParser

from rounds import finding, told, wagering
from rounds.models import Round, Side
from treasury import people
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Place a wager for a person, with every check of the page: balance, limits, exclusion, the lock."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, which side, how much; on the open round unless --code names one."""
        super().add_arguments(parser)
        people.ask_user(parser)
        parser.add_argument("--side", required=True, type=str.lower, choices=Side.values)
        people.ask_amount(parser)
        finding.ask_round(parser, is_needed=False)
        parser.add_argument("--token", type=UUID, help="asked again with it, it is the same wager")

    def act(self, **options: Any) -> Mapping[str, Any]:
        """The wager."""
        if not options["user"]:
            raise CommandError("Say whose: --user EMAIL.")
        user = people.named(options["user"])
        micro = people.said_amount(options["micro"], options["usdc"])
        on = finding.one(options) if options["code"] else _open(options)
        made = wagering.place(
            user=user,
            round_id=on.pk,
            side=options["side"],
            amount_micro=micro,
            token=options["token"] or uuid4(),
        )
        return told.of_wager(made, on)

    def say(self, told: Mapping[str, Any]) -> str:
        """One line."""
        return (
            f"Wager {told['wager']}: {told['amount']} {told['currency']} on {told['side']}"
            f" of {told['instrument']} {told['round']}."
        )


def _open(options: dict[str, Any]) -> Round:
    of = finding.instrument(options["instrument"])
    found = Round.objects.using("staff").select_related("instrument").open().filter(instrument=of).first()
    if found is None:
        raise CommandError(f"No round of {of.slug} is open.")
    return found

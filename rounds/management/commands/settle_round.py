"""Settle a round by its sources, or by what two of the staff vouch for."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rounds import finding, forcing, pools, settlement, told
from rounds.errors import NoResult
from rounds.management.commands.open_round import price
from rounds.models import Round
from rounds.oracles import deciding, fetching
from web.operating import OperatorCommand

AUTO, UP, DOWN, VOID = RESULTS = ("AUTO", "UP", "DOWN", "VOID")


class Command(OperatorCommand):
    help = (
        "Settle a locked round. AUTO asks its sources; UP, DOWN, or AUTO with --close is a forced result, which needs"
        " --by, --confirmed-by (two different people) and --reason. VOID refunds everybody: an open round needs --by"
        " and --reason, a locked one two people."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, how, and who vouches for it."""
        super().add_arguments(parser)
        finding.ask_round(parser)
        parser.add_argument("--result", required=True, type=str.upper, choices=RESULTS)
        parser.add_argument("--close", metavar="VALUE", help="the close, where no source tells it")
        parser.add_argument("--reason", default="")
        finding.ask_staff(parser)
        finding.ask_staff(parser, name="--confirmed-by", what="who vouches for it, too")

    def act(self, **options: Any) -> Mapping[str, Any]:
        """The round as it ended; one that had ended stays as it was."""
        found, result = finding.one(options), options["result"]
        close = price(options["close"])
        if found.has_ended:
            return told.of_round(found) | {"settled_now": False}
        if result == AUTO and close is None:
            ended = _by_sources(found)
            finding.on_record("round.settle", found, finding.staff(options["by"]))
        elif result == VOID and not options["confirmed_by"]:
            ended = _void_alone(found, options)
        else:
            ended = _forced(found, result, close, options)
        ended = Round.objects.using("staff").select_related("instrument").get(pk=ended.pk)
        return told.of_round(ended) | {"settled_now": True}

    def say(self, told: Mapping[str, Any]) -> str:
        """One line."""
        how = told["outcome"] or told["void_reason"]
        return (
            f"{told['instrument']} {told['code']}: {told['state']} ({how}), close {told['close'] or 'unknown'};"
            f" {told['up']} up, {told['down']} down, fee {told['fee']}, {told['wagers']} wagers."
        )


def _by_sources(found: Round) -> Round:
    """Raises NoResult while they do not agree, and what settlement refuses."""
    fetching.observe_all(found)
    verdict = deciding.verdict(found)
    if not verdict.is_agreed:
        raise NoResult(f"No close is trustworthy yet: {verdict.reason}")
    return settlement.settle(found.pk, close=verdict.close, is_final=verdict.is_final)


def _void_alone(found: Round, options: dict[str, Any]) -> Round:
    by = finding.staff(options["by"])
    if by is None:
        raise CommandError("Who voids a round says so: --by EMAIL --reason WHY.")
    return forcing.void_open(round_id=found.pk, by=by, reason=options["reason"])


def _forced(found: Round, result: str, close: Decimal | None, options: dict[str, Any]) -> Round:
    by = finding.staff(options["by"], permission=forcing.FORCE)
    second = finding.staff(options["confirmed_by"], permission=forcing.FORCE)
    if by is None or second is None:
        raise CommandError("A forced result needs two of the staff: --by EMAIL --confirmed-by EMAIL.")
    if by.pk == second.pk:
        raise CommandError("The two who vouch for a result are two different people.")
    if result == AUTO and close is not None:
        result = pools.outcome_of(close, found.reference_close, found.decimals)
    forced = forcing.propose(
        round_id=found.pk, outcome=result.lower(), close=close, reason=options["reason"], by=by
    )
    try:
        return forcing.confirm(forced_id=forced.pk, by=second)
    except Exception:
        forcing.withdraw(forced_id=forced.pk, by=by, reason="It could not be confirmed.")
        raise

"""Open a round."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import CommandError, CommandParser

from rounds import finding, opening, standing, told
from rounds.models import Round
from web.operating import OperatorCommand


class Command(OperatorCommand):
    help = "Open the round of a session, the next that can be wagered on unless --code names one."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, against what, and who says so."""
        super().add_arguments(parser)
        finding.ask_round(parser, is_needed=False)
        parser.add_argument("--reference", metavar="CLOSE", help="the close before, vouched for by --by")
        finding.ask_staff(parser)

    def act(self, **options: Any) -> Mapping[str, Any]:
        """The round; one that was open before is found."""
        by = finding.staff(options["by"])
        reference = price(options["reference"])
        if reference is not None and by is None:
            raise CommandError("A reference that is not from the price table is vouched for: --by EMAIL.")
        of = finding.instrument(options["instrument"])
        before = Round.objects.using("staff").filter(instrument=of).count()
        opened = opening.open_round(
            instrument=of,
            session=_day(options["code"]),
            reference=reference,
            by=by,
        )
        if by is None and Round.objects.using("staff").filter(instrument=of).count() > before:
            finding.on_record("round.open", opened, by)
        return told.of_round(opened, standing.pools_of(opened, using="staff"))

    def say(self, told: Mapping[str, Any]) -> str:
        """One line."""
        return (
            f"{told['instrument']} {told['code']}: {told['state']}, against {told['reference_close']} of"
            f" {told['reference_session']}; locks at {told['locks_at']:%Y-%m-%d %H:%M:%S} UTC."
        )


def price(text: str | None) -> Decimal | None:
    """An exact price above zero. Raises CommandError."""
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    if not value.is_finite() or not 0 < value < 10**14 or value.as_tuple().exponent < -6:  # type: ignore[operator]
        raise CommandError(f"{text!r} is no close: write it like 23639.08.")
    return value


def _day(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return datetime.strptime(finding.code(text), "%Y%m%d").date()  # noqa: DTZ007  a day of the exchange
    except ValueError as error:
        raise CommandError(f"{text} is no day.") from error

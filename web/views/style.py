"""The building blocks on one page, for those who build pages. Only routed with DEBUG."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponse

from web import tables
from web.access import public
from web.http import page

STATES = ("open", "undecided", "won", "lost", "half_won", "half_lost", "placed", "void", "cashed_out")
EVENTS = ("Carlton v Geelong", "Melbourne Cup", "Arsenal v Chelsea", "Sinner v Alcaraz", "Storm v Panthers")


class SampleTable(tables.Table):
    """A list as pages make it."""

    caption, name = "Sample bets", "sample-table"
    placed = tables.When("Placed", "placed_at")
    event = tables.Text("Event", "event", is_link=True)
    status = tables.Badge("Result", "status")
    odds = tables.Odds("Odds", "odds", is_minor=True)
    stake = tables.Money("Stake", "stake_micro", is_minor=True)
    profit = tables.Gain("Profit", "profit_micro")

    def row_url(self, record: SimpleNamespace) -> str:
        return f"#{record.pk}"


@public
def style(request: HttpRequest) -> HttpResponse:
    """Show every building block."""
    return page(request, "web/style.html", {"table": SampleTable(_bets()), "states": STATES})


def _bets() -> list[SimpleNamespace]:
    start = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    return [
        SimpleNamespace(
            pk=number,
            placed_at=start + timedelta(hours=31 * number),
            event=EVENTS[number % len(EVENTS)],
            status=STATES[number % len(STATES)],
            odds=Decimal("1.91") + number % 4,
            currency="AUD",
            stake_micro=20_000_000,
            profit_micro=(
                None,
                None,
                18_200_000,
                -20_000_000,
                9_100_000,
                -10_000_000,
                4_000_000,
                0,
                -3_500_000,
            )[number % 9],
        )
        for number in range(9)
    ]

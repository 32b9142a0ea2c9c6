from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from analytics.charts.solvency import solvency_chart
from ledger.balances import balances
from ledger.models import Account
from treasury.models import DaySolvency
from web.access import member
from web.clock import today
from web.csp import chart_styles
from web.figure import as_json
from web.http import page
from web.numbers import money_text

DAYS = 366
MINE = ("wallet", "held")


@dataclass(frozen=True, slots=True)
class Shown:
    """One currency: the newest day, the days before it, the person's own part of what is owed, and the drawing."""

    newest: DaySolvency
    days: list[DaySolvency]
    mine_micro: int
    chart: str


@member
@chart_styles
def solvency(request: HttpRequest) -> HttpResponse:
    """What the house owes everybody and holds for it, and the reader's own part. Sums only: nobody else's share."""
    user: Any = request.user
    mine = _mine(user)
    days = DaySolvency.objects.filter(day__gt=today() - timedelta(days=DAYS)).order_by("currency", "day")
    by_currency: dict[str, list[DaySolvency]] = {}
    for each in days:
        by_currency.setdefault(each.currency, []).append(each)
    shown = [
        Shown(some[-1], some[::-1], mine.get(currency, 0), _drawn(some, currency, user))
        for currency, some in by_currency.items()
    ]
    return page(request, "money/solvency.html", {"shown": shown, "mine": sorted(mine.items())})


def _mine(user: Any) -> dict[str, int]:
    accounts = list(Account.objects.visible_to(user).filter(code__in=MINE))
    held = balances(accounts)
    mine: dict[str, int] = {}
    for account in accounts:
        mine[account.currency] = mine.get(account.currency, 0) + held[account.pk]
    return mine


def _drawn(days: list[DaySolvency], currency: str, user: Any) -> str:
    return as_json(solvency_chart(days, say=lambda micro: money_text(micro, currency, own=user.currency)))

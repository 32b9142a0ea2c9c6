"""The one place that asks the database for what the markers look at. Call it inside acting_as(user).

Bets belong to the local day they were PLACED on, for that is when somebody decided to bet; a market result, whose
bets no file tells, is left out. Results by month are the overview's: by the month of settlement. Deposits and
withdrawals are the journal's, reversed ones left out.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Max, Q, QuerySet

from analytics import series
from analytics.figures import IN, OUT
from analytics.filters import Filter
from analytics.harm.history import History, Placed, Transfer, month_after, on_the_clock
from analytics.harm.models import Circumstances
from bets.models import Bet, Structure
from bets.models.states import IS_LOST
from ledger.models import Movement
from web import clock

MONTHS = 12
COLUMNS = (
    "pk",
    "currency",
    "placed_at",
    "settled_at",
    "at_risk_micro",
    "profit_micro",
    "odds",
    "structure",
    "is_live",
    "is_decided_by_rule",
    "decided_at",
    "is_lost",
)


def only_what_markers_know(asked: Filter) -> Filter:
    """Of a filter the days, the bookmaker and the currency: harm belongs to no sport."""
    return Filter(asked.date_from, asked.date_to, bookmaker=asked.bookmaker, currency=asked.currency)


def read(user: Any, asked: Filter, zone: ZoneInfo) -> History:
    """The history of the days asked for, else of the twelve months up to the one of the last bet."""
    asked = only_what_markers_know(asked)
    found = _bets(user, asked)
    first, last = _span(found, asked, zone)
    asked = asked.but(date_from=first, date_to=last)
    told = Circumstances.objects.visible_to(user).first()
    transfers = tuple(_transfers(user, asked, zone))
    bets = tuple(_placed(found, asked, zone))
    return History(
        bets,
        transfers,
        first,
        last,
        _results(user, asked, zone),
        told.income_micro if told else None,
        told.currency if told else "",
    )


def _bets(user: Any, asked: Filter) -> QuerySet[Bet]:
    bets = Bet.objects.visible_to(user).exclude(structure=Structure.MARKET)
    if asked.bookmaker:
        bets = bets.filter(bookmaker__slug=asked.bookmaker)
    return bets.filter(currency=asked.currency) if asked.currency else bets


def _span(bets: QuerySet[Bet], asked: Filter, zone: ZoneInfo) -> tuple[date, date]:
    latest = bets.aggregate(last=Max("placed_at"))["last"] or clock.now()
    last = asked.date_to or month_after(latest.astimezone(zone).date().replace(day=1)) - date.resolution
    if asked.date_from:
        return asked.date_from, max(last, asked.date_from)
    return month_after(last.replace(day=1), 1 - MONTHS), last


def _placed(bets: QuerySet[Bet], asked: Filter, zone: ZoneInfo) -> list[Placed]:
    start, end = asked.span(zone)
    lost = ExpressionWrapper(IS_LOST, output_field=BooleanField())
    rows = bets.filter(placed_at__gte=start, placed_at__lt=end).annotate(is_lost=lost).order_by()
    return [_one(row, zone) for row in rows.values_list(*COLUMNS).iterator(chunk_size=10_000)]


def _one(row: tuple, zone: ZoneInfo) -> Placed:
    pk, currency, placed_at, settled_at, risk, profit, odds, structure, is_live, by_rule, decided_at, lost = (
        row
    )
    at, local = on_the_clock(placed_at, zone)
    # What we or the person concluded is dated on the day of the stake: its moment is not known.
    is_told = settled_at is not None and settled_at > placed_at and not by_rule and decided_at is None
    return Placed(
        id=pk,
        currency=currency,
        placed_at=at,
        local=local,
        settled_at=on_the_clock(settled_at, zone)[0] if is_told else None,
        risk_micro=risk,
        profit_micro=profit,
        odds=odds,
        is_multi=structure in (Structure.MULTI, Structure.SYSTEM),
        is_live=is_live,
        is_lost=lost,
    )


def _transfers(user: Any, asked: Filter, zone: ZoneInfo) -> list[Transfer]:
    start, end = asked.span(zone)
    moved = (
        Movement.objects.visible_to(user)
        .active()
        .filter(kind__in=IN + OUT, effective_at__gte=start, effective_at__lt=end)
    )
    if asked.currency:
        moved = moved.filter(currency=asked.currency)
    if asked.bookmaker:
        code = f"book:{asked.bookmaker}"
        moved = moved.filter(Q(debit__code=code) | Q(credit__code=code))
    return [
        Transfer(id=pk, currency=currency, kind=kind, amount_micro=micro, at=moments[0], local=moments[1])
        for pk, currency, kind, micro, moments in (
            (*row[:4], on_the_clock(row[4], zone))
            for row in moved.values_list("pk", "currency", "kind", "amount_micro", "effective_at")
        )
    ]


def _results(user: Any, asked: Filter, zone: ZoneInfo) -> dict[tuple[str, date], int]:
    currencies = asked.bets(user, zone).settled().order_by().values_list("currency", flat=True).distinct()
    return {
        (currency, point.first): point.profit_micro
        for currency in sorted(currencies)
        for point in series.results(user, asked, zone, currency, "month")
    }

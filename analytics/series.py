"""Results and cash by period of the person's own calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, Count, F, Sum, Value, When
from django.db.models.functions import TruncDay, TruncMonth, TruncQuarter, TruncWeek, TruncYear

from analytics.columns import order
from analytics.columns.picked import pick
from analytics.figures import IN, OUT
from analytics.filters import Filter
from analytics.periods import span_of
from ledger.models import Movement

PERIODS = {
    "day": TruncDay,
    "week": TruncWeek,
    "month": TruncMonth,
    "quarter": TruncQuarter,
    "year": TruncYear,
}
MOST_DAYS, MOST_WEEKS = 62, 430


@dataclass(frozen=True, slots=True)
class Point:
    """One period, its first and last day, and the sums of what was settled in it (micro-units)."""

    first: date
    last: date
    profit_micro: int
    turnover_micro: int
    bets: int


@dataclass(frozen=True, slots=True)
class CashPoint:
    """One period, its first and last day, with the money put in and taken out (micro-units)."""

    first: date
    last: date
    deposits_micro: int
    withdrawals_micro: int


def results(user: Any, asked: Filter, zone: ZoneInfo, currency: str, period: str) -> list[Point]:
    """Settled bets of one currency by period of settlement, oldest first; periods without bets are left out."""
    mine = asked.but(currency=currency)
    picked = pick(user, mine, zone)
    rows = order.periods(picked, currency, period) if picked else results_by_sql(user, mine, zone, period)
    return [Point(first, last_day(first, period), *sums) for first, *sums in rows]


def results_by_sql(user: Any, asked: Filter, zone: ZoneInfo, period: str) -> list[tuple[date, int, int, int]]:
    """First day, profit, turnover and number of the settled bets of each period, oldest first."""
    trunc = PERIODS[period]("settled_at", tzinfo=zone)
    rows = (
        asked.bets(user, zone)
        .settled()
        .annotate(period=trunc)
        .values("period")
        .annotate(profit=Sum("profit_micro"), turnover=Sum("turnover_micro"), bets=Count("pk"))
        .order_by("period")
    )
    return [(row["period"].date(), int(row["profit"]), int(row["turnover"]), row["bets"]) for row in rows]


def cash(user: Any, asked: Filter, zone: ZoneInfo, currency: str, period: str) -> list[CashPoint]:
    """Deposits and withdrawals of one currency by period; only dates and bookmaker of the filter apply."""
    start, end = asked.span(zone)
    moved = Movement.objects.visible_to(user).active().filter(currency=currency, kind__in=IN + OUT)
    moved = moved.filter(effective_at__gte=start) if start else moved
    moved = moved.filter(effective_at__lt=end) if end else moved
    if asked.bookmaker:
        code = f"book:{asked.bookmaker}"
        moved = moved.filter(debit__code=code) | moved.filter(credit__code=code)
    back = When(kind="withdrawal_returned", then=-F("amount_micro"))
    nothing = Value(0, output_field=BigIntegerField())
    rows = (
        moved.annotate(period=PERIODS[period]("effective_at", tzinfo=zone))
        .values("period")
        .annotate(
            put_in=Sum(Case(When(kind__in=IN, then=F("amount_micro")), default=nothing)),
            took_out=Sum(Case(When(kind__in=IN, then=nothing), back, default=F("amount_micro"))),
        )
        .order_by("period")
    )
    return [
        CashPoint(
            row["period"].date(),
            last_day(row["period"].date(), period),
            int(row["put_in"]),
            int(row["took_out"]),
        )
        for row in rows
    ]


def fitting_period(first: date | None, last: date | None) -> str:
    """The period that makes a readable picture of a span: days for two months, weeks for a year, else months."""
    days = (last - first).days if first and last else 0
    if days <= MOST_DAYS:
        return "day"
    return "week" if days <= MOST_WEEKS else "month"


def last_day(first: date, period: str) -> date:
    """The last day of the period that begins on `first`."""
    if period == "day":
        return first
    if period == "week":
        return first + timedelta(days=6)
    return span_of(first, period).last


def first_day(day: date, period: str) -> date:
    """The first day of the period that a day belongs to; weeks begin on Monday."""
    if period == "day":
        return day
    return day - timedelta(days=day.weekday()) if period == "week" else span_of(day, period).first


def summed_up(days: Iterable[Point], period: str) -> list[Point]:
    """Points of days added to longer periods, oldest first."""
    found: dict[date, Point] = {}
    for point in days:
        first = first_day(point.first, period)
        known = found.get(first) or Point(first, last_day(first, period), 0, 0, 0)
        found[first] = replace(
            known,
            profit_micro=known.profit_micro + point.profit_micro,
            turnover_micro=known.turnover_micro + point.turnover_micro,
            bets=known.bets + point.bets,
        )
    return [found[first] for first in sorted(found)]


def cumulative(points: Sequence[Point]) -> list[int]:
    """The running total of profit after each period, micro-units."""
    return list(accumulate(point.profit_micro for point in points))

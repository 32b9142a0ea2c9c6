"""The monthly activity statement of all bookmakers together, in the layout regulators ask of each of them.

Everything is the overview's own figure for the days of the month (analytics.figures), so that the sums cannot differ
from it. Call it inside acting_as(user). Nothing is added across currencies.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Min

from analytics import series
from analytics.figures import BookFigures, Figures, by_bookmaker
from analytics.filters import Filter
from analytics.harm.history import month_after, months_between
from bets.models import Bet
from ledger.models import Movement
from web import clock

ALL, TREND = "All bookmakers", 12


@dataclass(frozen=True, slots=True)
class Lines:
    """One bookmaker's month (or of all together, `slug` empty) in one currency; micro-units."""

    slug: str
    bookmaker: str
    opening_micro: int
    figures: Figures

    @property
    def currency(self) -> str:
        """Of every amount here."""
        return self.figures.currency

    @property
    def closing_micro(self) -> int:
        """What was with the bookmaker at the end of the month, in the journal."""
        return self.figures.balance_micro

    @property
    def came_back_micro(self) -> int:
        """What settled bets paid back of the money staked on them, after commission."""
        return self.figures.turnover_micro + self.figures.profit_micro

    @property
    def other_micro(self) -> int:
        """What else moved the balance: stakes of bets not yet settled, bonuses, corrections."""
        f = self.figures
        explained = f.deposits_micro - f.withdrawals_micro + f.profit_micro
        return self.closing_micro - self.opening_micro - explained


@dataclass(frozen=True, slots=True)
class Statement:
    """One month in one currency."""

    month: date
    total: Lines
    books: tuple[Lines, ...]
    days: tuple[series.Point, ...]
    trend: tuple[series.Point, ...]

    @property
    def currency(self) -> str:
        """Of the whole statement."""
        return self.total.currency


def months(user: Any, asked: Filter, zone: ZoneInfo) -> list[date]:
    """Every month from the first bet or transfer to the last, newest first; this month where there is nothing."""
    bets = Bet.objects.visible_to(user).aggregate(
        first=Min("placed_at"), placed=Max("placed_at"), settled=Max("settled_at")
    )
    moved = Movement.objects.visible_to(user).aggregate(first=Min("effective_at"), last=Max("effective_at"))
    moments = [moment for moment in (*bets.values(), *moved.values()) if moment] or [clock.now()]
    days = [moment.astimezone(zone).date() for moment in moments]
    return months_between(min(days), max(days))[::-1]


def statements(user: Any, asked: Filter, zone: ZoneInfo, month: date) -> list[Statement]:
    """A statement for each currency with anything in it, the one with most bets first."""
    within = _of_days(asked, month, month_after(month) - timedelta(days=1))
    books = by_bookmaker(user, within, zone)
    before = _opening(user, asked, zone, month)
    found: dict[str, list[Lines]] = {}
    for book in books:
        lines = Lines(
            book.slug, book.bookmaker, before.get((book.slug, book.figures.currency), 0), book.figures
        )
        if _is_anything(lines):
            found.setdefault(book.figures.currency, []).append(lines)
    made = [_statement(user, within, zone, month, mine) for mine in found.values()]
    return sorted(made, key=lambda one: (-one.total.figures.bets, one.currency))


def _statement(user: Any, within: Filter, zone: ZoneInfo, month: date, books: list[Lines]) -> Statement:
    currency = books[0].currency
    total = Figures(currency=currency)
    for lines in books:
        total = total.plus(lines.figures)
    since = _of_days(within, month_after(month, 1 - TREND), within.date_to or month)
    return Statement(
        month,
        Lines("", ALL, sum(lines.opening_micro for lines in books), total),
        tuple(books),
        tuple(series.results(user, within, zone, currency, "day")),
        tuple(series.results(user, since, zone, currency, "month")),
    )


def _opening(user: Any, asked: Filter, zone: ZoneInfo, month: date) -> dict[tuple[str, str], int]:
    """Balances at the end of the day before the month."""
    eve = month - timedelta(days=1)
    books: list[BookFigures] = by_bookmaker(user, _of_days(asked, eve, eve), zone)
    return {(book.slug, book.figures.currency): book.figures.balance_micro for book in books}


def _of_days(asked: Filter, first: date, last: date) -> Filter:
    return Filter(first, last, bookmaker=asked.bookmaker, currency=asked.currency)


def _is_anything(lines: Lines) -> bool:
    f = lines.figures
    return bool(f.bets or f.deposits_micro or f.withdrawals_micro or lines.opening_micro or f.balance_micro)

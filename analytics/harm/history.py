"""What the markers look at: bets and transfers as plain values in the order of time. No Django, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One bet.

    `placed_at` and `settled_at` are moments in UTC (gaps are measured on them), `local` is the first of them on the
    person's clock (days and nights are read off it). `settled_at` is None unless a file tells the moment of the
    result. `risk_micro` is the own money that could be lost: nothing of a bonus bet, None when untold.
    """

    id: int
    currency: str
    placed_at: datetime
    local: datetime
    settled_at: datetime | None = None
    risk_micro: int | None = None
    profit_micro: int | None = None
    odds: Decimal | None = None
    is_multi: bool = False
    is_live: bool | None = None
    is_lost: bool = False

    @property
    def day(self) -> date:
        """The person's day on which it was placed."""
        return self.local.date()

    @property
    def month(self) -> date:
        """The first day of that month."""
        return self.day.replace(day=1)

    @property
    def has_clock(self) -> bool:
        """Does it tell a time of day? Files that tell days only are read as midnight, to the second."""
        return self.local.time() != MIDNIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One deposit, withdrawal or returned withdrawal; `at` in UTC, `local` on the person's clock."""

    id: int
    currency: str
    kind: str
    amount_micro: int
    at: datetime
    local: datetime

    @property
    def month(self) -> date:
        """The first day of the local month."""
        return self.local.date().replace(day=1)


@dataclass(frozen=True)
class History:
    """A person's bets and transfers from `first` to `last` (local days), ordered by time whatever order they came in.

    `results_micro`: (currency, month) to what the bets settled in that month changed the own money by, as the overview
    counts them. `income_micro`: income after tax in a month, of `income_currency`, when told.
    """

    bets: tuple[Placed, ...]
    transfers: tuple[Transfer, ...]
    first: date
    last: date
    results_micro: Mapping[tuple[str, date], int] = field(default_factory=dict)
    income_micro: int | None = None
    income_currency: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "bets", tuple(sorted(self.bets, key=lambda bet: (bet.placed_at, bet.id))))
        object.__setattr__(self, "transfers", tuple(sorted(self.transfers, key=lambda one: (one.at, one.id))))

    @cached_property
    def currencies(self) -> list[str]:
        """Every currency there is, the one with most bets first."""
        counts: dict[str, int] = {}
        for bet in self.bets:
            counts[bet.currency] = counts.get(bet.currency, 0) + 1
        for one in self.transfers:
            counts.setdefault(one.currency, 0)
        for currency, _ in self.results_micro:
            counts.setdefault(currency, 0)
        return sorted(counts, key=lambda currency: (-counts[currency], currency))

    @cached_property
    def months(self) -> list[date]:
        """The first days of all months of the span, those without bets too."""
        return months_between(self.first, self.last)

    @cached_property
    def untold(self) -> int:
        """How many bets have no result: they are in no loss told here."""
        return sum(bet.profit_micro is None for bet in self.bets)

    @cached_property
    def timed(self) -> tuple[Placed, ...]:
        """Bets that tell a time of day."""
        return tuple(bet for bet in self.bets if bet.has_clock)

    def of(self, currency: str) -> "History":
        """The part of one currency."""
        return History(
            tuple(bet for bet in self.bets if bet.currency == currency),
            tuple(one for one in self.transfers if one.currency == currency),
            self.first,
            self.last,
            {key: micro for key, micro in self.results_micro.items() if key[0] == currency},
            self.income_micro if self.income_currency == currency else None,
            self.income_currency if self.income_currency == currency else "",
        )


Dated = TypeVar("Dated", Placed, Transfer)


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from the one of `first` to the one of `last`."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [month_after(first.replace(day=1), step) for step in range(count)]


def month_after(month: date, step: int = 1) -> date:
    """The first day of the month `step` months after (before, when negative)."""
    index = month.year * 12 + month.month - 1 + step
    return date(index // 12, index % 12 + 1, 1)


def on_the_clock(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A moment in UTC, and the same on the person's clock."""
    return moment.astimezone(UTC), moment.astimezone(zone)


def by_month(rows: Iterable[Dated]) -> dict[date, list[Dated]]:
    """Rows by the month of their local day."""
    found: dict[date, list[Dated]] = {}
    for row in rows:
        found.setdefault(row.month, []).append(row)
    return found

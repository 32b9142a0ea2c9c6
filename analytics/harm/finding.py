"""What a marker found: a figure, its months, and how much it rests on; or why nothing can be said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.harm.history import Placed, by_month
from ledger.money import format_micro

LEAST_BETS, LEAST_IN_MONTH = 20, 5


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month's figure, None where the month has too little for one; `cases` is what it rests on."""

    month: date
    value: Decimal | None
    cases: int


@dataclass(frozen=True, slots=True)
class Fact:
    """A further figure: kind is count, percent, times, hours, number or money (then `value` is micro-units)."""

    label: str
    kind: str
    value: Decimal | int | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A marker's figure in one currency, or over all of them (currency is empty).

    `value` is None where there is too little to say anything; `missing` says so in words.
    """

    currency: str
    value: Decimal | None
    cases: int
    months: tuple[MonthPoint, ...] = ()
    facts: tuple[Fact, ...] = ()
    missing: str = ""
    left_out: str = ""

    @property
    def told_months(self) -> list[MonthPoint]:
        """The months that have a figure."""
        return [point for point in self.months if point.value is not None]

    def json(self) -> dict[str, Any]:
        """As `manage.py harm` prints it: ratios and counts as text, money as units of the currency."""
        return {
            "currency": self.currency,
            "value": _text(self.value),
            "cases": self.cases,
            "missing": self.missing,
            "left_out": self.left_out,
            "facts": {
                fact.label: format_micro(int(fact.value))
                if fact.kind == "money" and fact.value is not None
                else _text(fact.value)
                for fact in self.facts
            },
            "months": [
                {"month": f"{point.month:%Y-%m}", "value": _text(point.value), "cases": point.cases}
                for point in self.months
            ],
        }


def monthly(
    months: Sequence[date],
    bets: Sequence[Placed],
    figure: Callable[[list[Placed]], Decimal | None],
    least: int = LEAST_IN_MONTH,
) -> tuple[MonthPoint, ...]:
    """The figure of each month's bets, left open where a month has fewer than `least`."""
    found = by_month(bets)
    return tuple(
        MonthPoint(month, figure(mine) if len(mine) >= least else None, len(mine))
        for month, mine in ((month, found.get(month, [])) for month in months)
    )


def too_few(count: int, which: str = "") -> str:
    """The sentence for too little data; `which` says what the bets must tell: "with odds"."""
    told = f"{count or 'no'} bet{'' if count == 1 else 's'}{f' {which}' if which else ''}"
    return f"Too little to say anything: {told} here, and it takes {LEAST_BETS}."


def _text(value: Decimal | int | None) -> str | None:
    return None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)

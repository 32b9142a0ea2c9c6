"""What came and what the prices lead one to expect, period by period, with how far chance alone wanders. Pure numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analytics.luck.sample import Floats, Ints, Sample, to_cents
from analytics.luck.tails import signed
from analytics.periods import MONTHS
from analytics.series import last_day

EPOCH = date(1970, 1, 1)
TO_MONDAY = 3  # the first of January 1970 was a Thursday


@dataclass(frozen=True, slots=True)
class Step:
    """One period and the running totals after it, micro-units; what is estimated is told to the cent.

    sigma: one standard deviation of the running total.
    """

    first: date
    last: date
    bets: int
    profit_micro: int
    total_micro: int
    expected_micro: int
    sigma_micro: int

    @property
    def deviations(self) -> float:
        """How many standard deviations the running total lies from what was expected."""
        return (self.total_micro - self.expected_micro) / self.sigma_micro if self.sigma_micro else 0.0

    @property
    def deviations_text(self) -> str:
        """The same to two places, with its sign."""
        return signed(self.deviations)


def curve(sample: Sample, chance: Floats, period: str) -> list[Step]:
    """Expected is the running sum of s(op-1), sigma the root of the running sum of s^2 o^2 p(1-p)."""
    if not len(sample):
        return []
    starts, ends = _periods(sample.day, period)
    payoff = sample.risk * sample.odds
    profit = np.add.reduceat(sample.profit_micro, starts)
    total = np.cumsum(profit)
    expected = np.cumsum(np.add.reduceat(payoff * chance - sample.risk, starts))
    sigma = np.sqrt(np.cumsum(np.add.reduceat(payoff**2 * chance * (1 - chance), starts)))
    columns: Sequence[list[int]] = [
        np.diff(np.append(starts, len(sample))).tolist(),
        profit.tolist(),
        total.tolist(),
        to_cents(expected).tolist(),
        to_cents(sigma).tolist(),
    ]
    firsts = [EPOCH + timedelta(days=day) for day in ends]
    return [
        Step(first, last_day(first, period), *told)
        for first, told in zip(firsts, zip(*columns, strict=True), strict=True)
    ]


def days_of(sample: Sample) -> tuple[date, date]:
    """The local days of the first and the last settlement."""
    return EPOCH + timedelta(days=int(sample.day[0])), EPOCH + timedelta(days=int(sample.day[-1]))


def _periods(day: Ints, period: str) -> tuple[Ints, list[int]]:
    """Where each period begins among the bets, and its first day since 1970."""
    if period == "week":
        first = day - (day + TO_MONDAY) % 7
    elif period == "day":
        first = day
    else:
        months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        begins = months - months % MONTHS[period]
        first = begins.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    days, starts = np.unique(first, return_index=True)
    return starts, days.tolist()

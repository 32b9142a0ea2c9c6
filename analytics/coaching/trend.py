"""Where a pattern is going: the last months against those before. Pure; says a direction, never whether it is good."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.harm.finding import MonthPoint

MONTHS, BAND = 3, Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Trend:
    """A direction: its key, its word, its sign, and how the list orders it."""

    key: str
    word: str
    sign: str
    rank: int


RISING = Trend("rising", "rising", "↗", 3)
LEVEL = Trend("level", "about level", "→", 2)
FALLING = Trend("falling", "falling", "↘", 1)
UNKNOWN = Trend("unknown", "too little to say", "", 0)
TRENDS = {trend.key: trend for trend in (RISING, LEVEL, FALLING, UNKNOWN)}


def trend_of(points: Sequence[MonthPoint]) -> Trend:
    """The mean of the last three months with a figure against that of the three before; within a tenth is level."""
    told = [point.value for point in points if point.value is not None]
    if len(told) < 2 * MONTHS:
        return UNKNOWN
    before, last = sum(told[-2 * MONTHS : -MONTHS], Decimal(0)), sum(told[-MONTHS:], Decimal(0))
    if abs(last - before) <= abs(before) * BAND:
        return LEVEL
    return RISING if last > before else FALLING

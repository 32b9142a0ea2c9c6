"""A marker's months as bars of a small drawing: whole numbers on a canvas of 100 in height, no script needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.harm.finding import MonthPoint

HEIGHT, STEP, WIDTH = 100, 10, 7


@dataclass(frozen=True, slots=True)
class Bar:
    """One month's bar; without a figure there is only its place."""

    month: date
    value: Decimal | None
    cases: int
    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """The bars and where zero is."""

    bars: tuple[Bar, ...]
    width: int
    zero: int

    @property
    def highest(self) -> Bar | None:
        """The month with the largest figure, the first of equals; None where all are zero or missing."""
        told = [bar for bar in self.bars if bar.height]
        return max(told, key=lambda bar: (bar.value or 0, -bar.x), default=None)


def draw(points: Sequence[MonthPoint]) -> Drawing:
    """Bars up from zero, and down for figures below it; the tallest fill the canvas."""
    values = [point.value for point in points if point.value is not None]
    top, bottom = max([Decimal(0), *values]), min([Decimal(0), *values])
    spread = (top - bottom) if top > bottom else Decimal(1)
    zero = int(top / spread * HEIGHT)
    bars = tuple(_bar(index, point, zero, spread) for index, point in enumerate(points))
    return Drawing(bars, max(len(bars), 1) * STEP, zero)


def _bar(index: int, point: MonthPoint, zero: int, spread: Decimal) -> Bar:
    size = int(abs(point.value or Decimal(0)) / spread * HEIGHT)
    height = max(size, 1) if point.value else 0
    y = zero if (point.value or 0) < 0 else max(zero - height, 0)
    return Bar(point.month, point.value, point.cases, index * STEP + 1, min(y, HEIGHT - height), height)

"""Charts as numbers between 0 and 1, which the typesetter draws as lines and areas. Pure; amounts in micro-units.

x runs to the right, y upwards. Decimal text, so that the same figures make the same bytes.
"""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from analytics.series import Point

Say = Callable[[int], str]
MOST_LABELS = 6


def ticks(low: int, high: int, most: int = 5) -> list[int]:
    """Round amounts from at or below `low` to at or above `high`, zero among them: as many steps as fit into `most`."""
    low, high = min(low, 0), max(high, 0)
    step = next(
        digit * 10**power
        for power in range(25)
        for digit in (1, 2, 5)
        if -(-high // (digit * 10**power)) - low // (digit * 10**power) <= most
    )
    return list(range(low // step * step, -(-high // step) * step + 1, step))


def lines(
    points: Sequence[Point], values: Sequence[int], *, say: Say, is_masked: bool = False
) -> dict[str, Any]:
    """A running total: a corner after each period, beginning at zero before the first."""
    scale = Scale([0, *values])
    days = _days(points)
    told = [(Fraction(0), 0), *((x, value) for x, value in zip(days, values, strict=True))]
    return _frame(points, days, scale, say, is_masked=is_masked) | {
        "points": [[_text(x), _text(scale(value))] for x, value in told],
    }


def columns(points: Sequence[Point], *, say: Say, is_masked: bool = False) -> dict[str, Any]:
    """A column a period where it lies in time, up for a profit and down for a loss."""
    values = [point.profit_micro for point in points]
    scale = Scale(values)
    ends = _days(points)
    wide = [Fraction((point.last - point.first).days + 1, _whole(points)) for point in points]
    bars = [
        {
            "x": _text(end - width * Fraction(17, 20)),
            "w": _text(width * Fraction(7, 10)),
            "y": _text(scale(value)),
            "tone": "gain" if value >= 0 else "loss",
        }
        for end, width, value in zip(ends, wide, values, strict=True)
    ]
    middles = [end - width / 2 for end, width in zip(ends, wide, strict=True)]
    return _frame(points, middles, scale, say, is_masked=is_masked) | {"bars": bars}


def under_the_peak(totals: Sequence[int]) -> list[int]:
    """How far each running total is below the highest one so far (which is at least zero): zero or less."""
    top, found = 0, []
    for total in totals:
        top = max(top, total)
        found.append(total - top)
    return found


def share(part: int, most: int) -> str:
    """The length of a bar against the longest."""
    return _text(Fraction(abs(part), most) if most else Fraction(0))


class Scale:
    """Amounts to heights."""

    def __init__(self, values: Sequence[int]) -> None:
        self.ticks = ticks(min(values, default=0), max(values, default=0))
        self.low, self.high = self.ticks[0], max(self.ticks[-1], self.ticks[0] + 1)

    def __call__(self, value: int) -> Fraction:
        return Fraction(value - self.low, self.high - self.low)


def _frame(
    points: Sequence[Point], places: Sequence[Fraction], scale: Scale, say: Say, *, is_masked: bool
) -> dict[str, Any]:
    return {
        "grid": [{"y": _text(scale(tick)), "label": "" if is_masked else say(tick)} for tick in scale.ticks],
        "zero": _text(scale(0)),
        "labels": [{"x": _text(places[place]), "label": said} for place, said in _named(points, places)],
    }


def _whole(points: Sequence[Point]) -> int:
    """Days from the beginning of the first period to the end of the last."""
    return (points[-1].last - points[0].first).days + 1


def _days(points: Sequence[Point]) -> list[Fraction]:
    """Where the end of each period lies between the beginning of the first and the end of the last."""
    return [Fraction((point.last - points[0].first).days + 1, _whole(points)) for point in points]


def _named(points: Sequence[Point], places: Sequence[Fraction]) -> list[tuple[int, str]]:
    """Some periods with their names, as far apart as names need to be read."""
    named: list[tuple[int, str]] = []
    free = Fraction(0)
    for at, place in enumerate(places):
        if place >= free:
            named.append((at, _name(points[at])))
            free = place + Fraction(1, MOST_LABELS)
    return named


def _name(point: Point) -> str:
    days = (point.last - point.first).days + 1
    return f"{point.first:%b %Y}" if days > 20 else _day(point.first)


def _day(day: date) -> str:
    return f"{day:%-d %b %y}"


def _text(value: Fraction | int) -> str:
    """Five decimal places."""
    exact = Fraction(value)
    return f"{Decimal(exact.numerator) / Decimal(exact.denominator):.5f}"

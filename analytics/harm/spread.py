"""Middles, spreads and slopes of amounts, exact: whole micro-units in, Decimals out. None of nothing."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations
from statistics import median as exact_median

SIX_PLACES = Decimal("0.000001")


def share(part: int, whole: int) -> Decimal | None:
    """part / whole to six places."""
    return (Decimal(part) / whole).quantize(SIX_PLACES) if whole else None


def median(amounts: Sequence[int]) -> Decimal | None:
    """The middle amount, or the mean of the two in the middle."""
    return exact_median(Decimal(amount) for amount in amounts) if amounts else None


def upper_tenth(amounts: Sequence[int]) -> int | None:
    """The 90th percentile by nearest rank: the least amount that nine tenths do not exceed."""
    return sorted(amounts)[-(-9 * len(amounts) // 10) - 1] if amounts else None


def variation(amounts: Sequence[int]) -> Decimal | None:
    """The coefficient of variation: standard deviation over mean."""
    if not amounts or not sum(amounts):
        return None
    mean = Decimal(sum(amounts)) / len(amounts)
    spread = sum(((amount - mean) ** 2 for amount in amounts), Decimal(0)) / len(amounts)
    return (spread.sqrt() / mean).quantize(SIX_PLACES)


def steady_slope(points: Sequence[tuple[int, int]]) -> Decimal | None:
    """The Theil-Sen slope: the middle of the slopes between all pairs (x, y), which a few odd points do not move."""
    slopes = [
        Decimal(y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(sorted(points), 2) if x2 > x1
    ]
    return exact_median(slopes) if slopes else None


def quotient(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """part / whole to six places, None where either is missing or the whole is zero."""
    return (part / whole).quantize(SIX_PLACES) if part is not None and whole else None

"""How far the yield would scatter had other bets of the same kind come up: 10,000 resamples, seeded. Pure numpy.

Up to 1,000 bets each resample draws bets with replacement. Above that the bets are put into 1,000 groups at random and
groups are drawn; deviations are then stretched to the standard error that all single bets have, which takes the
chance of the grouping out of the width. The ends of the interval are those of the resamples (percentile interval).
"""

from dataclasses import dataclass

import numpy as np

from analytics.luck.sample import Floats

RESAMPLES, MOST_DRAWN, AT_ONCE = 10_000, 1_000, 500
SEED = 20_260_302


@dataclass(frozen=True, slots=True)
class Interval:
    """Between `low` and `high` lie 95 of 100 resamples."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def yield_intervals(parts: Floats, risk: Floats) -> list[Interval]:
    """Intervals of sum(part) / sum(risk) for each column of `parts` (bets x columns), all from the same resamples."""
    columns = np.column_stack([parts, risk])
    drawn = _grouped(columns) if len(risk) > MOST_DRAWN else columns
    sums = _resampled(drawn)
    ratios = sums[:, :-1] / sums[:, -1:]
    seen = columns[:, :-1].sum(axis=0) / risk.sum()
    if drawn is not columns:
        ratios = seen + (ratios - seen) * _standard_error(columns, seen) / _standard_error(drawn, seen)
    low, high = np.percentile(ratios, [2.5, 97.5], axis=0)
    return [Interval(*ends) for ends in zip(low.tolist(), high.tolist(), strict=True)]


def _grouped(columns: Floats) -> Floats:
    """Sums of MOST_DRAWN groups of bets, put together at random."""
    order = np.random.default_rng(SEED).permutation(len(columns))
    starts = np.linspace(0, len(columns), MOST_DRAWN, endpoint=False).astype(np.int64)
    return np.add.reduceat(columns[order], starts, axis=0)


def _resampled(rows: Floats) -> Floats:
    """Column sums of each resample."""
    chance, count = np.random.default_rng(SEED + 1), len(rows)
    columns = [np.ascontiguousarray(column) for column in rows.T]
    sums = np.empty((RESAMPLES, len(columns)))
    for start in range(0, RESAMPLES, AT_ONCE):
        drawn = chance.integers(0, count, size=(AT_ONCE, count), dtype=np.uint16).astype(np.intp)
        for place, column in enumerate(columns):
            sums[start : start + AT_ONCE, place] = column.take(drawn).sum(axis=1)
    return sums


def _standard_error(columns: Floats, seen: Floats) -> Floats:
    """Of each ratio, by linearisation: the root of the sum of (part - ratio x risk)^2 over the sum of risk."""
    left = columns[:, :-1] - columns[:, -1:] * seen
    return np.sqrt((left**2).sum(axis=0)) / columns[:, -1].sum()

"""The same question asked of every part of the book, and what asking so often costs. Pure numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.luck.evidence import Evidence, evidence
from analytics.luck.sample import DIMENSIONS, Floats, Ints, Sample

LEAST_BETS, MOST_VALUES = 30, 40
FALSE_SHARE = 0.05
BANDS = (1.5, 2.0, 3.0, 5.0, 10.0)
BAND_NAMES = ("below 1.50", "1.50 to 2", "2 to 3", "3 to 5", "5 to 10", "10 and above")


@dataclass(frozen=True, slots=True)
class Slice:
    """One value of a dimension (its row, or the number of the odds band) with its evidence against fair odds.

    adjusted: the smallest share of false finds (Benjamini-Hochberg) at which it would still count as one.
    """

    dimension: str
    key: int
    bets: int
    profit_micro: int
    turnover_micro: int
    evidence: Evidence
    adjusted: float

    @property
    def bet_yield(self) -> float:
        return self.profit_micro / self.turnover_micro

    @property
    def expected_yield(self) -> float:
        return self.evidence.law.expected * 1_000_000 / self.turnover_micro

    @property
    def adjusted_text(self) -> str:
        """The adjusted p-value to three places."""
        return "below 0.001" if self.adjusted < 0.001 else f"{self.adjusted:.3f}"

    @property
    def stands(self) -> bool:
        """Still remarkable after the correction."""
        return self.adjusted <= FALSE_SHARE


def slices(sample: Sample, chance: Floats) -> list[Slice]:
    """Every slice of at least 30 bets, the 40 largest of each dimension, least probable first.

    A dimension with a single value is no slice: it is the whole.
    """
    found = []
    for name in (*DIMENSIONS, "odds"):
        keys = np.digitize(sample.odds, BANDS) if name == "odds" else sample.keys[name]
        found += [(name, *told) for told in _values(sample, chance, keys)]
    corrected = adjusted([told[-1].both_ways for told in found])
    made = [Slice(*told, share) for told, share in zip(found, corrected, strict=True)]
    return sorted(made, key=lambda each: (each.evidence.both_ways, -each.bets, each.dimension, each.key))


def adjusted(chances: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg (1995): the k-th smallest of m p-values times m/k, made to rise."""
    if not chances:
        return []
    values = np.asarray(chances)
    order = np.argsort(values, kind="stable")
    scaled = values[order] * len(values) / np.arange(1, len(values) + 1)
    rising = np.minimum.accumulate(scaled[::-1])[::-1]
    found = np.empty_like(rising)
    found[order] = np.minimum(rising, 1)
    return list(found.tolist())


def _values(sample: Sample, chance: Floats, keys: Ints) -> list[tuple[int, int, int, int, Evidence]]:
    order = np.argsort(keys, kind="stable")
    values, starts = np.unique(keys[order], return_index=True)
    if len(values) < 2:
        return []
    parts = np.split(order, starts[1:])
    large = sorted(
        ((key, part) for key, part in zip(values.tolist(), parts, strict=True) if len(part) >= LEAST_BETS),
        key=lambda told: -len(told[1]),
    )
    return [(key, *_one(sample, chance, part)) for key, part in large[:MOST_VALUES]]


def _one(sample: Sample, chance: Floats, part: Ints) -> tuple[int, int, int, Evidence]:
    profit, risk = int(sample.profit_micro[part].sum()), int(sample.risk_micro[part].sum())
    told = evidence(sample.profit[part].sum().item(), sample.risk[part], sample.odds[part], chance[part])
    return len(part), profit, risk, told

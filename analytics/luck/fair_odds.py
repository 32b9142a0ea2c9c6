"""The fair chance of every bet: from the closing odds where they are known, else from the odds taken less a margin."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.luck.assumptions import Assumptions
from analytics.luck.sample import Floats, Sample
from odds.one_price import fair_chances

PROPORTIONAL = "multiplicative"


@dataclass(frozen=True, slots=True)
class Chances:
    """taken: from the odds taken; closing: NaN where unknown; best: closing where known, else taken.

    `proportional`: how many bets the method has no answer for, so that the margin was taken off in proportion.
    """

    taken: Floats
    closing: Floats
    best: Floats
    proportional: int


def chances(sample: Sample, supposed: Assumptions) -> Chances:
    """All three for every bet of the sample. A bet placed after the start has no closing odds that mean anything."""
    taken, unanswered = _fair(sample.odds, sample.legs, supposed.margin / 100, supposed.method)
    closing = np.full(len(sample), np.nan)
    known = has_closing(sample)
    closing[known], _ = _fair(
        sample.closing[known], sample.legs[known], supposed.closing_margin / 100, supposed.method
    )
    return Chances(taken, closing, np.where(known, closing, taken), unanswered)


def has_closing(sample: Sample) -> NDArray[np.bool_]:
    """Bets with usable closing odds."""
    return ~np.isnan(sample.closing) & ~sample.is_live


def _fair(odds: Floats, legs: NDArray[np.int32], margin: object, method: str) -> tuple[Floats, int]:
    """With the proportional method where the asked one has no answer, and how many those are."""
    size = np.float64(margin).item()  # type: ignore[arg-type]
    found = fair_chances(odds, legs, margin=size, method=method)
    missing = np.isnan(found)
    if missing.any():
        found[missing] = fair_chances(odds[missing], legs[missing], margin=size, method=PROPORTIONAL)
    return found, int(missing.sum())

"""The closing line: did the bets have better odds than the market's last ones, and what was that worth? Pure numpy."""

from dataclasses import dataclass
from math import sqrt

import numpy as np

from analytics.luck.assumptions import Assumptions
from analytics.luck.fair_odds import chances, has_closing
from analytics.luck.sample import Floats, Sample
from analytics.luck.tails import upper
from odds.novig import METHODS
from odds.one_price import METHODS as ONE_PRICE

DISTINCT = [
    method for method in ONE_PRICE if method != "shin"
]  # with two outcomes Shin's is the additive one
SURE_Z, LEAST_BETS = 1.959964, 30


@dataclass(frozen=True, slots=True)
class ByMethod:
    """The mean closing-line value after the margin, by one way of taking the margin off, and its standard error."""

    method: str
    title: str
    mean: float
    weighted: float
    error: float


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """bets: with usable closing odds; live: with closing odds, but placed after the start or perhaps so.

    price: mean of taken/closing - 1, weighted: the same by money at risk; points: mean of 1/closing - 1/taken; beaten:
    share of bets with better odds than the closing ones; low, high: 95 % interval of `price`, None below 30 bets, from
    which no scatter is known; by_method: after the margin; as_good: the chance of a mean no-vig value this high in bets
    at fair closing prices (normal law), None below 30 bets.
    """

    bets: int
    of: int
    live: int
    price: float
    weighted: float
    points: float
    beaten: float
    low: float | None
    high: float | None
    by_method: list[ByMethod]
    chosen: ByMethod
    as_good: float | None

    @property
    def coverage(self) -> float:
        return self.bets / self.of

    @property
    def lowest(self) -> float:
        return min(each.mean for each in self.by_method)

    @property
    def spread_points(self) -> str:
        """By how many percentage points the methods differ."""
        return f"{100 * (self.highest - self.lowest):.2f}"

    @property
    def highest(self) -> float:
        return max(each.mean for each in self.by_method)


def closing_line(sample: Sample, supposed: Assumptions) -> ClosingLine | None:
    """None where no bet has usable closing odds."""
    known = has_closing(sample)
    if not known.any():
        return None
    told = sample.where(known)
    price = told.odds / told.closing - 1
    by_method = [_by_method(told, supposed, method) for method in DISTINCT]
    wanted = "additive" if supposed.method == "shin" else supposed.method
    chosen = next(each for each in by_method if each.method == wanted)
    reach = SURE_Z * _standard_error(price) if len(told) >= LEAST_BETS else None
    return ClosingLine(
        bets=len(told),
        of=len(sample),
        live=int((~np.isnan(sample.closing) & sample.is_live).sum()),
        price=price.mean().item(),
        weighted=np.average(price, weights=told.risk).item(),
        points=(1 / told.closing - 1 / told.odds).mean().item(),
        beaten=(price > 0).mean().item(),
        low=None if reach is None else price.mean().item() - reach,
        high=None if reach is None else price.mean().item() + reach,
        by_method=by_method,
        chosen=chosen,
        as_good=upper(chosen.mean / chosen.error) if reach is not None and chosen.error else None,
    )


def _by_method(told: Sample, supposed: Assumptions, method: str) -> ByMethod:
    fair = chances(told, Assumptions(closing_margin=supposed.closing_margin, method=method)).closing
    value = told.odds * fair - 1
    return ByMethod(
        method,
        METHODS[method].title,
        value.mean().item(),
        np.average(value, weights=told.risk).item(),
        _standard_error(value),
    )


def _standard_error(values: Floats) -> float:
    return values.std(ddof=1).item() / sqrt(len(values)) if len(values) > 1 else 0.0

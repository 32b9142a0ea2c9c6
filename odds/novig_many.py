"""The chances of many markets at once: what `odds.novig.fair` says of one, for arrays of them. Pure, no database.

    found = fair_many(odds, "shin")        # odds: one row a market, NaN where a market has fewer outcomes
    found.probabilities[7], found.reason(7)

Markets of the same number of outcomes are solved together, outcome by outcome in rows of memory. A market that a guard
refuses gets NaN and a reason, and stops none of the others. Where a book sum is so close to its winners that rounding
decides, and where the chances do not sum to the winners within 1e-12, the exact scalar form is asked instead.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from odds.errors import BadOdds, Impossible, NoMargin, NotForThisMarket, OddsError
from odds.novig import METHODS, fair

Array = NDArray[np.float64]
Solved = tuple[Array, Array | None]
ROUNDING = 1e-9  # a margin smaller than this is looked at exactly
CLOSE = 1e-12  # how near the chances must sum to the winners
STEPS = 80
AT_ONCE = 4096  # markets: what is worked on stays in the processor's cache


class Refused(IntEnum):
    """Why a market has no chances."""

    NO = 0
    BAD_ODDS = 1
    NO_MARGIN = 2
    NOT_FOR_THIS_MARKET = 3
    IMPOSSIBLE = 4


REASONS = {
    Refused.NO: "",
    Refused.BAD_ODDS: "Decimal odds are above one.",
    Refused.NO_MARGIN: "The prices add up to no margin: an outcome is missing, or this is an arbitrage.",
    Refused.NOT_FOR_THIS_MARKET: "The method is not made for a market with this many winners or outcomes.",
    Refused.IMPOSSIBLE: "The method gives a chance that is not between 0 and 1 here: take another method.",
}
OF_ERROR: dict[type[OddsError], Refused] = {
    BadOdds: Refused.BAD_ODDS,
    NoMargin: Refused.NO_MARGIN,
    NotForThisMarket: Refused.NOT_FOR_THIS_MARKET,
    Impossible: Refused.IMPOSSIBLE,
}


@dataclass(frozen=True, slots=True)
class FairMany:
    """One row a market: chances (NaN where it has no such outcome, or none at all), margin B - w, the parameter of the
    method (NaN where it has none) and `refused`, a code of `Refused`."""

    method: str
    probabilities: Array
    margins: Array
    parameters: Array
    refused: NDArray[np.int8]

    @property
    def is_answered(self) -> NDArray[np.bool_]:
        """Which markets have chances."""
        return self.refused == Refused.NO

    def reason(self, row: int) -> str:
        """Why a market was refused, in a sentence; empty where it was not."""
        return REASONS[Refused(int(self.refused[row]))]


def padded(markets: Iterable[Sequence[Decimal | int | float | str]]) -> Array:
    """Markets of different lengths as one array: missing outcomes are NaN, what is no finite number is 0 (refused)."""
    rows = [[_number(price) for price in market] for market in markets]
    made = np.full((len(rows), max(map(len, rows), default=0)), np.nan)
    for row, prices in zip(made, rows, strict=True):
        row[: len(prices)] = prices
    return made


def fair_many(odds: ArrayLike, method: str = "power", *, winners: int | NDArray[np.int_] = 1) -> FairMany:
    """The chances of every market. `odds`: markets by outcomes, NaN where there is none; `winners`: one or per market.

    Refuses single markets as `fair` does, by code instead of by exception. Raises KeyError for an unknown method and
    ValueError for an array that is not two-dimensional.
    """
    prices = np.asarray(odds, dtype=np.float64)
    if prices.ndim != 2:
        raise ValueError("The odds of many markets are a table: one row a market.")
    solve, count = METHODS_OF_MANY[method], len(prices)
    asked = np.broadcast_to(np.asarray(winners, dtype=np.int64), (count,))
    found = FairMany(
        method,
        np.full(prices.shape, np.nan),
        np.full(count, np.nan),
        np.full(count, np.nan),
        np.zeros(count, dtype=np.int8),
    )
    is_there = ~np.isnan(prices)
    sizes = is_there.sum(axis=1)
    for rows in _groups(sizes):
        size = sizes[rows[0]]
        columns = None if size == prices.shape[1] else np.nonzero(is_there[rows])[1].reshape(len(rows), size)
        group = prices[rows] if columns is None else prices[rows[:, None], columns]
        _solve_group(found, rows, columns, np.ascontiguousarray(group.T), asked[rows], solve)
    return found


def _groups(sizes: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """The markets with the same number of outcomes, some thousands at a time."""
    for size in np.unique(sizes):
        rows = np.flatnonzero(sizes == size)
        for start in range(0, len(rows), AT_ONCE):
            yield rows[start : start + AT_ONCE]


def _solve_group(
    found: FairMany,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp] | None,
    odds: Array,
    winners: NDArray[np.int64],
    solve: Callable[[Array, Array, Array], Solved],
) -> None:
    """Markets with the same number of outcomes; `odds` has a row for each outcome."""
    codes, book = _guarded(odds, winners, is_for_several=METHODS[found.method].is_for_several_winners)
    good = codes == Refused.NO
    prices, wanted = 1 / odds[:, good], winners[good].astype(np.float64)
    chances, parameters = solve(prices, book[good], wanted)
    impossible = ~((chances > 0) & (chances < 1)).all(axis=0)
    doubtful = ~impossible & ~(np.abs(chances.sum(axis=0) - wanted) <= CLOSE)
    answers, found_parameters = np.full(odds.shape, np.nan), np.full(len(rows), np.nan)
    codes[np.flatnonzero(good)[impossible]] = Refused.IMPOSSIBLE
    answers[:, good] = np.where(impossible, np.nan, chances)
    if parameters is not None:
        found_parameters[good] = np.where(impossible, np.nan, parameters)
    margins = np.where(codes == Refused.NO, book - winners, np.nan)
    for place in np.flatnonzero(good)[doubtful]:
        exact = fair(odds[:, place].tolist(), found.method, winners=int(winners[place]))
        answers[:, place] = exact.probabilities
        found_parameters[place] = np.nan if exact.parameter is None else exact.parameter
    found.refused[rows], found.margins[rows], found.parameters[rows] = codes, margins, found_parameters
    if columns is None:
        found.probabilities[rows] = answers.T
    else:
        found.probabilities[rows[:, None], columns] = answers.T


def _guarded(
    odds: Array, winners: NDArray[np.int64], *, is_for_several: bool
) -> tuple[NDArray[np.int8], Array]:
    """The code and the book sum of each market; the guards in the order in which `fair` asks them."""
    codes = np.zeros(odds.shape[1], dtype=np.int8)
    with np.errstate(divide="ignore", invalid="ignore"):
        book = (1 / odds).sum(axis=0)
    for place in np.flatnonzero(np.abs(book - winners) < ROUNDING):
        codes[place] = _exact_code(odds[:, place].tolist(), int(winners[place]))
    codes[(book <= winners - ROUNDING)] = Refused.NO_MARGIN
    if not is_for_several:
        codes[winners > 1] = Refused.NOT_FOR_THIS_MARKET
    codes[(winners < 1) | (winners >= len(odds))] = Refused.NOT_FOR_THIS_MARKET
    codes[~((odds > 1) & np.isfinite(odds)).all(axis=0)] = Refused.BAD_ODDS
    return codes, book


def _exact_code(odds: Sequence[float], winners: int) -> Refused:
    try:
        fair(odds, "multiplicative", winners=winners)
    except OddsError as error:
        return OF_ERROR[type(error)]
    return Refused.NO


def _number(price: Decimal | int | float | str) -> float:
    try:
        number = np.float64(price).item()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return number if np.isfinite(number) else 0.0


# --- The methods: r (outcomes by markets), B and w of each market -------------------------------------------------
def _multiplicative(prices: Array, book: Array, winners: Array) -> Solved:
    return prices * (winners / book), None


def _additive(prices: Array, book: Array, winners: Array) -> Solved:
    return prices - (book - winners) / len(prices), None


def _power(prices: Array, book: Array, winners: Array) -> Solved:
    """Newton on log(sum of r^k) - log w from k = 1: convex and falling, so that no step overshoots."""
    logs, goal = np.log(prices), np.log(winners)
    exponents = np.ones(prices.shape[1])
    for _ in range(STEPS):
        powers = np.exp(exponents * logs)
        total = powers.sum(axis=0)
        steps = (np.log(total) - goal) * total / (powers * logs).sum(axis=0)
        exponents = exponents - steps
        if not np.any(np.abs(steps) > 1e-15 * exponents):
            break
    return np.exp(exponents * logs), exponents


def _odds_ratio(prices: Array, book: Array, winners: Array) -> Solved:
    """r/(c + r - c r) is r/(r + c(1 - r)), which falls in c and is nowhere above r/(1 - r)/c: that is the upper end."""
    against = (1 - prices) / prices

    def chances(ratio: Array) -> tuple[Array, Array]:
        each = 1 / (1 + ratio * against)
        return each, -(each * each * against).sum(axis=0)

    most = (1 / against).sum(axis=0) / winners
    ratio = _falling(chances, winners, np.ones(prices.shape[1]), np.maximum(most, 1.0))
    return chances(ratio)[0], ratio


def _shin(prices: Array, book: Array, winners: Array) -> Solved:
    """As the scalar form; the slope of each chance p in z is -2s(D' + 1)/(D + z)^2 with D = sqrt(z^2 + 4(1-z)s)."""
    squares = prices**2 / book

    def chances(insiders: Array) -> tuple[Array, Array]:
        root = np.sqrt(insiders**2 + 4 * (1 - insiders) * squares)
        whole = root + insiders
        each = 2 * squares / whole
        return each, -(each * ((insiders - 2 * squares) / root + 1) / whole).sum(axis=0)

    insiders = _falling(chances, winners, np.zeros(prices.shape[1]), np.ones(prices.shape[1]))
    return chances(insiders)[0], insiders


def _goto(prices: Array, book: Array, winners: Array) -> Solved:
    spread = np.sqrt(1 - prices)
    return prices - (book - winners) / spread.sum(axis=0) * spread, None


def _falling(
    chances: Callable[[Array], tuple[Array, Array]], winners: Array, low: Array, high: Array
) -> Array:
    """Where chances that fall in the parameter sum to the winners, between `low` and `high`: Newton, halving where a
    step would leave what is known to hold the answer."""
    low, high = low.copy(), high.copy()
    at = low.copy()
    for _ in range(STEPS):
        each, slope = chances(at)
        over = each.sum(axis=0) - winners
        above = over > 0
        low, high = np.where(above, at, low), np.where(above, high, at)
        after = at - over / slope
        inside = (after >= low) & (after <= high)
        after = np.where(inside, after, (low + high) / 2)
        moved = np.abs(after - at)
        at = after
        if not np.any((moved > 4e-16 * np.abs(at) + 1e-17) & (np.abs(over) > 1e-15 * winners)):
            break
    return at


METHODS_OF_MANY: dict[str, Callable[[Array, Array, Array], Solved]] = {
    "multiplicative": _multiplicative,
    "additive": _additive,
    "power": _power,
    "odds-ratio": _odds_ratio,
    "shin": _shin,
    "goto": _goto,
}

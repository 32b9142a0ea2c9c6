"""A bookmaker's prices without the margin: the chances that the odds of a whole market imply. Pure, no database.

Let r = 1/odds, B = sum of r over the market, n its outcomes, w its winners (three in "to finish in the top three").
Each method finds chances that sum to w. They differ in how much of the margin they put on longshots; nobody knows which
is right for a market, so a page that uses one says which, and how far the others differ.

What others call "margin weights proportional to the odds" and "differential margin" is identical to `additive`. What
Buchdahl calls logarithmic is `power`; what penaltyblog calls logarithmic is `odds-ratio`.

Chances are floats: they are estimates, and no money is counted with them. They sum to w within 1e-12.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from odds.errors import BadOdds, Impossible, NoMargin, NotForThisMarket

Odds = Decimal | int | float | str
Array = NDArray[np.float64]
Solved = tuple[Array, float | None]
HALVINGS = 200
MOST_ODDS = 10**12  # longer ones are a slip of the pen, and would make exact sums slow


@dataclass(frozen=True, slots=True)
class Fair:
    """The chances in the order of the odds, the margin B - w, and the method's own parameter where it has one.

    The parameter is the exponent k of `power`, the odds ratio c of `odds-ratio`, the insiders' share z of `shin`.
    """

    method: str
    probabilities: tuple[float, ...]
    margin: float
    parameter: float | None = None

    @property
    def odds(self) -> tuple[float, ...]:
        """Fair decimal odds."""
        return tuple(1 / chance for chance in self.probabilities)


@dataclass(frozen=True, slots=True)
class Method:
    """title for people; `solve` takes r, B and w; where it comes from; what it supposes, in one sentence."""

    title: str
    solve: Callable[[Array, float, int], Solved]
    source: str
    supposes: str
    is_for_several_winners: bool = True


def fair(odds: Iterable[Odds], method: str = "power", *, winners: int = 1) -> Fair:
    """The chances of a market's outcomes. `odds`: decimal odds of every outcome.

    Raises BadOdds (odds of one or below), NoMargin (B <= winners: an arbitrage, or outcomes left out), NotForThisMarket
    (fewer outcomes than would leave a loser, or Shin with several winners), Impossible (a chance <= 0 or >= 1; the
    additive method and goto do this to longshots) and KeyError (no such method).
    """
    prices, book = _book(odds, winners)
    chosen = METHODS[method]
    if winners > 1 and not chosen.is_for_several_winners:
        raise NotForThisMarket(f"{chosen.title} describes a market with one winner, not with {winners}.")
    chances, parameter = chosen.solve(prices, book, winners)
    found = tuple(chances.tolist())
    if not all(0 < chance < 1 for chance in found):
        raise Impossible(
            f"{chosen.title} gives a chance that is not between 0 and 1 here: take another method.", found
        )
    return Fair(method, found, book - winners, parameter)


def worst_case(odds: Sequence[Odds], methods: Iterable[str] = (), *, winners: int = 1) -> tuple[float, ...]:
    """The smallest chance that any of the methods gives each outcome, at least zero: a bound, they sum to less than w.

    Methods that do not fit the market are left out; a negative chance counts as none. Raises as `fair`, and
    NotForThisMarket where no method fits.
    """
    found = []
    for method in methods or METHODS:
        try:
            found.append(fair(odds, method, winners=winners).probabilities)
        except Impossible as error:
            found.append(error.probabilities)
        except NotForThisMarket:
            continue
    if not found:
        raise NotForThisMarket("None of these methods fits the market.")
    return tuple(max(min(each), 0.0) for each in zip(*found, strict=True))


def _book(odds: Iterable[Odds], winners: int) -> tuple[Array, float]:
    """r and B; the sum is compared exactly, so that a fair book is not taken for one with a margin by rounding."""
    exact = [_exact(price) for price in odds]
    if any(price <= 1 for price in exact):
        raise BadOdds("Decimal odds are above one.")
    if not 1 <= winners < len(exact):
        raise NotForThisMarket("A market has at least one winner, and more outcomes than winners.")
    prices = [1 / price for price in exact]
    book = sum(prices)
    if book <= winners:
        raise NoMargin("The prices add up to no margin: an outcome is missing, or this is an arbitrage.")
    return np.array(prices, dtype=np.float64), np.float64(book).item()


def _exact(price: Odds) -> Fraction:
    """Odds as they were written: a float stands for the decimal it prints as. Raises BadOdds for what is no price."""
    try:
        written = price if isinstance(price, Decimal | int) else Decimal(str(price))
        if not -MOST_ODDS < written < MOST_ODDS:
            raise BadOdds(f"Decimal odds are above one and below {MOST_ODDS:,}.")
        return Fraction(written)
    except (ArithmeticError, ValueError) as error:
        raise error if isinstance(error, BadOdds) else BadOdds("Odds are numbers above one.") from error


# --- The methods: each takes r, B and w, and returns the chances with its parameter ----------------------------------
def multiplicative(prices: Array, book: float, winners: int) -> Solved:
    """r w/B: every price carries the same share of the margin."""
    return prices * winners / book, None


def additive(prices: Array, book: float, winners: int) -> Solved:
    """r - (B-w)/n: every outcome carries the same part of the margin, which can be more than a longshot's price."""
    return prices - (book - winners) / len(prices), None


def power(prices: Array, book: float, winners: int) -> Solved:
    """r^k with k such that they sum to w."""
    logs = np.log(prices)
    most = 2.0
    while np.exp(most * logs).sum() > winners:
        most *= 2
    exponent = _falling(lambda k: np.exp(k * logs).sum() - winners, 1.0, most)
    return np.exp(exponent * logs), exponent


def odds_ratio(prices: Array, book: float, winners: int) -> Solved:
    """r/(c + r - c r) with c such that they sum to w: the odds of every outcome are cut by the same ratio."""

    def chances(log_ratio: float) -> Array:
        ratio = np.exp(log_ratio)
        return prices / (ratio + prices - ratio * prices)

    most = 1.0
    while chances(most).sum() > winners:
        most *= 2
    log_ratio = _falling(lambda each: chances(each).sum() - winners, 0.0, most)
    return chances(log_ratio), np.exp(log_ratio).item()


def shin(prices: Array, book: float, winners: int) -> Solved:
    """(sqrt(z^2 + 4(1-z)r^2/B) - z) / (2(1-z)), written so that nothing cancels; with two outcomes it is `additive`."""
    squares = prices**2 / book

    def chances(insiders: float) -> Array:
        return 2 * squares / (np.sqrt(insiders**2 + 4 * (1 - insiders) * squares) + insiders)

    insiders = _falling(lambda z: chances(z).sum() - 1, 0.0, 1.0)
    return chances(insiders), insiders


def goto(prices: Array, book: float, winners: int) -> Solved:
    """r - e sqrt(1-r), e = (B-w)/sum of sqrt(1-r): the margin in steps of something like a standard error."""
    spread = np.sqrt(1 - prices)
    return prices - (book - winners) / spread.sum() * spread, None


def _falling(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function is zero between `low` and `high`, to the last bit, by halving."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return low if abs(function(low)) < abs(function(high)) else high


METHODS = {
    "multiplicative": Method(
        "Proportional",
        multiplicative,
        "the basic normalisation; Clarke, Kovalchik and Ingram, Adjusting Bookmaker's Odds (2017)",
        "The margin is the same share of every price; longshots come out too likely where bettors overrate them.",
    ),
    "additive": Method(
        "Additive",
        additive,
        "Clarke, Kovalchik and Ingram (2017); the same as Buchdahl's margin weights proportional to the odds",
        "The margin is the same number of points on every outcome.",
    ),
    "power": Method(
        "Power",
        power,
        "Vovk and Zhdanov, Prediction with Expert Advice for the Brier Game (2009); Clarke and others (2017)",
        "Prices are fair chances raised to a power; longshots carry more of the margin.",
    ),
    "odds-ratio": Method(
        "Odds ratio",
        odds_ratio,
        "Cheung, Fixed-odds betting and traditional odds (2015)",
        "The odds of every outcome are cut by the same ratio.",
    ),
    "shin": Method(
        "Shin",
        shin,
        "Shin, Measuring the Incidence of Insider Trading (Economic Journal, 1993)",
        "The margin is the bookmaker's guard against a share of bettors who know the result.",
        is_for_several_winners=False,
    ),
    "goto": Method(
        "Goto",
        goto,
        "Goto and others, goto_conversion (2023)",
        "The margin is the same number of standard errors on every outcome.",
    ),
}

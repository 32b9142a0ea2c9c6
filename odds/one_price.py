"""The fair chance behind one price whose market is not known, under an assumed margin. Vectorised and pure.

The rest of the market is taken as one other outcome, at the price that brings the book to 1 + margin. With two outcomes
Shin's method is the additive one. A price of 1/margin or longer leaves the other outcome no odds above one: there only
the proportional method has an answer, and the others give NaN.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
STEPS = 60


def multiplicative(price: Array, other: Array) -> Array:
    return price / (price + other)


def additive(price: Array, other: Array) -> Array:
    return price - (price + other - 1) / 2


def odds_ratio(price: Array, other: Array) -> Array:
    """Half the difference of the logits, as a chance."""
    shifted = (np.log(price / (1 - price)) - np.log(other / (1 - other))) / 2
    return 1 / (1 + np.exp(-shifted))


def power(price: Array, other: Array) -> Array:
    """price^k where price^k + other^k = 1, by Newton from k = 1: the sum is convex and falls, so no step overshoots."""
    logs = np.log(np.stack([price, other]))
    exponent = np.ones_like(price)
    for _ in range(STEPS):
        powers = np.exp(exponent * logs)
        step = (powers.sum(axis=0) - 1) / (powers * logs).sum(axis=0)
        exponent = exponent - step
        if not np.any(np.abs(step) > 1e-13 * exponent):
            break
    return np.exp(exponent * logs[0])


METHODS: dict[str, Callable[[Array, Array], Array]] = {
    "multiplicative": multiplicative,
    "additive": additive,
    "power": power,
    "odds-ratio": odds_ratio,
    "shin": additive,
}


def fair_chances(odds: Array, legs: NDArray[np.int32], *, margin: float, method: str) -> Array:
    """The fair chance of each bet; NaN where the method has no answer. Raises KeyError for an unknown method.

    `odds`: decimal odds above one; `legs`: how many bets are multiplied in them, each with the margin of its own and,
    for want of anything better, all at the same odds; `margin`: the assumed book sum less one, zero or more.
    """
    price = odds ** (-1.0 / legs)
    other = 1 + margin - price
    chances = np.full(len(odds), np.nan)
    known = other < 1 if method != "multiplicative" else np.ones(len(odds), dtype=bool)
    if margin <= 0:
        return 1 / odds
    chances[known] = METHODS[method](price[known], other[known])
    return chances**legs

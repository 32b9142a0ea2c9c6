"""How often chance alone does as well: tail probabilities of a sum of independent bets. Pure numpy.

A bet at risk s and odds o with chance p returns s o or nothing. The distribution of the sum is taken by the saddlepoint
formula of Lugannani and Rice (1980), which keeps the skew of longshots. Against all outcomes counted out, for 30 or
more bets of unequal stakes and odds, it is off by less than 0.01 (tests); with many equal bets it gives the chance of
doing better plus half the chance of doing exactly as well.
"""

from dataclasses import dataclass
from math import erfc, exp, pi, sqrt
from statistics import NormalDist

import numpy as np

from analytics.luck.sample import Floats

NORMAL = NormalDist()
STEPS = 80
NEAR = 0.02  # standard deviations from the mean within which the saddlepoint formula loses its digits


@dataclass(frozen=True, slots=True)
class Law:
    """What chance makes of some bets together, in units of money: mean and standard deviation of the profit."""

    expected: float
    sigma: float

    def deviations(self, profit: float) -> float:
        """How many standard deviations a profit lies from the mean; 0 where nothing is left to chance."""
        return (profit - self.expected) / self.sigma if self.sigma else 0.0


def law(risk: Floats, odds: Floats, chance: Floats) -> Law:
    """Mean sum of s(op-1) and standard deviation, the root of the sum of s^2 o^2 p(1-p)."""
    payoff = risk * odds
    return Law(
        np.sum(payoff * chance - risk).item(), np.sqrt(np.sum(payoff**2 * chance * (1 - chance))).item()
    )


def signed(deviations: float) -> str:
    """A distance in standard deviations to two places, with its sign."""
    return f"{deviations:+.2f}".replace("-", "\N{MINUS SIGN}")


def upper(z: float) -> float:
    """The normal law's chance of z or more."""
    return erfc(z / sqrt(2)) / 2


def chance_of_as_much(profit: float, risk: Floats, odds: Floats, chance: Floats) -> float:
    """The chance that bets with these chances make `profit` or more together."""
    told = law(risk, odds, chance)
    if not told.sigma:
        return 1.0
    payoff = risk * odds / told.sigma
    returned = (profit + np.sum(risk).item()) / told.sigma
    if returned <= 1e-12:
        return 1.0
    if returned >= np.sum(payoff).item() * (1 - 1e-12):
        return np.exp(np.sum(np.log(chance))).item()
    z = told.deviations(profit)
    if abs(z) < NEAR:
        return _near_the_mean(z, payoff, chance)
    return _lugannani_rice(returned, payoff, chance)


def _near_the_mean(z: float, payoff: Floats, chance: Floats) -> float:
    """Edgeworth's first correction; `payoff` in standard deviations."""
    skew = np.sum(payoff**3 * chance * (1 - chance) * (1 - 2 * chance)).item()
    return upper(z) + skew / 6 * (z * z - 1) * exp(-z * z / 2) / sqrt(2 * pi)


def _lugannani_rice(returned: float, payoff: Floats, chance: Floats) -> float:
    """1 - Phi(w) + phi(w)(1/v - 1/w) at the saddlepoint t, where the tilted mean is what was returned."""
    log_odds = np.log(chance) - np.log1p(-chance)
    t = _saddlepoint(returned, payoff, log_odds)
    tilted = 1 / (1 + np.exp(-np.clip(log_odds + t * payoff, -700, 700)))
    cumulant = np.sum(np.log1p(-chance) + np.logaddexp(0, log_odds + t * payoff)).item()
    w = np.copysign(sqrt(max(2 * (t * returned - cumulant), 0)), t).item()
    v = t * sqrt(np.sum(payoff**2 * tilted * (1 - tilted)).item())
    if not w or not v:
        return upper(w)
    found = upper(w) + exp(-w * w / 2) / sqrt(2 * pi) * (1 / v - 1 / w)
    return min(max(found, 0.0), 1.0)


def _saddlepoint(returned: float, payoff: Floats, log_odds: Floats) -> float:
    """Where the tilted mean is `returned`: Newton, held between bounds that close in."""
    low, high, t = -np.inf, np.inf, 0.0
    for _ in range(STEPS):
        tilted = 1 / (1 + np.exp(-np.clip(log_odds + t * payoff, -700, 700)))
        missing = returned - np.sum(payoff * tilted).item()
        low, high = (t, high) if missing > 0 else (low, t)
        bend = np.sum(payoff**2 * tilted * (1 - tilted)).item()
        step = missing / bend if bend > 1e-300 else np.inf
        step = min(max(step, -4.0 - abs(t)), 4.0 + abs(t))
        following = t + step
        if not low < following < high and np.isfinite(low) and np.isfinite(high):
            following = (low + high) / 2
        if abs(following - t) <= 1e-10 * max(1, abs(t)):
            return following
        t = following
    return t

"""What a result proves: the p-value, and how many bets it would take. Pure."""

from dataclasses import dataclass
from math import ceil, sqrt

from analytics.luck.sample import Floats
from analytics.luck.tails import NORMAL, Law, chance_of_as_much, law, signed

SURE, POWER = 0.95, 0.80
NEEDED = NORMAL.inv_cdf((1 + SURE) / 2) + NORMAL.inv_cdf(POWER)  # 2.8016 standard deviations
MOST_BETS = 100_000_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """A result beside what chance makes of the same bets.

    as_good: the chance of as much or more; both_ways: twice the smaller tail, the p-value; needed: bets of this kind in
    all until such a difference would be told from luck at 95 % with a power of 80 %, None without a difference.
    """

    law: Law
    deviations: float
    as_good: float
    both_ways: float
    needed: int | None

    @property
    def is_told(self) -> bool:
        """Is it told from luck at 95 %?"""
        return self.both_ways < 1 - SURE

    @property
    def p_text(self) -> str:
        """The p-value to three places."""
        return "below 0.001" if self.both_ways < 0.001 else f"{self.both_ways:.3f}"

    @property
    def deviations_text(self) -> str:
        """The distance in standard deviations, with its sign."""
        return signed(self.deviations)


def evidence(profit: float, risk: Floats, odds: Floats, chance: Floats) -> Evidence:
    """The evidence against `chance` in bets that made `profit`, in units of money."""
    told = law(risk, odds, chance)
    as_good = chance_of_as_much(profit, risk, odds, chance)
    z = told.deviations(profit)
    return Evidence(told, z, as_good, min(1.0, 2 * min(as_good, 1 - as_good)), bets_needed(len(risk), z))


def bets_needed(bets: int, deviations: float) -> int | None:
    """Bets in all: the distance grows with the root of their number. None where it would take a hundred million."""
    if not deviations or not bets:
        return None
    needed = bets * (NEEDED / deviations) ** 2
    return None if needed > MOST_BETS else ceil(needed)


def t_score(bets: int, bet_yield: float, odds: float) -> float:
    """Buchdahl's t of a yield from equal stakes at average odds: root(n) y / root((1+y)(o-1-y))."""
    return sqrt(bets) * bet_yield / sqrt((1 + bet_yield) * (odds - 1 - bet_yield))

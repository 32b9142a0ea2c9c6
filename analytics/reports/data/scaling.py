"""Amounts of an anonymous file: measured by the usual stake, in three digits, whole bets at a time. Pure.

The usual stake is 100.00, so a book and that book times anything give the same file. Amounts of three digits, for
every amount in exact proportion would tell the cent, and so the scale: what a bet returned is stake times odds to the
cent, and all amounts would be multiples of one. Whoever knows one true amount from elsewhere, or that all stakes are
whole, can still reckon the others: that is so with every scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

USUAL = 100_000_000  # one usual stake in an anonymous file: 100.00 in micro-units
DIGITS = 3
MOST = 2**53 - 1  # micro-units: the most that an import takes


@dataclass(frozen=True, slots=True)
class Money:
    """The amounts of one bet in micro-units, None where there is none."""

    stake: int | None
    bonus_stake: int
    at_risk: int | None
    turnover: int
    returned: int | None
    commission: int
    profit: int | None


@dataclass(frozen=True, slots=True)
class Scale:
    """A currency's: `twice` is the usual stake in micro-units twice over, for it may be the mean of two."""

    twice: int

    def amount(self, micro: int) -> int:
        """An amount in three digits of the usual stake's hundredths; never nothing of something."""
        return _measured(micro, self.twice)

    def money(self, told: Money) -> Money:
        """A bet's amounts. What followed from the others follows from them again, to the micro-unit."""
        risk, stake, bonus = (self._or_none(each) for each in (told.at_risk, told.stake, told.bonus_stake))
        returned, profit = self._or_none(told.returned), self._or_none(told.profit)
        if None not in (told.profit, told.returned) and told.profit == told.returned - (told.at_risk or 0):  # type: ignore[operator]
            profit = returned - (risk or 0)  # type: ignore[operator]
        if (
            told.stake is not None
            and told.bonus_stake
            and told.stake == (told.at_risk or 0) + told.bonus_stake
        ):
            stake = (risk or 0) + (bonus or 0)
        turnover = risk if told.turnover == told.at_risk else self.amount(told.turnover)
        return Money(stake, bonus or 0, risk, turnover or 0, returned, self.amount(told.commission), profit)

    def _or_none(self, micro: int | None) -> int | None:
        return None if micro is None else self.amount(micro)


def twice_the_middle(ordered: Sequence[int]) -> int:
    """The middle of one or two amounts, twice over; 2 where there is none."""
    return ordered[0] + ordered[-1] if ordered else 2


@lru_cache(maxsize=50_000)
def _measured(micro: int, twice: int) -> int:
    if not micro:
        return 0
    above, below = abs(micro) * 2 * USUAL, twice
    step = 10 ** max(len(str(above // below)) - DIGITS, 0)
    whole, rest = divmod(above, below * step)
    if 2 * rest > below * step or (2 * rest == below * step and whole % 2):
        whole += 1
    measured = min(max(whole * step, 1), MOST)
    return measured if micro > 0 else -measured

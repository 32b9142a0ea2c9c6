"""Stakes that make every result worth the same: over n outcomes, against a lay, for a free bet. Pure and exact.

Amounts and odds are Decimal; in between everything is a fraction, so nothing is lost before the one rounding at the
end: a stake to the nearest step (half up), what comes back to the nearest cent (half up). Results after rounding are
those of the rounded stakes, and the worst of them is what counts. Commission is a fraction of winnings: 0.02 is two
percent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

CENT = Decimal("0.01")
HALF = Fraction(1, 2)


class StakeError(ValueError):
    """There are no such stakes."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Stakes over outcomes of which one happens. `book` is the sum of 1/odds after commission, below one for an
    arbitrage; `roi` is 1/book - 1, before rounding. Returns and profits are those of the rounded stakes."""

    book: Fraction
    stakes: tuple[Decimal, ...]
    returns: tuple[Decimal, ...]
    profits: tuple[Decimal, ...]
    staked: Decimal

    @property
    def roi(self) -> Fraction:
        return 1 / self.book - 1

    @property
    def worst(self) -> Decimal:
        return min(self.profits)

    @property
    def best(self) -> Decimal:
        return max(self.profits)


@dataclass(frozen=True, slots=True)
class Layed:
    """A lay stake, what it can lose, and the profit of both bets together by who wins."""

    stake: Decimal
    liability: Decimal
    if_backed_wins: Decimal
    if_backed_loses: Decimal

    @property
    def worst(self) -> Decimal:
        return min(self.if_backed_wins, self.if_backed_loses)


def to_step(amount: Fraction | Decimal, step: Decimal = CENT) -> Decimal:
    """The nearest multiple of the step, half up (away from zero below it)."""
    steps = Fraction(amount) / Fraction(step)
    whole = floor(steps + HALF) if steps >= 0 else -floor(-steps + HALF)
    return whole * step


def down_to_step(amount: Fraction | Decimal, step: Decimal = CENT) -> Decimal:
    """The greatest multiple of the step that is not above the amount."""
    return floor(Fraction(amount) / Fraction(step)) * step


def after_commission(odds: Decimal, commission: Decimal = Decimal(0)) -> Fraction:
    """1 + (o-1)(1-c)."""
    return 1 + (Fraction(odds) - 1) * (1 - Fraction(commission))


def spread(
    odds: Sequence[Decimal],
    *,
    total: Decimal | None = None,
    fixed: tuple[int, Decimal] | None = None,
    commissions: Sequence[Decimal] = (),
    step: Decimal = CENT,
) -> Spread:
    """T(1/o)/S on each outcome. Give the `total`, or the stake of one outcome that is `fixed` (place, amount), which is
    then left as it is. Raises StakeError where a stake would be rounded to nothing."""
    rates = commissions or [Decimal(0)] * len(odds)
    net = [after_commission(price, rate) for price, rate in zip(odds, rates, strict=True)]
    book = sum((1 / price for price in net), Fraction(0))
    if fixed:
        place, amount = fixed
        payout = Fraction(amount) * net[place]
    elif total is not None:
        payout = Fraction(total) / book
    else:
        raise StakeError("Give the total, or one of the stakes.")
    stakes = [to_step(payout / price, step) for price in net]
    if fixed:
        stakes[place] = amount
    if not all(stakes):
        raise StakeError("One of the stakes is less than half a step: stake more, or take a smaller step.")
    staked = sum(stakes, Decimal(0))
    returns = [to_step(Fraction(stake) * price) for stake, price in zip(stakes, net, strict=True)]
    return Spread(book, tuple(stakes), tuple(returns), tuple(each - staked for each in returns), staked)


def lay_stake(
    if_wins: Fraction, if_loses: Fraction, lay_odds: Decimal, commission: Decimal, *, aim: str = "equal"
) -> Fraction:
    """What to lay, where the back bet alone leaves `if_wins` or `if_loses`.

    equal: both results the same, (W - L)/(l - c). under: exactly nothing when the back bet loses, all profit (or loss)
    when it wins. over: exactly nothing when it wins. Never below nothing.
    """
    against, kept = Fraction(lay_odds) - 1, 1 - Fraction(commission)
    wanted = {
        "equal": (if_wins - if_loses) / (against + kept),
        "under": -if_loses / kept,
        "over": if_wins / against,
    }[aim]
    return max(wanted, Fraction(0))


def layed(
    if_wins: Fraction, if_loses: Fraction, stake: Decimal, lay_odds: Decimal, commission: Decimal
) -> Layed:
    """Both bets together, once `stake` is laid."""
    liability = Fraction(stake) * (Fraction(lay_odds) - 1)
    won = Fraction(stake) * (1 - Fraction(commission))
    return Layed(stake, to_step(liability), to_step(if_wins - liability), to_step(if_loses + won))

"""The vocabulary of betting results, as pure functions on micro-units. Definitions for people: docs/measures.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

SIX_PLACES, TWO_PLACES = Decimal("0.000001"), Decimal("0.01")


def ratio(part_micro: int, whole_micro: int) -> Decimal | None:
    """part / whole to six places, None when the whole is zero."""
    return (Decimal(part_micro) / Decimal(whole_micro)).quantize(SIX_PLACES) if whole_micro else None


def bet_yield(profit_micro: int, turnover_micro: int) -> Decimal | None:
    """Profit over turnover: what each unit of own money at risk returned. Void bets are in neither."""
    return ratio(profit_micro, turnover_micro)


def strike_rate(won: int, lost: int) -> Decimal | None:
    """Won over won and lost; voids, cash-outs and unsettled bets are in neither."""
    return ratio(won, won + lost)


def average(total: Decimal, count: int) -> Decimal | None:
    """The arithmetic mean to two places, None of nothing."""
    return (total / count).quantize(TWO_PLACES) if count else None


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall of a running total: how deep (micro-units, 0 or more) and between which positions."""

    depth_micro: int = 0
    peak: int | None = None
    trough: int | None = None


def drawdown(profits_micro: Iterable[int]) -> Drawdown:
    """The largest fall from a peak of the cumulative profit, which starts at zero before the first position."""
    total = top = 0
    top_at: int | None = None
    worst = Drawdown()
    for position, profit in enumerate(profits_micro):
        total += profit
        if total > top:
            top, top_at = total, position
        elif top - total > worst.depth_micro:
            worst = Drawdown(top - total, top_at, position)
    return worst


def longest_run(wins: Sequence[bool], *, of_wins: bool) -> int:
    """The longest unbroken run of wins (or of losses)."""
    best = run = 0
    for is_win in wins:
        run = run + 1 if is_win == of_wins else 0
        best = max(best, run)
    return best

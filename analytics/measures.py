"""The vocabulary of betting results, as pure functions on micro-units. Definitions for people: docs/measures.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate

GAP, LEAD = timedelta(minutes=30), timedelta(minutes=10)
CENT = 10_000  # in micro-units
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


def median(odds: Iterable[Decimal]) -> Decimal | None:
    """The middle one, of an even number the mean of the middle two, to two places; None of nothing."""
    found = sorted(odds)
    if not found:
        return None
    half = len(found) // 2
    return average(found[half] + found[~half], 2)


def price_clv(odds: Decimal, closing: Decimal) -> Decimal:
    """How much better than the closing price the price taken was: 2.10 against 2.00 is 0.05. The margin is in both."""
    return odds / closing - 1


def bankroll(flows_micro: Iterable[int]) -> int:
    """The most that was ever put in on balance: the highest point of deposits less withdrawals, in order of time."""
    return max(accumulate(flows_micro, initial=0))


def sittings(moments: Iterable[datetime]) -> tuple[int, timedelta]:
    """How many sittings the moments of placing make, and how long they were together.

    Bets at most GAP apart belong to one sitting; each sitting is taken to have begun LEAD before its first bet.
    """
    count, length, last = 0, timedelta(0), None
    for moment in sorted(moments):
        if last is not None and moment - last <= GAP:
            length += moment - last
        else:
            count, length = count + 1, length + LEAD
        last = moment
    return count, length


def share_of_losses(profits_micro: Iterable[int]) -> Decimal | None:
    """Of periods with settled bets the share that ended below zero."""
    found = list(profits_micro)
    return ratio(sum(profit < 0 for profit in found), len(found))


def expected_loss(turnover_micro: int, legs: int, margin: Decimal) -> int:
    """What a stake loses on average when every leg has this margin: 1 - 1/(1+margin)^legs of it, to the cent."""
    return int((turnover_micro * (1 - (1 + margin) ** -legs) / CENT).to_integral_value()) * CENT


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A bet as the measures see it: what it was, how it ended, its result in micro-units (None while unsettled)."""

    status: str
    stake_micro: int
    profit_micro: int | None = None
    odds: Decimal | None = None
    is_lay: bool = False
    is_bonus: bool = False

    @property
    def outcome(self) -> int:
        """1 won, -1 lost, 0 neither: a cash-out is never a win, half results count, a placed bet by what it came to."""
        if self.status == "placed":
            return ((self.profit_micro or 0) > 0) - ((self.profit_micro or 0) < 0)
        return {"won": 1, "half_won": 1, "lost": -1, "half_lost": -1}.get(self.status, 0)

    @property
    def turnover_micro(self) -> int:
        """Own money at risk: void and unsettled bets none, a lay bet its liability, a bonus bet nothing."""
        if self.status in ("void", "open", "undecided") or self.is_bonus:
            return 0
        return int(self.stake_micro * ((self.odds or 2) - 1)) if self.is_lay else self.stake_micro


def told(bets: Iterable[Plain]) -> dict[str, int | Decimal | None]:
    """The figures of some bets of one currency by plain loops, named as in analytics.figures."""
    every = list(bets)
    settled = [bet for bet in every if bet.profit_micro is not None]
    profit, turnover = (
        sum(bet.profit_micro or 0 for bet in settled),
        sum(bet.turnover_micro for bet in every),
    )
    won, lost = (sum(bet.outcome == sign for bet in settled) for sign in (1, -1))
    odds = [bet.odds for bet in settled if bet.odds is not None]
    return {
        "bets": len(every),
        "settled": len(settled),
        "won": won,
        "lost": lost,
        "cashed_out": sum(bet.status == "cashed_out" for bet in every),
        "turnover_micro": turnover,
        "profit_micro": profit,
        "bonus_profit_micro": sum(bet.profit_micro or 0 for bet in settled if bet.is_bonus),
        "bet_yield": bet_yield(profit, turnover),
        "strike_rate": strike_rate(won, lost),
        "average_odds": average(sum(odds, Decimal(0)), len(odds)),
    }

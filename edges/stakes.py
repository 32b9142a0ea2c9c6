"""What to stake on the legs of an edge: for a total, or of a bankroll, rounded to the bookmaker's step. Exact.

The equal stakes and Kelly are those of the calculators (edges.arbitrage_stakes, edges.staking); this says which of an
edge's numbers go in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

import numpy as np

from edges import arbitrage_stakes, kelly, staking
from edges.arbitrage_stakes import StakeError, after_commission, to_step
from edges.models import Edge, Kind, Leg
from edges.staking_limits import HELD

STEPS = tuple(map(Decimal, ("0.01", "0.10", "0.50", "1", "5", "10")))
TOTAL, BANKROLL = Decimal(100), Decimal(1000)
QUARTER = Decimal("0.25")
LEAST, MOST = Decimal("0.000001"), Decimal(10**9)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants to stake: a total over the legs, or a fraction of Kelly of a bankroll."""

    total: Decimal = TOTAL
    bankroll: Decimal = BANKROLL
    fraction: Decimal = QUARTER
    step: Decimal = STEPS[0]
    notices: tuple[str, ...] = ()

    @property
    def percent(self) -> str:
        """The part of Kelly in percent, as typed."""
        return f"{(self.fraction * 100).normalize():f}"

    @property
    def told(self) -> dict[str, str]:
        """As `read` takes it."""
        plain = {"total": self.total, "bankroll": self.bankroll, "step": self.step}
        return {name: f"{value.normalize():f}" for name, value in plain.items()} | {"fraction": self.percent}


@dataclass(frozen=True, slots=True)
class LegStake:
    """A leg's stake (of a lay the backer's stake, with its liability) and what comes back when it wins."""

    leg: Leg
    stake: Decimal
    liability: Decimal | None
    returned: Decimal


@dataclass(frozen=True, slots=True)
class Staked:
    """The stakes with the profit of every end; `worst` is what is certain. `why` tells where there are none."""

    legs: tuple[LegStake, ...] = ()
    staked: Decimal = Decimal(0)
    ends: tuple[tuple[str, Decimal], ...] = ()
    why: str = ""

    @property
    def told(self) -> str:
        """The stakes in the order of the legs: "497.55 502.45"."""
        return " ".join(f"{one.stake:f}" for one in self.legs)

    @property
    def worst(self) -> Decimal:
        return min((profit for _, profit in self.ends), default=Decimal(0))


def read(query: Mapping[str, str], own: staking.Rules | None = None) -> Wish:
    """What the address says, else the person's own bankroll and part of Kelly; what is no amount is left out, with a
    notice."""
    bankroll = own.bankroll if own and own.bankroll else BANKROLL
    fraction = own.fraction if own and own.fraction else QUARTER
    notices: list[str] = []

    def amount(name: str, otherwise: Decimal, most: Decimal = MOST) -> Decimal:
        text = query.get(name, "").strip().replace(",", "").rstrip("%")
        if not text:
            return otherwise
        try:
            found = Decimal(text)
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite() and LEAST <= found <= most:
            return found.quantize(LEAST)
        notices.append(f"The {name} is no amount we can reckon with: {otherwise.normalize():f} is taken.")
        return otherwise

    asked_step = amount("step", STEPS[0])
    step = next(
        (each for each in STEPS if each == asked_step), STEPS[0]
    )  # with its own places: stakes are told so
    return Wish(
        total=amount("total", TOTAL),
        bankroll=amount("bankroll", bankroll),
        fraction=amount("fraction", fraction * 100, Decimal(100)) / 100,
        step=step,
        notices=tuple(notices),
    )


def of_edge(edge: Edge, legs: list[Leg], wish: Wish, own: staking.Rules | None = None) -> Staked:
    """The stakes of an edge's legs; those of a value within the person's `own` limits."""
    try:
        if edge.kind == Kind.VALUE:
            return _value(edge, legs[0], wish, own)
        if edge.kind == Kind.BACK_LAY:
            return _back_lay(legs[0], legs[1], wish)
        return _spread(edge, legs, wish)
    except (StakeError, kelly.KellyError, staking.StakingError) as error:
        return Staked(why=str(error))


def _spread(edge: Edge, legs: list[Leg], wish: Wish) -> Staked:
    """The same return from every leg; of a middle also both at once."""
    made = arbitrage_stakes.spread(
        [leg.odds for leg in legs],
        total=wish.total,
        commissions=[leg.commission for leg in legs],
        step=wish.step,
    )
    told = [
        LegStake(leg, stake, None, back)
        for leg, stake, back in zip(legs, made.stakes, made.returns, strict=True)
    ]
    ends = [(str(leg.place), profit) for leg, profit in zip(legs, made.profits, strict=True)]
    if edge.kind == Kind.MIDDLE:
        ends.append(("both", sum(made.returns, Decimal(0)) - made.staked))
    return Staked(tuple(told), made.staked, tuple(ends))


def _back_lay(back: Leg, lay: Leg, wish: Wish) -> Staked:
    """The total is the backed stake and the liability together, as near as the step allows."""
    net, against = after_commission(back.odds, back.commission), Fraction(lay.odds) - 1
    kept = 1 - Fraction(lay.commission)
    ratio = net / (against + kept)  # the lay stake for a backed stake of one
    stake = to_step(Fraction(wish.total) / (1 + ratio * against), wish.step)
    if_wins, if_loses = Fraction(stake) * (net - 1), -Fraction(stake)
    laid = to_step(arbitrage_stakes.lay_stake(if_wins, if_loses, lay.odds, lay.commission), wish.step)
    if not stake or not laid:
        raise StakeError("One of the stakes is less than half a step: stake more, or take a smaller step.")
    both = arbitrage_stakes.layed(if_wins, if_loses, laid, lay.odds, lay.commission)
    told = (
        LegStake(back, stake, None, to_step(Fraction(stake) * net)),
        LegStake(lay, laid, both.liability, to_step(Fraction(both.liability) + Fraction(laid) * kept)),
    )
    ends = ((str(back.place), both.if_backed_wins), (str(lay.place), both.if_backed_loses))
    return Staked(told, stake + both.liability, ends)


def _value(edge: Edge, leg: Leg, wish: Wish, own: staking.Rules | None) -> Staked:
    """A fraction of Kelly of the bankroll; of a lay the stake is its liability."""
    if edge.chance is None:
        return Staked(why="Nobody knows its chance.")
    is_lay = leg.side == "lay"
    backed = 1 + 1 / (leg.odds - 1) if is_lay else leg.odds
    net = kelly.net_odds(backed, leg.commission)
    asked = {"bankroll": wish.bankroll, "fraction": wish.fraction, "step": wish.step}
    rules = replace(own, **asked) if own else staking.Rules(**asked)
    one = staking.stakes([[kelly.Bet(_chance(edge.chance), net)]], rules).events[0][0]
    if not one.amount:
        return Staked(why=HELD[one.held_by] or "There is no stake.")
    if is_lay:
        return _laid(leg, one.amount, wish.step, HELD[one.held_by])
    returned = to_step(Fraction(one.amount) * Fraction(net))
    told = LegStake(leg, one.amount, None, returned)
    ends = (("won", returned - one.amount), ("lost", -one.amount))
    return Staked((told,), one.amount, ends, why=HELD[one.held_by])


def _laid(leg: Leg, most: Decimal, step: Decimal, why: str) -> Staked:
    """The lay stake whose liability is `most` at most: what is told is of the stake after rounding."""
    stake = arbitrage_stakes.down_to_step(most / (leg.odds - 1), step)
    if not stake:
        return Staked(why=HELD["step"])
    liability = to_step(Fraction(stake) * (Fraction(leg.odds) - 1))
    won = to_step(Fraction(stake) * (1 - Fraction(leg.commission)))
    told = LegStake(leg, stake, liability, liability + won)
    return Staked((told,), liability, (("won", won), ("lost", -liability)), why=why)


def _chance(chance: Decimal) -> float:
    return np.float64(chance).item()

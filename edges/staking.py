"""From chances to stakes in money: Kelly under a person's limits, and which limit held a stake down. Pure.

A stake is the greatest multiple of the step that is not above what the rules allow, so that no cap is ever broken by
rounding. Where caps bind several bets at once the best split under them is found (edges.kelly.together): stakes are not
scaled down alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

import numpy as np

from edges.arbitrage_stakes import CENT, down_to_step
from edges.kelly import Bet, Caps, together

MOST_FRACTION = Decimal(1)  # more than full Kelly grows less and risks more: nobody may ask for it
ROUNDING = 1e-11  # the search for the best shares stops this near to a cap
NEAR = 1e-7  # of the bankroll: a share this near a cap is held by it


class StakingError(ValueError):
    """No such rules: a negative bankroll, or a Kelly fraction above the hard cap."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person allows. Shares are fractions of the bankroll (0.05 is five percent), amounts are money; None: no
    such limit. `most_exposure` counts what is `already_open`, `most_per_day` what is `already_today`."""

    bankroll: Decimal
    fraction: Decimal = Decimal(1)
    most_per_bet: Decimal | None = None
    most_per_event: Decimal | None = None
    most_per_day: Decimal | None = None
    most_bet_amount: Decimal | None = None
    most_exposure: Decimal | None = None
    already_today: Decimal = Decimal(0)
    already_open: Decimal = Decimal(0)
    step: Decimal = CENT
    hard_cap: Decimal = MOST_FRACTION

    def __post_init__(self) -> None:
        if self.bankroll < 0 or self.step <= 0:
            raise StakingError("A bankroll is nothing or more, a step more than nothing.")
        if not 0 <= self.fraction <= min(self.hard_cap, MOST_FRACTION):
            raise StakingError("The Kelly fraction lies between nothing and its hard cap.")

    @property
    def of_one_bet(self) -> Decimal:
        """The greatest share of the bankroll that one bet may be."""
        return self._least(self.most_per_bet, self._share(self.most_bet_amount))

    @property
    def of_one_event(self) -> Decimal:
        """The same of all bets on one event."""
        return self._least(self.most_per_event)

    @property
    def of_all(self) -> Decimal:
        """The same of everything now, after what is already staked today and still open."""
        day = (
            None if self.most_per_day is None else self.most_per_day - (self._share(self.already_today) or 0)
        )
        room = None if self.most_exposure is None else self.most_exposure - self.already_open
        return self._least(day, self._share(room))

    def _share(self, amount: Decimal | None) -> Decimal | None:
        if amount is None:
            return None
        return amount / self.bankroll if self.bankroll else Decimal(0)

    def _least(self, *shares: Decimal | None) -> Decimal:
        return max(min((Decimal(1), *(share for share in shares if share is not None))), Decimal(0))


@dataclass(frozen=True, slots=True)
class Stake:
    """One bet's stake in money. `kelly` is the full-Kelly share beside the other bets without any cap; `share` what is
    staked before rounding. `held_by`: "", "no edge", "bet", "event", "together" (the limit it stands at) or "step"."""

    kelly: float
    share: float
    amount: Decimal
    held_by: str


@dataclass(frozen=True, slots=True)
class Staked:
    """The stakes, event by event, and the mean logarithm of the bankroll that they bring, before rounding."""

    events: tuple[tuple[Stake, ...], ...]
    growth: float

    @property
    def total(self) -> Decimal:
        return sum((stake.amount for event in self.events for stake in event), Decimal(0))


def stakes(events: Sequence[Sequence[Bet]], rules: Rules) -> Staked:
    """What to stake on bets placed at the same time. Raises KellyError (too many, chances above one together)."""
    full = together(events)
    caps = Caps(_float(rules.of_one_bet), _float(rules.of_one_event), _float(rules.of_all))
    fraction = _float(rules.fraction)
    plan, free = together(events, caps=caps, fraction=fraction), together(events, fraction=fraction)
    everything = sum(map(sum, plan.shares))
    told = []
    room = rules.of_all * rules.bankroll
    for kelly, shares, wished in zip(full.shares, plan.shares, free.shares, strict=True):
        left = min(room, rules.of_one_event * rules.bankroll)
        of_event = sum(shares)
        made: list[Stake] = []
        for one, share, wish in zip(kelly, shares, wished, strict=True):
            amount = _amount(share, rules, left)
            held = _held(one, share, wish, amount, caps, of_event, everything)
            made.append(Stake(one, share, amount, held))
            left, room = left - amount, room - amount
        told.append(tuple(made))
    return Staked(tuple(told), plan.growth)


def _amount(share: float, rules: Rules, left: Decimal) -> Decimal:
    """The share in money, down to the step, within what is left of event and day."""
    exact = Decimal(share + ROUNDING if share else 0).quantize(Decimal("1e-10"), ROUND_DOWN)
    return down_to_step(min(min(exact, rules.of_one_bet) * rules.bankroll, left), rules.step)


def _held(
    kelly: float, share: float, wish: float, amount: Decimal, caps: Caps, of_event: float, everything: float
) -> str:
    """Why the stake is not what Kelly wishes."""
    if kelly == 0:
        return "no edge"
    if share < wish - NEAR:
        for name, at, cap in (
            ("bet", share, caps.per_bet),
            ("event", of_event, caps.per_event),
            ("together", everything, caps.together),
        ):
            if at > cap - NEAR:
                return name
    return "step" if share and not amount else ""


def _float(share: Decimal) -> float:
    return np.float64(share).item()

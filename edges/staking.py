"""From chances to stakes in money: Kelly under a person's limits, and which limit held a stake down. Pure.

A stake is the greatest multiple of the step that is not above what the rules allow, so that no cap is ever broken by
rounding. Where caps bind several bets at once the best split under them is found (edges.kelly.together): stakes are not
scaled down alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from edges.arbitrage_stakes import CENT, down_to_step
from edges.kelly import Bet, Caps, growth_of, together

MOST_FRACTION = Decimal(1)  # more than full Kelly grows less and risks more: nobody may ask for it
ROUNDING = 1e-11  # the search for the best shares stops this near to a cap
NEAR = 1e-7  # of the bankroll: a share this near a cap is held by it


class StakingError(ValueError):
    """No such rules: a negative bankroll, or a Kelly fraction above the hard cap."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person allows. Shares are fractions of the bankroll (0.05 is five percent), amounts are money; None: no
    such limit. `most_exposure` counts what is `already_open`, `most_per_day` what is `already_today`, `most_now`
    neither."""

    bankroll: Decimal
    fraction: Decimal = Decimal(1)
    most_per_bet: Decimal | None = None
    most_per_event: Decimal | None = None
    most_per_day: Decimal | None = None
    most_bet_amount: Decimal | None = None
    most_exposure: Decimal | None = None
    most_now: Decimal | None = None
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
    def of_one_bet(self) -> Fraction:
        """The greatest share of the bankroll that one bet may be."""
        return self._least(self.most_per_bet, self._share(self.most_bet_amount))

    @property
    def of_one_event(self) -> Fraction:
        """The same of all bets on one event."""
        return self._least(self.most_per_event)

    @property
    def of_all(self) -> Fraction:
        """The same of everything now, after what is already staked today and still open."""
        day = None
        if self.most_per_day is not None:
            day = Fraction(self.most_per_day) - (self._share(self.already_today) or 0)
        room = None if self.most_exposure is None else self.most_exposure - self.already_open
        return self._least(day, self._share(room), self._share(self.most_now))

    def _share(self, amount: Decimal | None) -> Fraction | None:
        if amount is None:
            return None
        return Fraction(amount) / Fraction(self.bankroll) if self.bankroll else Fraction(0)

    def _least(self, *shares: Decimal | Fraction | None) -> Fraction:
        said = (Fraction(share) for share in shares if share is not None)
        return max(min((Fraction(1), *said)), Fraction(0))


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
    free = tuple(tuple(share * fraction for share in event) for event in full.shares)
    planned = free if _fits(free, caps) else together(events, caps=caps, fraction=fraction).shares
    everything = sum(map(sum, planned))
    told = []
    room = rules.of_all * Fraction(rules.bankroll)
    for kelly, shares, wished in zip(full.shares, planned, free, strict=True):
        left = min(room, rules.of_one_event * Fraction(rules.bankroll))
        of_event = sum(shares)
        made: list[Stake] = []
        for one, share, wish in zip(kelly, shares, wished, strict=True):
            amount = _amount(share, rules, left)
            held = _held(one, share, wish, amount, caps, of_event, everything)
            made.append(Stake(one, share, amount, held))
            left, room = left - Fraction(amount), room - Fraction(amount)
        told.append(tuple(made))
    return Staked(tuple(told), growth_of(events, planned))


def _fits(shares: Sequence[Sequence[float]], caps: Caps) -> bool:
    """Whether no cap would be broken."""
    events = [sum(event) for event in shares]
    largest = max((share for event in shares for share in event), default=0.0)
    return (
        largest <= caps.per_bet
        and max(events, default=0.0) <= caps.per_event
        and sum(events) <= caps.together
    )


def _amount(share: float, rules: Rules, left: Fraction) -> Decimal:
    """The share in money, down to the step, within what is left of event and day."""
    wanted = min(Fraction(share + ROUNDING if share else 0), rules.of_one_bet)
    return down_to_step(min(wanted * Fraction(rules.bankroll), left), rules.step)


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


def _float(share: Decimal | Fraction) -> float:
    exact = Fraction(share)
    return exact.numerator / exact.denominator

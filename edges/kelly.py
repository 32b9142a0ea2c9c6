"""How much of a bankroll makes it grow fastest (Kelly): one bet, several at once, several outcomes of one event. Pure.

Chances and shares of the bankroll are floats: they are estimates. Odds are decimal, after commission (`net_odds`). The
stake that a person is told is money and made elsewhere (edges.staking).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import log, log1p

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
MOST_STATES = 16_384  # ways in which the events can end together: fourteen bets of two ends each
NOTHING = 1e-8  # a share of the bankroll that is rounding
SURE = 1e-12
LAST_PULL = 1e-13
NEWTON_STEPS = 60


class KellyError(ValueError):
    """There is no such bet, or there are too many at once."""


@dataclass(frozen=True, slots=True)
class Bet:
    """A chance between none and certainty, and decimal odds above one, after commission."""

    probability: float
    odds: Decimal

    def __post_init__(self) -> None:
        if not 0 < self.probability < 1:
            raise KellyError("A chance lies between 0 and 1, both left out.")
        if not 1 < self.odds < 10**12:
            raise KellyError("Decimal odds are above one.")

    @property
    def price(self) -> float:
        """The odds as a float, for chances only."""
        return np.float64(self.odds).item()

    @property
    def edge(self) -> float:
        """What a stake of one wins on average: p o - 1."""
        return self.probability * self.price - 1


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that may be staked, as shares of the bankroll: on one bet, on one event, on everything together."""

    per_bet: float = 1.0
    per_event: float = 1.0
    together: float = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """Shares of the bankroll in the order of the bets, and their growth: the mean logarithm of the bankroll."""

    shares: tuple[tuple[float, ...], ...]
    growth: float


def net_odds(odds: Decimal, commission: Decimal) -> Decimal:
    """Odds after an exchange's commission on winnings: 1 + (o-1)(1-c); `commission` is a fraction."""
    return 1 + (odds - 1) * (1 - commission)


def single(bet: Bet) -> float:
    """(p o - 1)/(o - 1), nothing without an edge."""
    return max(bet.edge / (bet.price - 1), 0.0)


def growth(bet: Bet, share: float) -> float:
    """The mean logarithm of the bankroll after one bet of this share of it."""
    return bet.probability * log1p(share * (bet.price - 1)) + (1 - bet.probability) * log1p(-share)


def exclusive(bets: Sequence[Bet]) -> tuple[float, ...]:
    """Full Kelly on outcomes of one event of which at most one happens (Smoczynski and Tomkins, 2010).

    Outcomes join in the order of p o while that is above the reserve R = (1 - sum p)/(1 - sum 1/o) of those that are
    in; the shares are p - R/o. An outcome with no edge of its own can be in, as a hedge. Where the prices of all are an
    arbitrage, R is nothing and the shares are the chances: the whole bankroll, for which caps are there (`together`).
    Raises KellyError when the chances sum to more than one.
    """
    _one_event(bets)
    order = sorted(range(len(bets)), key=lambda place: bets[place].edge, reverse=True)
    chances = prices = 0.0
    reserve = 1.0
    staked: list[int] = []
    for place in order:
        bet = bets[place]
        if bet.probability * bet.price <= reserve:
            break
        chances, prices = chances + bet.probability, prices + 1 / bet.price
        staked.append(place)
        if (
            prices >= 1
        ):  # no reserve can be reckoned: the rest of the money hedges, and the optimum is at the edge
            return together([bets]).shares[0]
        reserve = max(1 - chances, 0.0) / (1 - prices)
    shares = [0.0] * len(bets)
    for place in staked:
        shares[place] = max(bets[place].probability - reserve / bets[place].price, 0.0)
    return tuple(shares)


def together(events: Sequence[Sequence[Bet]], *, caps: Caps | None = None, fraction: float = 1.0) -> Plan:
    """The best shares for bets placed at the same time: events are independent, the bets within one exclude each other.

    Maximises the mean logarithm over every way in which the events can end, under the caps. Of the answer the
    `fraction` is staked, and it is this stake that the caps bind (so a fraction of a half under a cap of a tenth
    optimises under a cap of a fifth). Raises KellyError for more than MOST_STATES ways, or a fraction outside 0..1.
    """
    caps = caps or Caps()
    if not 0 <= fraction <= 1:
        raise KellyError("The Kelly fraction lies between 0 and 1.")
    for event in events:
        _one_event(event)
    wanted = [
        (place, bet) for place, event in enumerate(events) for bet in event if _can_be_staked(event, bet)
    ]
    gains, chances = _states(events)
    shares = np.zeros(len(wanted))
    if wanted and fraction and min(caps.per_bet, caps.per_event, caps.together) > 0:
        sides, bounds = _constraints([place for place, _ in wanted], caps, fraction)
        shares = _best(gains, chances, sides, bounds) * fraction
        shares[shares < NOTHING] = 0.0
    rest = iter(shares.tolist())
    told = tuple(
        tuple(next(rest) if _can_be_staked(event, bet) else 0.0 for bet in event) for event in events
    )
    return Plan(told, (chances @ np.log1p(gains @ shares)).item() if wanted else 0.0)


def growth_of(events: Sequence[Sequence[Bet]], shares: Sequence[Sequence[float]]) -> float:
    """The mean logarithm of the bankroll after these shares of it, over every way in which the events can end."""
    gains, chances = _states(events)
    pairs = [
        (event, bet, share)
        for event, some in zip(events, shares, strict=True)
        for bet, share in zip(event, some, strict=True)
    ]
    staked = np.array([share for event, bet, share in pairs if _can_be_staked(event, bet)])
    return (chances @ np.log1p(gains @ staked)).item() if len(staked) else 0.0


def log_growth_of_event(bets: Sequence[Bet], shares: Sequence[float]) -> float:
    """The mean logarithm of the bankroll after stakes on outcomes of one event."""
    rest = 1 - sum(shares)
    told = sum(
        bet.probability * log(rest + share * bet.price) for bet, share in zip(bets, shares, strict=True)
    )
    missing = 1 - sum(bet.probability for bet in bets)
    return told + (missing * log(rest) if missing > SURE else 0.0)


def _one_event(bets: Sequence[Bet]) -> None:
    if sum(bet.probability for bet in bets) > 1 + 1e-9:
        raise KellyError("Outcomes that exclude each other have chances that sum to one at most.")


def _can_be_staked(event: Sequence[Bet], bet: Bet) -> bool:
    """A bet alone on its event needs an edge; beside others it can be a hedge."""
    return len(event) > 1 or bet.edge > 0


def _states(events: Sequence[Sequence[Bet]]) -> tuple[Array, Array]:
    """What a stake of one on each bet gains in every way things can end, and how likely that way is."""
    ends: list[list[tuple[float, tuple[float, ...]]]] = []
    count = 1
    for event in events:
        bets = [bet for bet in event if _can_be_staked(event, bet)]
        if not bets:
            continue
        ways = [
            (bet.probability, tuple(other.price - 1 if other is bet else -1.0 for other in bets))
            for bet in bets
        ]
        missing = 1 - sum(bet.probability for bet in bets)
        if missing > SURE:
            ways.append((missing, tuple(-1.0 for _ in bets)))
        count *= len(ways)
        if count > MOST_STATES:
            raise KellyError(f"These bets can end in more than {MOST_STATES:,} ways: take fewer at once.")
        ends.append(ways)
    whole = [
        ([chance for chance, _ in way], [gain for _, gains in way for gain in gains])
        for way in product(*ends)
    ]
    return np.array([gains for _, gains in whole]), np.array([np.prod(chances) for chances, _ in whole])


def _constraints(places: Sequence[int], caps: Caps, fraction: float) -> tuple[Array, Array]:
    """Rows a and bounds b of a f <= b: nothing below zero, and the caps on what is staked."""
    each = np.eye(len(places))
    of_event = np.array(
        [[other == place for other in places] for place in sorted(set(places))], dtype=np.float64
    )
    rows = [-each, each, of_event, np.ones((1, len(places)))]
    most = [0.0, caps.per_bet / fraction, caps.per_event / fraction, min(caps.together / fraction, 1.0)]
    bounds = np.concatenate([np.full(len(row), bound) for row, bound in zip(rows, most, strict=True)])
    return np.concatenate(rows), bounds


def _best(gains: Array, chances: Array, sides: Array, bounds: Array) -> Array:
    """The shares of the greatest mean logarithm within the sides: Newton, with a barrier that pulls less and less."""
    positive = bounds[bounds > 0].min()
    shares = np.full(gains.shape[1], min(positive, 1.0) / (2 * gains.shape[1]))

    def value(at: Array, pull: float) -> float:
        wealth, room = 1 + gains @ at, bounds - sides @ at
        if wealth.min() <= 0 or room.min() <= 0:
            return -np.inf
        return (chances @ np.log(wealth) + pull * np.log(room).sum()).item()

    pull = 1e-2
    while pull > LAST_PULL:
        pull /= 8
        for _ in range(NEWTON_STEPS):
            wealth, room = 1 + gains @ shares, bounds - sides @ shares
            slope = gains.T @ (chances / wealth) - pull * (sides.T @ (1 / room))
            bend = (gains.T * (chances / wealth**2)) @ gains + pull * ((sides.T / room**2) @ sides)
            step = np.linalg.solve(bend, slope)
            rise = (slope @ step).item()
            if rise < pull * 1e-6:
                break
            length, now = 1.0, value(shares, pull)
            while value(shares + length * step, pull) < now + 1e-4 * length * rise and length > 1e-12:
                length /= 2
            shares = shares + length * step if length > 1e-12 else shares
            if length <= 1e-12:
                break
    return shares

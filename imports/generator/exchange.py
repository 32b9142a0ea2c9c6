"""A bettor's account at an exchange over time: bets back and lay, and money that moves when a market is settled.

Amounts are whole units, of which `unit` make a cent. What open bets could lose is kept back, so the balance is
never negative. A market with several bets is settled with their net result, commission taken from what was won.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from imports.generator import world
from imports.generator.world import Ticket

LEAST, MOST = 10_000, 400_000  # cents free to bet with


@dataclass(slots=True)
class Order:
    """One bet. odds are hundredths, stake the backer's."""

    side: str
    selection: str
    odds: int
    stake: int

    @property
    def gain(self) -> int:
        """What the backer wins."""
        return (self.stake * (self.odds - 100) + 50) // 100

    @property
    def at_risk(self) -> int:
        return self.stake if self.side == "back" else self.gain


@dataclass(slots=True)
class Market:
    """One market with its bets; `is_won` says whether the selection came in."""

    ticket: Ticket
    ends: datetime
    orders: list[Order] = field(default_factory=list)
    is_won: bool = False
    is_void: bool = False

    def gross(self, order: Order) -> int:
        """What one bet won or lost before commission."""
        if order.side == "back":
            return order.gain if self.is_won else -order.stake
        return -order.gain if self.is_won else order.stake

    def net(self, percent: int) -> int:
        """What the market pays, after `percent` commission on a positive sum."""
        if self.is_void:
            return 0
        gross = sum(self.gross(order) for order in self.orders)
        return gross - gross * percent // 100 if gross > 0 else gross


@dataclass(frozen=True, slots=True)
class Act:
    """deposit, withdrawal, placed (with its order) or settled (with its market); the balance after it."""

    kind: str
    at: datetime
    amount: int
    balance: int
    exposure: int
    market: Market | None = None
    order: Order | None = None


def acts(rng: Random, wanted: int, *, unit: int = 1, percent: int = 2) -> Iterator[Act]:
    """Acts without end, oldest first, paced so that `wanted` bets fit into a few years."""
    now, balance, exposure, number = world.START, 0, 0, 0
    pace = world.pace(wanted)
    due: list[tuple[datetime, int, Market]] = []
    while True:
        now += world.pause(rng, pace)
        while due and due[0][0] <= now:
            _, _, market = heapq.heappop(due)
            exposure -= sum(order.at_risk for order in market.orders)
            amount = market.net(percent)
            balance += amount
            yield Act("settled", market.ends, amount, balance, exposure, market)
        free = balance - exposure
        moved = _moved(rng, free, unit)
        if moved:
            balance += moved
            yield Act("deposit" if moved > 0 else "withdrawal", now, moved, balance, exposure)
            continue
        market = _market(rng, now, free, unit)
        number += 1
        heapq.heappush(due, (market.ends, number, market))
        for order in market.orders:
            exposure += order.at_risk
            yield Act("placed", now, 0, balance, exposure, market, order)


def _moved(rng: Random, free: int, unit: int) -> int:
    if free < LEAST * unit:
        return rng.choice((20_000, 50_000, 50_000, 100_000)) * unit
    if free > MOST * unit or rng.random() < 0.006:
        return -(free // 2 // unit * unit)
    return 0


def _market(rng: Random, now: datetime, free: int, unit: int) -> Market:
    """A market with one or two bets that together risk no more than what is free."""
    ticket = world.ticket(rng)
    ends = now + world.length(rng, ticket) + timedelta(seconds=rng.randrange(60))
    market = Market(ticket, ends, is_won=rng.random() < ticket.chance, is_void=rng.random() < 0.02)
    side = "lay" if rng.random() < 0.3 and ticket.odds < 400 else "back"
    for _ in range(2 if rng.random() < 0.15 else 1):
        odds = ticket.odds + rng.randrange(0, 6)
        stake = world.stake(rng, free // unit // 8) * rng.choice((1, 1, 2)) * unit
        market.orders.append(Order(side, ticket.selection, odds, stake))
    return market

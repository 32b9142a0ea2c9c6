"""A bettor's account over time: rows in order, each with what it moves and the balance after it, in cents.

A bet is told when it is placed and again when it is settled, with others in between; deposits come when money runs low,
withdrawals when there is much. The balance is never negative and always the sum of the rows.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from imports.generator import world
from imports.generator.world import Ticket


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the account. `bet` is 0 for rows of no bet; `legs` has one ticket for a single."""

    kind: str
    at: datetime
    amount: int
    balance: int
    bet: int = 0
    legs: tuple[Ticket, ...] = ()
    stake: int = 0


def rows(
    rng: Random, wanted: int, *, lose_row_share: float = 0.15, multi_share: float = 0.12
) -> Iterator[Row]:
    """Rows without end, oldest first, paced so that `wanted` of them fit into a few years.

    A lost bet has a row of its own only in `lose_row_share` of cases.
    """
    now, balance, bet = world.START, 0, 0
    pace = world.pace(wanted * 6 // 10)
    due: list[tuple[datetime, int, str, int, tuple[Ticket, ...], int]] = []
    while True:
        now += world.pause(rng, pace)
        while due and due[0][0] <= now:
            at, number, kind, amount, legs, staked = heapq.heappop(due)
            balance += amount
            yield Row(kind, at, amount, balance, number, legs, staked)
        if balance < 2_000:
            amount = rng.choice((5_000, 10_000, 10_000, 20_000))
            balance += amount
            yield Row("deposit", now, amount, balance)
            now += timedelta(minutes=1)
        elif balance > 90_000 or rng.random() < 0.004:
            yield from _withdrawal(rng, now, balance)
            balance -= balance // 2
            now += timedelta(minutes=1)
        bet += 1
        number = rng.randrange(2, 5) if rng.random() < multi_share else 1
        legs = tuple(world.ticket(rng) for _ in range(number))
        staked = world.stake(rng, balance)
        balance -= staked
        yield Row("stake", now, -staked, balance, bet, legs, staked)
        result = _result(rng, now, bet, legs, staked, lose_row_share)
        if result:
            heapq.heappush(due, result)


def _withdrawal(rng: Random, now: datetime, balance: int) -> Iterator[Row]:
    amount = balance // 2
    if rng.random() < 0.1:
        yield Row("withdrawal", now, -amount, balance - amount)
        yield Row("withdrawal_returned", now, amount, balance)
    yield Row("withdrawal", now, -amount, balance - amount)


def _result(
    rng: Random, now: datetime, bet: int, legs: tuple[Ticket, ...], staked: int, lose_row_share: float
) -> tuple[datetime, int, str, int, tuple[Ticket, ...], int] | None:
    chance, odds = 1.0, 1.0
    for leg in legs:
        chance *= leg.chance
        odds *= leg.odds / 100
    at = now + world.length(rng, legs[-1])
    what = world.outcome(rng, chance)
    if what == "won":
        return at, bet, "win", round(staked * odds), legs, staked
    if what == "void":
        return at, bet, "void", staked, legs, staked
    if what == "cashout":
        return at, bet, "cashout", round(staked * rng.uniform(0.2, 1.6)), legs, staked
    return (at, bet, "lose", 0, legs, staked) if rng.random() < lose_row_share else None

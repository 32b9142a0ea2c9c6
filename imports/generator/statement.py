"""A bettor's account at a bookmaker over time: rows in order, each with what it moves and the balance after it,
in cents.

A bet is told when it is placed and again when it is settled, with others in between; deposits come when money
runs low, withdrawals when there is much. The balance is never negative and always the sum of the rows.
"""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from imports.generator import world
from imports.generator.world import Ticket

LEAST, MOST = 2_000, 90_000  # when to pay in, when to take out
IDLE_SHARE = 0.3  # of lost bets that have a row of their own, where idle rows are wanted
BONUS_SHARE = 0.02  # of bets staked with bonus money, which no row tells before they win


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the account. `bet` is 0 for rows of no bet; `legs` has one ticket for a single."""

    kind: str
    at: datetime
    amount: int
    balance: int
    bet: int = 0
    legs: tuple[Ticket, ...] = ()
    is_same_game: bool = False


Due = tuple[datetime, int, Row]


def rows(
    rng: Random, wanted: int, *, multi_share: float = 0.12, has_idle_rows: bool = False
) -> Iterator[Row]:
    """Rows without end, oldest first, paced so that `wanted` of them fit into a few years."""
    now, balance, number = world.START, 0, 0
    pace = world.pace(wanted * 6 // 10)
    due: list[Due] = []
    while True:
        now += world.pause(rng, pace)
        while due and due[0][0] <= now:
            _, _, row = heapq.heappop(due)
            balance += row.amount
            yield _with_balance(row, balance)
        for row in _moved(rng, now, balance):
            balance = row.balance
            yield row
        number += 1
        bet = _bet(rng, now, number, multi_share)
        staked = world.stake(rng, balance)
        if rng.random() < BONUS_SHARE:
            result = _result(rng, bet, staked, is_bonus=True, has_idle_rows=False)
        else:
            balance -= staked
            yield _with_balance(bet, balance, -staked)
            result = _result(rng, bet, staked, is_bonus=False, has_idle_rows=has_idle_rows)
        if result:
            heapq.heappush(due, result)


def _with_balance(row: Row, balance: int, amount: int | None = None) -> Row:
    amount = row.amount if amount is None else amount
    return Row(row.kind, row.at, amount, balance, row.bet, row.legs, row.is_same_game)


def _moved(rng: Random, now: datetime, balance: int) -> Iterator[Row]:
    """Money paid in or taken out, at this moment, if it is time for that."""
    if balance < LEAST:
        amount = rng.choice((5_000, 10_000, 10_000, 20_000))
        yield Row("deposit", now, amount, balance + amount)
    elif balance > MOST or rng.random() < 0.004:
        amount = balance // 2
        if rng.random() < 0.1:
            yield Row("withdrawal", now, -amount, balance - amount)
            yield Row("withdrawal_returned", now, amount, balance)
        yield Row("withdrawal", now, -amount, balance - amount)
    elif rng.random() < 0.001:
        amount = rng.choice((250, 500, 1_000))
        yield Row("adjustment", now, amount, balance + amount)


def _bet(rng: Random, now: datetime, number: int, multi_share: float) -> Row:
    """A bet as placed."""
    if rng.random() >= multi_share:
        return Row("stake", now, 0, 0, number, (world.ticket(rng),))
    first = world.ticket(rng)
    if rng.random() < 0.4 and not first.is_race:
        return Row("stake", now, 0, 0, number, (first,), is_same_game=True)
    others = [world.ticket(rng) for _ in range(rng.randrange(1, 4))]
    return Row("stake", now, 0, 0, number, (first, *others))


def _result(rng: Random, bet: Row, staked: int, *, is_bonus: bool, has_idle_rows: bool) -> Due | None:
    """What becomes of a bet and when; None where no row tells it."""
    chance, paid = 1.0, staked
    for leg in bet.legs:
        chance *= leg.chance
        paid = paid * leg.odds // 100
    at = bet.at + world.length(rng, bet.legs[-1])
    what = world.outcome(rng, chance)
    if is_bonus:
        kind, amount = ("win", paid - staked) if what == "won" else ("lose", 0)
    else:
        taken = max(1, staked * rng.randrange(20, 160) // 100)
        kind, amount = {
            "won": ("win", paid),
            "void": ("void", staked),
            "cashout": ("cashout", taken),
        }.get(what, ("lose", 0))
    if not amount and not (has_idle_rows and rng.random() < IDLE_SHARE):
        return None
    return at, bet.bet, Row(kind, at, amount, 0, bet.bet, bet.legs, bet.is_same_game)

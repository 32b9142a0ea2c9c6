"""Matchbook transactions: newest first, one Payout row a market, debit and credit both signed with five places."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from random import Random

from imports.generator import world
from imports.generator.world import Ticket, cents

NAMES = "currency id time transaction-type product detail debit credit balance third-party-transaction-id"
HEADER = ",".join(f'"{name}"' for name in NAMES.split())


def markets(rng: Random, wanted: int) -> Iterator[tuple[datetime, str, int, int, Ticket | None]]:
    """(time, kind, amount, balance, ticket) of an exchange account where money moves when a market is settled."""
    now, balance, pace = world.START, 0, world.pace(wanted)
    while True:
        now += world.pause(rng, pace)
        if balance < 3_000:
            balance += 10_000
            yield now, "deposit", 10_000, balance, None
            continue
        if balance > 80_000:
            balance -= 40_000
            yield now, "withdrawal", -40_000, balance, None
            continue
        bet = world.ticket(rng)
        staked = world.stake(rng, balance)
        won = rng.random() < bet.chance
        amount = round(staked * (bet.odds / 100 - 1) * 0.98) if won else -staked
        balance += amount
        yield now, "settlement", amount, balance, bet


def make(rows: int, rng: Random) -> bytes:
    """The file."""
    lines = []
    for number, (at, kind, amount, balance, bet) in enumerate(islice(markets(rng, rows), rows)):
        when = f"{at:%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z"
        detail = f"{bet.event} | {bet.market}" if bet else f"{kind.title()} via card"
        sort = '"Payout","Exchange"' if bet else '"Manual","Account"'
        debit, credit = (cents(amount), "0.00") if amount < 0 else ("0.00", cents(amount))
        lines.append(
            f'GBP,{32_000_000_000_000_000 + 1_000 * number},{when},{sort},"{detail}",'
            f'{debit}000,{credit}000,{cents(balance)}000,""'
        )
    return ("\n".join([HEADER, *reversed(lines)]) + "\n").encode()

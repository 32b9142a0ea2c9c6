"""Betfair's results by selection: hyphenated names, one row a bet, newest first."""

from random import Random

from imports.generator import betfair
from imports.generator.betfair import Placed, amount

HEADER = [
    "event-id", "event-type-name", "event-name", "market-name", "selection-name", "selection-side", "bet-id",
    "price-matched", "size-matched", "placed-date", "settled-date", "profit-loss",
]  # fmt: skip
TELLS = "BACK,LAY,-"  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    return betfair.table(HEADER, [_row(bet) for bet in reversed(betfair.placed(rng, rows))])


def _row(bet: Placed) -> list[str]:
    order, ticket = bet.order, bet.market.ticket
    about = [ticket.sport, ticket.event, ticket.market, order.selection, order.side.upper(), bet.bet_id]
    times = [f"{at:%d-%b-%y %H:%M}" for at in (bet.at, bet.market.ends)]
    return [
        str(34_000_000 + bet.number),
        *about,
        amount(order.odds),
        amount(order.stake),
        *times,
        amount(bet.profit),
    ]

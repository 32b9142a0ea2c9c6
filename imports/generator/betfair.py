"""One account at Betfair, as its lists of bets and of markets tell it: the same seed gives the same account in all."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from imports.generator import exchange
from imports.generator.exchange import Market, Order

FIRST_ID = 430_000_000_000
PERCENT = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """A bet of the account."""

    number: int
    at: datetime
    market: Market
    order: Order

    @property
    def bet_id(self) -> str:
        return str(FIRST_ID + 7 * self.number)

    @property
    def profit(self) -> int:
        """Cents, before commission; nothing of a void market."""
        return 0 if self.market.is_void else self.market.gross(self.order)


def placed(rng: Random, rows: int) -> list[Placed]:
    """The account's first bets, oldest first; all their markets are over."""
    bets: list[Placed] = []
    acts = exchange.acts(rng, rows, percent=PERCENT)
    while len(bets) < rows:
        act = next(acts)
        if act.kind == "placed" and act.market is not None and act.order is not None:
            bets.append(Placed(len(bets) + 1, act.at, act.market, act.order))
    return bets


def markets(bets: Iterable[Placed]) -> list[Market]:
    """The markets of bets, by the time they ended."""
    found = {id(bet.market): bet.market for bet in bets}
    return sorted(found.values(), key=lambda market: market.ends)


def path(market: Market, *, before: str) -> str:
    """Sport, event and market in one text."""
    ticket = market.ticket
    return f"{ticket.sport} / {ticket.event}{before}{ticket.market}"


def amount(cents: int) -> str:
    """With two places and a sign."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def bracketed(cents: int) -> str:
    """A negative amount in brackets."""
    return f"({amount(-cents)})" if cents < 0 else amount(cents)


def table(header: list[str], rows: Iterable[list[str]]) -> bytes:
    """As Betfair writes it: a mark first, and CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")

"""Smarkets account overview: a title line, oldest first, rows that move no money, zone suffixes, thousands commas.

The rows that tell of bets move nothing, as in the real file, so no balance can miss them.
"""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from imports.generator import exchange
from imports.generator.exchange import Act, Market
from imports.generator.world import cents

NAMES = "Event|Details|Date|Backers Stake (GBP)|Odds|Exposure (GBP)|In/Out (GBP)|Balance (GBP)"
LONDON = ZoneInfo("Europe/London")
# What a long file has of every kind.
TELLS = "Deposit,Withdraw,Bet Placed,Bet Won,Bet Lost,Market Settled,Market Voided,Against,GMT,BST"


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file."""
    told = list(islice(_rows(rng, rows, has_idle_rows=has_idle_rows), rows))
    made_at = told[-1][2] if told else "03 Aug 2023, 09:15 BST"
    out = io.StringIO()
    out.write(f'"Smarkets Account Overview - {made_at}"\n')
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(NAMES.split("|"))
    writer.writerows(told)
    return out.getvalue().encode()


def _rows(rng: Random, wanted: int, *, has_idle_rows: bool) -> Iterator[list[str]]:
    if has_idle_rows:
        yield ["Commission Update (0.02)", "", "03 Aug 2023, 09:15 BST", "", "", "0.00", "", "0.00"]
    before = 0
    for act in exchange.acts(rng, wanted * 2 // 5):
        if act.kind == "settled" and act.market:
            yield from _settled(act, act.market, before)
        elif act.market:
            yield [*_told(act, "Bet Placed"), "", _grouped(act.balance)]
        else:
            name = "Deposit" if act.amount > 0 else "Withdraw"
            yield [
                name,
                "",
                _time(act),
                "",
                "",
                _grouped(-act.exposure),
                _grouped(act.amount),
                _grouped(act.balance),
            ]
        before = act.balance


def _settled(act: Act, market: Market, before: int) -> Iterator[list[str]]:
    """A result for each bet, then what the market moved."""
    facts = [_details(market), _time(act), "", "", _grouped(-act.exposure)]
    if market.is_void:
        yield ["Market Voided", *facts, "0.00", _grouped(act.balance)]
        return
    for order in market.orders:
        word = "Won" if market.gross(order) > 0 else "Lost"
        told = Act("placed", act.at, 0, before, act.exposure, market, order)
        yield [*_told(told, f"Bet {word}"), "", _grouped(before)]
    yield ["Market Settled", *facts, _grouped(act.amount), _grouped(act.balance)]


def _told(act: Act, event: str) -> list[str]:
    """The first six cells of a row about one bet."""
    market, order = act.market, act.order
    assert market is not None
    assert order is not None
    side = "For" if order.side == "back" else "Against"
    odds = cents(order.odds).rstrip("0").rstrip(".")
    name = f"{event} · {side} {order.selection}"
    return [name, _details(market), _time(act), cents(order.stake), odds, _grouped(-act.exposure)]


def _details(market: Market) -> str:
    return f"{market.ticket.event.replace(' v ', ' vs ')} / {market.ticket.market}"


def _grouped(amount: int) -> str:
    whole, _, part = cents(abs(amount)).partition(".")
    return f"{'-' if amount < 0 else ''}{int(whole):,}.{part}"


def _time(act: Act) -> str:
    local = act.at.replace(tzinfo=LONDON)
    return f"{local:%d %b %Y, %H:%M} {local.tzname()}"

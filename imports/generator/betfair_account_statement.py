"""Betfair account statement: newest first, exchange markets net, sportsbook bets in two rows, bonus columns."""

import heapq
from collections.abc import Iterator
from itertools import islice
from random import Random

from imports.generator import exchange, statement
from imports.generator.exchange import Act
from imports.generator.statement import Row
from imports.generator.world import Ticket, cents

HEADER = "Date,Description,Cash In (£),Bonus In (£),Cash Out (£),Bonus Out (£),Cash Balance (£)"
SPORTSBOOK = {
    "stake": "Bet Placed",
    "win": "Bet Settled",
    "lose": "Bet Settled",
    "void": "Voided Bet Refund",
    "cashout": "Cash Out",
}
OTHERS = {
    "deposit": "Deposit",
    "withdrawal": "Withdrawal",
    "withdrawal_returned": "Withdrawal Cancelled",
    "adjustment": "Deposit",
}
# What a long file has of every kind.
TELLS = "Deposit,Withdrawal,Exchange:,Bet Placed,Bet Settled,Cash Out,Voided,Bonus"


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file, UTF-8 with a byte-order mark and CRLF."""
    lines = []
    for number, row in enumerate(islice(_rows(rng, rows, has_idle_rows=has_idle_rows), rows)):
        into = _grouped(row.amount) if row.amount > 0 else "--"
        out = _grouped(row.amount) if row.amount < 0 else "--"
        bonus = "10.00" if row.kind == "bonus" else "--"
        balance = _grouped(row.balance)
        lines.append(f"{row.at:%d-%b-%y %H:%M:%S},{_words(row, number)},{into},{bonus},{out},--,{balance}")
    return ("\ufeff" + "\r\n".join([HEADER, *reversed(lines)]) + "\r\n").encode()


def _rows(rng: Random, wanted: int, *, has_idle_rows: bool) -> Iterator[Row]:
    """A sportsbook account and an exchange account, told together as the one wallet they are."""
    book = statement.rows(rng, wanted * 2 // 3, multi_share=0, has_idle_rows=has_idle_rows)
    acts = (act for act in exchange.acts(rng, wanted // 3, percent=5) if act.amount)
    wallet = (Row(_kind(act), act.at, act.amount, 0, 0, _legs(act)) for act in acts)
    balance = 0
    for row in heapq.merge(book, wallet, key=lambda row: row.at):
        if has_idle_rows and rng.random() < 0.01:
            yield Row("bonus", row.at, 0, balance)
        balance += row.amount
        yield Row(row.kind, row.at, row.amount, balance, row.bet, row.legs)


def _kind(act: Act) -> str:
    return "settlement" if act.kind == "settled" else act.kind


def _legs(act: Act) -> tuple[Ticket, ...]:
    return (act.market.ticket,) if act.market else ()


def _grouped(amount: int) -> str:
    """With thousands commas, quoted where they stand."""
    whole, _, part = cents(amount).partition(".")
    text = f"{int(whole):,}.{part}" if abs(amount) >= 100_000 else f"{whole}.{part}"
    return f'"{text}"' if "," in text else text


def _words(row: Row, number: int) -> str:
    ref = f"Ref: {177_000_000_000 + number}"
    if row.kind in OTHERS:
        return f"{OTHERS[row.kind]} {ref}"
    if row.kind == "bonus":
        return f"Sports Bonus Awarded {ref}"
    if row.kind == "settlement":
        return f"Exchange: {row.legs[0].event} / {row.legs[0].market} {ref}"
    return f"Sportsbook: {SPORTSBOOK[row.kind]} (Transaction ID: S/27450139/{2_638_000_000 + row.bet:011d}) {ref}"

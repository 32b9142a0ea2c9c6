"""Matchbook transactions: newest first, one Payout row a market, debit and credit both signed with five places."""

from itertools import islice
from random import Random

from imports.generator import exchange
from imports.generator.exchange import Act

NAMES = "currency id time transaction-type product detail debit credit balance third-party-transaction-id"
HEADER = ",".join(f'"{name}"' for name in NAMES.split())
UNIT = 1_000  # of a cent: five decimals
TELLS = "Deposit,Withdrawal,Payout"  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file."""
    acts = exchange.acts(rng, rows, unit=UNIT)
    moving = (act for act in acts if act.amount or (has_idle_rows and act.kind == "settled"))
    lines = [_line(number, act) for number, act in enumerate(islice(moving, rows))]
    return ("\n".join([HEADER, *reversed(lines)]) + "\n").encode()


def _line(number: int, act: Act) -> str:
    when = f"{act.at:%Y-%m-%dT%H:%M:%S}.{number % 1000:03d}Z"
    detail = f"{act.kind.title()} via card"
    sort = '"Manual","Account"'
    if act.market:
        ticket = act.market.ticket
        detail, sort = f"{ticket.event.replace(' v ', ' vs ')} | {ticket.market}", '"Payout","Exchange"'
    debit, credit = (act.amount, 0) if act.amount < 0 else (0, act.amount)
    money = ",".join(_places(amount) for amount in (debit, credit, act.balance))
    return f'GBP,{32_000_000_000_000_000 + 1_000 * number},{when},{sort},"{detail}",{money},""'


def _places(amount: int) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100_000}.{abs(amount) % 100_000:05d}"

"""Sportsbet transactions: newest first, summaries over several lines, a lost bet mostly without a row."""

import csv
import io
from itertools import islice
from random import Random

from imports.generator import statement
from imports.generator.statement import Row
from imports.generator.world import cents

HEADER = [
    "Time (AEST)",
    "Type",
    "Summary",
    "Transaction Id",
    "Bet Id",
    "Amount",
    "Balance",
    "Single",
    "Multiple",
    "Exotic",
    "Pool",
]
TYPES = {
    "deposit": "Deposit",
    "withdrawal": "Withdrawal",
    "withdrawal_returned": "Returned Withdrawal",
    "stake": "Bet Stake",
    "win": "Win",
    "lose": "Lose",
    "void": "Void",
    "cashout": "Cashed Out",
}


def make(rows: int, rng: Random) -> bytes:
    """The file."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADER)
    told = list(islice(statement.rows(rng, rows), rows))
    for number, row in zip(range(len(told), 0, -1), reversed(told), strict=True):
        writer.writerow(_cells(row, 5_000_000 + number))
    return out.getvalue().encode()


def _cells(row: Row, number: int) -> list[str]:
    is_multi = len(row.legs) > 1
    flags = ["", "", "", ""]
    if row.bet:
        flags = ["false" if is_multi else "true", "true" if is_multi else "false", "false", "false"]
    bet = str(880_000 + row.bet) if row.bet else ""
    when = row.at.strftime("%d/%m/%Y %H:%M")
    return [
        when,
        TYPES[row.kind],
        _summary(row),
        str(number),
        bet,
        cents(row.amount),
        cents(row.balance),
        *flags,
    ]


def _summary(row: Row) -> str:
    if not row.legs:
        return TYPES[row.kind]
    if len(row.legs) > 1:
        first = row.legs[0]
        chosen = [f"{leg.selection} @ {cents(leg.odds)} (Win)" for leg in row.legs]
        return "\n ".join([f"{first.event}", "Multi", *chosen])
    leg = row.legs[0]
    return f"{leg.event}\n {leg.market}\n{leg.selection} @ {cents(leg.odds)} (Win)"

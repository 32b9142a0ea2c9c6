"""Sportsbet transactions: newest first, summaries over several lines, a lost bet mostly without a row."""

import csv
import io
from itertools import islice
from random import Random

from imports.generator import statement
from imports.generator.statement import Row
from imports.generator.world import cents

NAMES = "Time (AEST)|Type|Summary|Transaction Id|Bet Id|Amount|Balance|Single|Multiple|Exotic|Pool"
TYPES = {
    "deposit": "Deposit",
    "withdrawal": "Withdrawal",
    "withdrawal_returned": "Returned Withdrawal",
    "adjustment": "Manual Adjustment",
    "stake": "Bet Stake",
    "win": "Win",
    "lose": "Lose",
    "void": "Void",
    "cashout": "Cashed Out",
}
# What a long file has of every kind.
TELLS = "Deposit,Withdrawal,Returned Withdrawal,Bet Stake,Win,Lose,Void,Cashed Out,Same Game Multi"


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(NAMES.split("|"))
    told = list(islice(statement.rows(rng, rows, has_idle_rows=has_idle_rows), rows))
    for number, row in zip(range(len(told), 0, -1), reversed(told), strict=True):
        writer.writerow(_cells(row, 5_000_000 + number))
    return out.getvalue().encode()


def _cells(row: Row, number: int) -> list[str]:
    flags = ["", "", "", ""]
    if row.bet:
        is_multi = len(row.legs) > 1
        flags = ["false" if is_multi else "true", "true" if is_multi else "false", "false", "false"]
    bet = str(880_000 + row.bet) if row.bet else ""
    money = [cents(row.amount), cents(row.balance)]
    return [f"{row.at:%d/%m/%Y %H:%M}", TYPES[row.kind], _summary(row), str(number), bet, *money, *flags]


def _summary(row: Row) -> str:
    if not row.legs:
        return TYPES[row.kind]
    if row.is_same_game:
        return f"{row.legs[0].event}\n Same Game Multi"
    return "\n".join(
        f"{leg.event}\n {leg.market}\n{leg.selection} @ {cents(leg.odds)} (Win)" for leg in row.legs
    )

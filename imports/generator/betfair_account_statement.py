"""Betfair account statement: newest first, exchange markets net, sportsbook bets in two rows, bonus columns."""

from itertools import islice
from random import Random

from imports.generator import statement
from imports.generator.statement import Row
from imports.generator.world import cents

HEADER = "Date,Description,Cash In (£),Bonus In (£),Cash Out (£),Bonus Out (£),Cash Balance (£)"
WORDS = {
    "stake": "Bet Placed",
    "win": "Bet Settled",
    "lose": "Bet Settled",
    "void": "Bet Settled",
    "cashout": "Cash Out",
}


def make(rows: int, rng: Random) -> bytes:
    """The file, UTF-8 with a byte-order mark and CRLF."""
    lines = []
    for number, row in enumerate(islice(statement.rows(rng, rows, lose_row_share=0, multi_share=0), rows)):
        into = cents(row.amount) if row.amount > 0 else "--"
        out = cents(row.amount) if row.amount < 0 else "--"
        lines.append(
            f"{row.at:%d-%b-%y %H:%M}:{number % 60:02d},{_words(row, number)},{into},--,{out},--,{cents(row.balance)}"
        )
    return ("\ufeff" + "\r\n".join([HEADER, *reversed(lines)]) + "\r\n").encode()


def _words(row: Row, number: int) -> str:
    ref = f"Ref: {177_000_000_000 + number}"
    if row.kind == "deposit":
        return f"Deposit {ref}"
    if row.kind in {"withdrawal", "withdrawal_returned"}:
        return f"{'Withdrawal' if row.kind == 'withdrawal' else 'Withdrawal Cancelled'} {ref}"
    return f"Sportsbook: {WORDS[row.kind]} (Transaction ID: S/27450139/{2_638_000_000 + row.bet:011d}) {ref}"

"""Smarkets account overview: a title line, oldest first, rows that move no money, zone suffixes, thousands commas."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from imports.generator import world
from imports.generator.matchbook import markets

HEADER = "Event,Details,Date,Backers Stake (GBP),Odds,Exposure (GBP),In/Out (GBP),Balance (GBP)".split(",")  # noqa: SIM905  as it stands in the file
LONDON = ZoneInfo("Europe/London")


def make(rows: int, rng: Random) -> bytes:
    """The file."""
    out = io.StringIO()
    out.write('"Smarkets Account Overview - 15 Mar 2026, 00:42 GMT"\n')
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADER)
    told = _rows(rng, rows)
    for _ in range(rows):
        writer.writerow(next(told))
    return out.getvalue().encode()


def _rows(rng: Random, wanted: int) -> Iterator[list[str]]:
    before = 0
    for at, kind, amount, balance, bet in markets(rng, wanted // 3):
        if bet is None:
            name = "Deposit" if kind == "deposit" else "Withdraw"
            yield [name, "", _time(at), "", "", "0.00", f"{amount / 100:,.2f}", f"{balance / 100:,.2f}"]
        else:
            details = f"{bet.event.replace(' v ', ' vs ')} / {bet.market}"
            odds, staked = _priced(bet.odds, amount)
            facts = [details, _time(at), world.cents(staked), world.cents(odds).rstrip("0").rstrip(".")]
            chosen = f"For {bet.selection}"
            yield [f"Bet Placed · {chosen}", *facts, world.cents(-staked), "", f"{before / 100:,.2f}"]
            result = "Won" if amount > 0 else "Lost"
            done = _time(at + timedelta(minutes=1))
            facts[1] = done
            yield [f"Bet {result} · {chosen}", *facts, "0.00", "", f"{before / 100:,.2f}"]
            moved = f"{amount / 100:,.2f}"
            yield ["Market Settled", details, done, "", "", "0.00", moved, f"{balance / 100:,.2f}"]
        before = balance


def _priced(odds: int, amount: int) -> tuple[int, int]:
    """Odds and stake that come to this net result after two percent commission, as nearly as cents allow."""
    return (odds, round(amount / 0.98 / (odds / 100 - 1))) if amount > 0 else (odds, -amount)


def _time(at: datetime) -> str:
    local = at.replace(tzinfo=LONDON)
    return f"{local:%d %b %Y, %H:%M} {local.tzname()}"

"""Betfair's Betting P&L: one row a market, net of commission, newest first."""

from random import Random

from imports.generator import betfair
from imports.generator.betfair import PERCENT, amount

HEADER = ["Market", "Start time", "Settled date", "Profit/Loss (£)"]
TELLS = " : ,-,Horse Racing / "  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    found = betfair.markets(betfair.placed(rng, 2 * rows))[:rows]
    times = "%d-%b-%y %H:%M"
    lines = [
        [betfair.path(market, before=" : "), *[f"{market.ends:{times}}"] * 2, amount(market.net(PERCENT))]
        for market in reversed(found)
    ]
    return betfair.table(HEADER, lines)

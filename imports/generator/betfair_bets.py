"""Betfair's settled bets: newest first, a nameless column, brackets for negatives."""

from random import Random

from imports.generator import betfair
from imports.generator.betfair import Placed, amount, bracketed

HEADER = [
    "Market", "Selection", "Bid type", "Bet ID", "Bet placed", "", "Persistence", "Odds req.", "Stake (£)",
    "Liability (£)", "Avg. odds matched", "Profit/Loss (£)",
]  # fmt: skip
TELLS = "Back,Lay,(,.00"  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    return betfair.table(HEADER, [_row(bet) for bet in reversed(betfair.placed(rng, rows))])


def _row(bet: Placed) -> list[str]:
    order, odds = bet.order, amount(bet.order.odds)
    is_lay = order.side == "lay"
    about = [betfair.path(bet.market, before=" / "), order.selection, order.side.title(), bet.bet_id]
    money = [odds, amount(order.stake), amount(order.gain) if is_lay else "", odds, bracketed(bet.profit)]
    return [*about, f"{bet.at:%d-%b-%y %H:%M}", "", "C", *money]

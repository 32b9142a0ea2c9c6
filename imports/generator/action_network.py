"""Action Network's history: a stray first line, oldest first, singles only."""

from random import Random

from imports.generator import american
from imports.generator.american import Placed, amount, line

HEADER = (
    "League,Start Time,Game,Pick Desc,Type,Period,Odds,Odds/Spread/Total,Result,Units Wagered,Units Net,Money Wagered,"
    "Money Net,Tag"
)
RESULT = {"won": "win", "lost": "loss", "void": "push", "cashout": "loss"}
TELLS = "data:text/csv,win,loss,push,nba,ml_home"  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    lines = [_row(bet) for bet in american.placed(rng, rows)]
    return american.table(HEADER, lines, before="data:text/csv;charset=utf-8,\n")


def _row(bet: Placed) -> list[str]:
    (leg,) = bet.legs
    result, net = RESULT[bet.outcome], amount(-bet.stake if bet.outcome == "cashout" else bet.profit)
    game, odds = leg.event.replace(" v ", " @ "), str(line(bet.odds))
    about = [leg.league.lower() or "other", f"{bet.ended:%Y-%m-%dT%H:%M:%S}.{bet.number % 1000:03d}Z", game]
    money = [amount(bet.stake), net] * 2
    return [*about, f"{leg.selection} {odds}", "ml_home", "game", odds, odds, result, *money, ""]

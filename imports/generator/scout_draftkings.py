"""DraftKings as SportsbookScout writes it: one row a leg, newest first."""

from itertools import islice
from random import Random

from imports.generator import american
from imports.generator.american import Placed, amount, line

HEADER = (
    "External Bet ID,Bet Date Time,Bet Type,Bet Amount,Number of Bets,Number of Legs,Bet Settled,Bet Selection,"
    "Market Name,Bet American Odds,Bet Result,Payout,Potential Payout,Leg Settled,Leg Result,Leg American Odds,"
    "Bet Settled Date,Bet Bonus Type,Bet Bonus Amount,Risk Free Bet,Bet Boosted Odds,Bet Bonus Max Winning Amount,"
    "Bet Bonus Winning Amount,Bet Boost Percentage,Boosted Bet,Early Win Settled,Primary"
)
RESULT = {"won": "Won", "lost": "Lost", "void": "Draw", "cashout": "CashOut"}
TELLS = "Single,Parlay,Won,Lost,Draw,CashOut,DK63"  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out; its last bet may be cut to fewer legs."""
    del has_idle_rows
    legs = (row for bet in american.placed(rng, rows, most_legs=3) for row in _rows(bet))
    return american.table(HEADER, list(islice(legs, rows)))


def _rows(bet: Placed) -> list[list[str]]:
    count, result = len(bet.legs), RESULT[bet.outcome]
    head = [f"DK{63_000_000_000_000_000 + bet.number}", f"{bet.at:%Y-%m-%d %H:%M:%S}"]
    head += ["Parlay" if count > 1 else "Single", amount(bet.stake), "1", str(count), "Settled"]
    money = [
        str(line(bet.odds)),
        result,
        amount(bet.payout),
        amount(bet.stake * bet.odds // 100),
        "Settled",
        result,
    ]
    tail = [f"{bet.ended:%Y-%m-%d %H:%M:%S}", "", "", "false", "", "", "", "", "false", "false"]
    return [
        [*head, leg.selection, leg.market, *money, str(line(leg.odds)), *tail, "0" if place else "1"]
        for place, leg in enumerate(bet.legs)
    ]

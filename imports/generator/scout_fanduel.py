"""FanDuel as SportsbookScout writes it: one row a leg, with event, league and both kinds of odds."""

from itertools import islice
from random import Random

from imports.generator import american
from imports.generator.american import Placed, amount, line

HEADER = (
    "External Bet ID,Bet Date Time,Bet Type,Bet Amount,Number of Bets,Number of Legs,Bet Settled,Event Name,League,"
    "Bet Selection,Market Name,Leg Handicap,Teaser Points,Bet American Odds,Bet Decimal Odds,Leg American Odds,"
    "Leg Decimal Odds,Multi Bet American Odds,Multi Bet Decimal Odds,Leg Result,Bet Result,Payout,Potential Payout,"
    "Leg Bet Type,Leg Event Date Time,Bet Settled Date,Same Game Parlay,State,Primary"
)
RESULT = {"won": "WON", "lost": "LOST", "void": "VOID", "cashout": "CASHED_OUT"}
TELLS = "SGL,MUL,WON,LOST,VOID,CASHED_OUT,O/1"  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out; its last bet may be cut to fewer legs."""
    del has_idle_rows
    legs = (row for bet in american.placed(rng, rows, most_legs=3) for row in _rows(bet))
    return american.table(HEADER, list(islice(legs, rows)))


def _rows(bet: Placed) -> list[list[str]]:
    count, result = len(bet.legs), RESULT[bet.outcome]
    head = [
        f"O/{1_000_000 + bet.number:07d}/0000001",
        f"{bet.at:%Y-%m-%d %H:%M:%S}",
        "MUL" if count > 1 else "SGL",
    ]
    head += [amount(bet.stake), "1", str(count), "true"]
    several = [str(line(bet.odds)), amount(bet.odds)] if count > 1 else ["", ""]
    money = [result, result, amount(bet.payout), amount(bet.stake * bet.odds // 100), "WIN"]
    ended = f"{bet.ended:%Y-%m-%d %H:%M:%S}"
    rows = []
    for place, leg in enumerate(bet.legs):
        odds = (
            [str(line(bet.odds)), amount(bet.odds)] if count == 1 else [str(line(leg.odds)), amount(leg.odds)]
        )
        about = [leg.event, leg.league, leg.selection, leg.market, "", "", *odds, *odds, *several]
        rows.append([*head, *about, *money, ended, ended, "false", "NJ", "0" if place else "1"])
    return rows

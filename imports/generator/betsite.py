"""Betsite's own bets.csv: oldest first, several bookmakers and currencies, each row with all of its money."""

import csv
import io
from datetime import datetime
from random import Random

from imports.generator import world
from imports.generator.world import Ticket, cents

BEFORE = "id,bookmaker,currency,reference,structure,side,status"
TIMES = "placed_at,settled_at"
ABOUT = "sport,competition,event,market,market_as_told,selection"
AFTER = (
    "legs,odds,closing_odds,stake,bonus_stake,at_risk,turnover,returned,commission,profit,bonus,is_live,is_each_way,"
    "is_concluded"
)
BOOKS = (("Sportsbet", "AUD"), ("Smarkets", "GBP"), ("Betfair", "AUD"))
STATUS = {"won": "won", "lost": "lost", "void": "void", "cashout": "cashed_out"}
TELLS = "single,multi,won,lost,void,cashed_out,open,stated,true,+00:00"


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    names = ",".join((BEFORE, TIMES, ABOUT, AFTER, "decided_at")).split(",")
    return written(names, (told(rng, number, at) for number, at in starts(rows, rng)))


def starts(rows: int, rng: Random) -> list[tuple[int, datetime]]:
    """Numbers and times of so many bets."""
    now, pace, found = world.START, world.pace(rows), []
    for number in range(1, rows + 1):
        now += world.pause(rng, pace)
        found.append((number, now))
    return found


def written(names: list[str], rows: object) -> bytes:
    """As CSV with the mark and the line ends that a report has."""
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)  # type: ignore[arg-type]
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def told(rng: Random, number: int, at: datetime) -> dict[str, str]:
    """One bet by the names of its columns."""
    legs = [world.ticket(rng) for _ in range(rng.randrange(2, 4) if rng.random() < 0.15 else 1)]
    odds, chance = 100, 1.0
    for leg in legs:
        odds, chance = odds * leg.odds // 100, chance * leg.chance
    staked, what = world.stake(rng, 10_000), world.outcome(rng, chance)
    is_open, is_bonus = rng.random() < 0.01, rng.random() < 0.04
    risk = 0 if is_bonus else staked
    payout = {"won": staked * odds // 100 - (staked - risk), "lost": 0, "void": risk,
              "cashout": staked * rng.randrange(30, 160) // 100}[what]  # fmt: skip
    ended, (book, currency) = at + world.length(rng, legs[-1]), rng.choice(BOOKS)
    closing = "" if rng.random() < 0.5 else cents(max(101, odds * rng.randrange(93, 107) // 100))
    return {
        "id": str(number), "bookmaker": book, "currency": currency, "reference": f"B-{40_000 + number}",
        "structure": "multi" if len(legs) > 1 else "single", "side": "back",
        "status": "open" if is_open else STATUS[what], "placed_at": f"{at.isoformat()}+00:00",
        "settled_at": "" if is_open else f"{ended.isoformat()}+00:00", **_about(legs),
        "legs": str(len(legs)), "odds": cents(odds), "closing_odds": closing, "stake": cents(risk),
        "bonus_stake": cents(staked - risk), "at_risk": cents(risk),
        "turnover": cents(0 if is_open or what == "void" else risk), "returned": "" if is_open else cents(payout),
        "commission": "0.00", "profit": "" if is_open else cents(payout - risk),
        "bonus": "stated" if is_bonus else "none", "is_live": rng.choice(("true", "false", "")),
        "is_each_way": "false", "is_concluded": "false", "decided_at": "",
    }  # fmt: skip


def _about(legs: list[Ticket]) -> dict[str, str]:
    """A multi's legs stand in another file; here only what they share does."""
    if len(legs) > 1:
        sports = {leg.sport for leg in legs}
        return {"sport": sports.pop() if len(sports) == 1 else ""}
    (leg,) = legs
    return {"sport": leg.sport, "competition": leg.league, "event": leg.event, "market": leg.market,
            "market_as_told": leg.market, "selection": leg.selection}  # fmt: skip

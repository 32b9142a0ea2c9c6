"""Betsite's anonymous bets.csv: letters and numbers for names, amounts in three digits, a clock of no place."""

from datetime import date
from random import Random

from imports.generator import betsite

NAMES = (
    betsite.BEFORE,
    "placed_on_clock,settled_on_clock,sport,competition,event,market",
    betsite.AFTER,
)
BOOKS = {"Sportsbet": "Bookmaker A", "Smarkets": "Bookmaker B", "Betfair": "Bookmaker C"}
CURRENCIES = {"AUD": "XXA", "GBP": "XXB"}
TELLS = "single,multi,won,lost,void,cashed_out,open,stated,true,Bookmaker C,XXB,Competition B,Event 900"
IS_NAMELESS = True


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    mark, told = f"{rng.getrandbits(32):08x}", []
    events: dict[tuple[str, date], int] = {}
    leagues: dict[str, int] = {}
    for number, at in betsite.starts(rows, rng):
        row = betsite.told(rng, number, at)
        row |= {"bookmaker": BOOKS[row["bookmaker"]], "currency": CURRENCIES[row["currency"]]}
        row["reference"] = f"{mark}-{number}"
        for old, new in (("placed_at", "placed_on_clock"), ("settled_at", "settled_on_clock")):
            row[new] = row[old].removesuffix("+00:00").replace("T", " ")
        if event := row.get("event"):
            row["event"] = f"Event {events.setdefault((event, at.date()), len(events) + 1)}"
        if league := row.get("competition"):
            row["competition"] = f"Competition {chr(65 + leagues.setdefault(league, len(leagues)))}"
        told.append(row)
    return betsite.written(",".join(NAMES).split(","), told)

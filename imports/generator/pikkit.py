"""Pikkit transactions: newest first, several bookmakers, US dates, parlays without odds of their legs."""

import csv
import io
from datetime import datetime
from random import Random

from imports.generator import world
from imports.generator.world import Ticket, cents

NAMES = (
    "bet_id,sportsbook,type,status,odds,closing_line,ev,amount,profit,time_placed,time_settled,time_placed_iso,"
    "time_settled_iso,bet_info,tags,sports,leagues"
)
BOOKS = ("ProphetX", "Novig", "Kalshi", "DraftKings", "FanDuel")
STATUS = {"won": "WIN", "lost": "LOSS", "void": "VOID", "cashout": "CASHOUT"}
# What a long file has of every kind.
TELLS = "parlay,straight,SETTLED_WIN,SETTLED_LOSS,SETTLED_VOID,SETTLED_PUSH,SETTLED_CASHOUT"


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file. It has no idle rows to leave out."""
    del has_idle_rows
    now, told, pace = world.START, [], world.pace(rows)
    for number in range(rows):
        now += world.pause(rng, pace)
        legs = [world.ticket(rng) for _ in range(rng.randrange(2, 4) if rng.random() < 0.15 else 1)]
        told.append(_bet(rng, now, number, legs))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(NAMES.split(","))
    writer.writerows(reversed(told))
    return out.getvalue().encode()


def _bet(rng: Random, now: datetime, number: int, legs: list[Ticket]) -> list[str]:
    odds, chance = 100, 1.0
    for leg in legs:
        odds, chance = odds * leg.odds // 100, chance * leg.chance
    staked, what = world.stake(rng, 10_000), world.outcome(rng, chance)
    profit = {
        "won": staked * (odds - 100) // 100,
        "lost": 0 if rng.random() < 0.02 else -staked,
        "void": 0,
        "cashout": staked * rng.randrange(-70, 60) // 100,
    }[what]
    status = "SETTLED_PUSH" if what == "void" and rng.random() < 0.5 else f"SETTLED_{STATUS[what]}"
    ended = now + world.length(rng, legs[-1])
    closing = None if rng.random() < 0.26 else max(101, odds * rng.randrange(93, 107) // 100)
    return [
        f"PK{7_000_000 + number:09d}", rng.choice(BOOKS), "parlay" if len(legs) > 1 else "straight", status,
        cents(odds), cents(closing) if closing else "", _ev(odds, closing), cents(staked), cents(profit),
        *_times("%m/%d/%Y %H:%M:%S GMT", now, ended), *_times("%Y-%m-%dT%H:%M:%S.000Z", now, ended),
        " | ".join(f"{leg.selection} {leg.market} {leg.event}" for leg in legs), "",
        " | ".join(dict.fromkeys(leg.sport for leg in legs)),
        " | ".join(dict.fromkeys(leg.league for leg in legs if leg.league)),
    ]  # fmt: skip


def _times(form: str, *times: datetime) -> list[str]:
    return [time.strftime(form) for time in times]


def _ev(odds: int, closing: int | None) -> str:
    """Odds over the closing odds, less one, to four places."""
    if not closing:
        return ""
    parts = odds * 10_000 // closing - 10_000
    return f"{'-' if parts < 0 else ''}{abs(parts) // 10_000}.{abs(parts) % 10_000:04d}"

"""Pikkit transactions: newest first, several bookmakers, US dates, parlays without odds of their legs."""

import csv
import io
from random import Random

from imports.generator import world
from imports.generator.world import cents

HEADER = [
    "bet_id",
    "sportsbook",
    "type",
    "status",
    "odds",
    "closing_line",
    "ev",
    "amount",
    "profit",
    "time_placed",
    "time_settled",
    "time_placed_iso",
    "time_settled_iso",
    "bet_info",
    "tags",
    "sports",
    "leagues",
]  # noqa: SIM905  as it stands in the file
BOOKS = ("ProphetX", "Novig", "Kalshi", "DraftKings", "FanDuel")
STATUS = {"won": "SETTLED_WIN", "lost": "SETTLED_LOSS", "void": "SETTLED_VOID", "cashout": "SETTLED_CASHOUT"}


def make(rows: int, rng: Random) -> bytes:
    """The file."""
    now, told, pace = world.START, [], world.pace(rows)
    for number in range(rows):
        now += world.pause(rng, pace)
        legs = [world.ticket(rng) for _ in range(rng.randrange(2, 4) if rng.random() < 0.15 else 1)]
        odds, chance = 1.0, 1.0
        for leg in legs:
            odds, chance = odds * leg.odds / 100, chance * leg.chance
        staked, what = world.stake(rng, 10_000), world.outcome(rng, chance)
        profit = {"won": round(staked * (odds - 1)), "lost": -staked, "void": 0}.get(
            what, round(staked * rng.uniform(-0.7, 0.6))
        )
        ended = now + world.length(rng, legs[-1])
        closing = "" if rng.random() < 0.26 else f"{max(1.01, odds * rng.uniform(0.93, 1.06)):.2f}"
        told.append(
            [
                f"PK{_id(number)}", rng.choice(BOOKS), "parlay" if len(legs) > 1 else "straight", STATUS[what],
                f"{odds:.2f}", closing, "", cents(staked), cents(profit), f"{now:%m/%d/%Y %H:%M:%S} GMT",
                f"{ended:%m/%d/%Y %H:%M:%S} GMT", f"{now:%Y-%m-%dT%H:%M:%S}.000Z", f"{ended:%Y-%m-%dT%H:%M:%S}.000Z",
                " | ".join(f"{leg.selection} {leg.market} {leg.event}" for leg in legs), "",
                " | ".join(dict.fromkeys(leg.sport for leg in legs)),
                " | ".join(dict.fromkeys(leg.league for leg in legs if leg.league)),
            ]
        )  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(reversed(told))
    return out.getvalue().encode()


def _id(number: int) -> str:
    """An id that depends on the position only."""
    return f"{7_000_000 + number:09d}"

"""Bet-Analytix export: semicolons, newest first, a multi as a parent row with its legs below, half results, free
bets."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from imports.generator import world
from imports.generator.world import Ticket, cents

HEADER = (
    '"Date";"Type";"Sport";"Label";"Odds";"Stake";"State";"Bookmaker";"Tipster";"Category";"Competition";"BetType";'
    '"Closing";"EstimatedProbability";"Commission";"Bonus";"Live";"Freebet";"Cashout";"Eachway";"Comment"'
)
NAMES = [name.strip('"') for name in HEADER.split(";")]
BOOKS = ("Winamax", "Unibet", "Betclic")
HALVES = {"W": "HW", "L": "HL"}
TELLS = 'Simple,Combined,"W","L","HW","HL","R","Cash"'  # what a long file has of every kind


def make(rows: int, rng: Random, *, has_idle_rows: bool) -> bytes:
    """The file; the last bets are singles where a multi no longer fits. It has no idle rows to leave out."""
    del has_idle_rows
    now, groups, told, pace = world.START, [], 0, world.pace(rows)
    while told < rows:
        now += world.pause(rng, pace)
        number = rng.randrange(2, 5) if rng.random() < 0.15 and rows - told > 5 else 1
        group = list(_bet(rng, now, [world.ticket(rng) for _ in range(number)]))
        groups.append(group)
        told += len(group)
    lines = [HEADER]
    lines += [line for group in reversed(groups) for line in group]
    return ("\n".join(lines) + "\n").encode()


def _bet(rng: Random, at: datetime, legs: list[Ticket]) -> Iterator[str]:
    staked = world.stake(rng, 10_000)
    facts = {"Bookmaker": rng.choice(BOOKS)}
    bet = facts | {"Date": f"{at:%Y-%m-%d %H:%M}", "Stake": cents(staked)}
    bet |= {"Live": "Yes"} if rng.random() < 0.1 else {}
    bet |= {"Freebet": "Yes"} if rng.random() < 0.03 else {}
    state = _state(rng, legs)
    if state == "Cash":
        bet["Cashout"] = cents(max(1, staked * rng.randrange(20, 160) // 100))
    if len(legs) == 1:
        if legs[0].market == "Handicap" and rng.random() < 0.3:
            state = HALVES.get(state, state)
        yield _line(bet | _about(legs[0]) | {"Type": "Simple", "State": state})
        return
    odds = 1_000
    for leg in legs:
        odds = odds * leg.odds // 100
    yield _line(
        bet | {"Type": "Combined", "Label": f"Multi of {len(legs)}", "Odds": _odds(odds), "State": state}
    )
    for place, leg in enumerate(legs):
        result = "L" if state == "L" and place == 0 else {"L": "W", "Cash": "P"}.get(state, state)
        yield _line(facts | _about(leg) | {"State": result})


def _state(rng: Random, legs: list[Ticket]) -> str:
    chance = 1.0
    for leg in legs:
        chance *= leg.chance
    return {"won": "W", "lost": "L", "void": "R", "cashout": "Cash"}[world.outcome(rng, chance)]


def _about(leg: Ticket) -> dict[str, str]:
    label = f"{leg.selection} - {leg.event}"
    told = {"Sport": leg.sport, "Label": label, "Odds": _odds(leg.odds * 10)}
    return told | {"Competition": leg.league, "BetType": leg.market}


def _odds(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"


def _line(cells: dict[str, str]) -> str:
    return ";".join(f'"{cells.get(name, "")}"' for name in NAMES)

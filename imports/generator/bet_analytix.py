"""Bet-Analytix export: semicolons, newest first, a multi as a parent row with its legs below, half results."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from imports.generator import world
from imports.generator.world import Ticket, cents

HEADER = [
    "Date",
    "Type",
    "Sport",
    "Label",
    "Odds",
    "Stake",
    "State",
    "Bookmaker",
    "Tipster",
    "Category",
    "Competition",
    "BetType",
    "Closing",
    "EstimatedProbability",
    "Commission",
    "Bonus",
    "Live",
    "Freebet",
    "Cashout",
    "Eachway",
    "Comment",
]  # noqa: SIM905  as it stands in the file
BOOKS = ("Winamax", "Unibet", "Betclic")


def make(rows: int, rng: Random) -> bytes:
    """The file; a multi that no longer fits into the rows is left out in favour of singles."""
    now, groups, told, pace = world.START, [], 0, world.pace(rows)
    while told < rows:
        now += world.pause(rng, pace)
        number = rng.randrange(2, 5) if rng.random() < 0.15 and rows - told > 5 else 1
        group = list(_bet(rng, now, [world.ticket(rng) for _ in range(number)]))
        groups.append(group)
        told += len(group)
    lines = [";".join(f'"{name}"' for name in HEADER)]
    lines += [line for group in reversed(groups) for line in group]
    return ("\n".join(lines) + "\n").encode()


def _bet(rng: Random, at: datetime, legs: list[Ticket]) -> Iterator[str]:
    state = _state(rng, legs)
    book, staked = rng.choice(BOOKS), cents(world.stake(rng, 10_000))
    when = f"{at:%Y-%m-%d %H:%M}"
    if len(legs) == 1:
        leg = legs[0]
        label = f"{leg.selection} - {leg.event}"
        yield _line(
            when, "Simple", leg.sport, label, f"{leg.odds / 100:.3f}", staked, state, book, leg.league
        )
        return
    odds = 1.0
    for leg in legs:
        odds *= leg.odds / 100
    yield _line(when, "Combined", "", f"Multi of {len(legs)}", f"{odds:.3f}", staked, state, book, "")
    for place, leg in enumerate(legs):
        result = "L" if state == "L" and place == 0 else ("W" if state in {"W", "L"} else state)
        yield _line(
            "",
            "",
            leg.sport,
            f"{leg.selection} - {leg.event}",
            f"{leg.odds / 100:.3f}",
            "",
            result,
            book,
            leg.league,
        )


def _state(rng: Random, legs: list[Ticket]) -> str:
    """W or L by the legs' true chances; now and then half, refunded or cancelled."""
    odd = rng.random()
    if odd < 0.04:
        return "R" if odd < 0.03 else "C"
    is_won = all(rng.random() < leg.chance for leg in legs)
    is_half = len(legs) == 1 and odd > 0.95
    return ("HW" if is_half else "W") if is_won else ("HL" if is_half else "L")


def _line(*cells: str) -> str:
    when, kind, sport, label, odds, staked, state, book, league = cells
    told = [when, kind, sport, label, odds, staked, state, book, "", "", league, *[""] * 10]
    return ";".join(f'"{cell}"' for cell in told)

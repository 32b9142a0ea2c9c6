"""Bets at American bookmakers, for the trackers that print American odds."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from imports.generator import world
from imports.generator.world import Ticket


@dataclass(frozen=True, slots=True)
class Placed:
    """A bet with its legs. Money in cents, odds in hundredths; payout is what came back."""

    number: int
    at: datetime
    ended: datetime
    legs: list[Ticket]
    odds: int
    stake: int
    outcome: str
    payout: int

    @property
    def profit(self) -> int:
        return self.payout - self.stake


def placed(rng: Random, count: int, *, most_legs: int = 1) -> Iterable[Placed]:
    """So many bets, oldest first."""
    now, pace = world.START, world.pace(count)
    for number in range(count):
        now += world.pause(rng, pace)
        legs = [
            world.ticket(rng) for _ in range(rng.randrange(1, most_legs + 1) if rng.random() < 0.3 else 1)
        ]
        odds, chance = 100, 1.0
        for leg in legs:
            odds, chance = odds * leg.odds // 100, chance * leg.chance
        stake, outcome = world.stake(rng, 10_000), world.outcome(rng, chance)
        odds = line_odds(line(odds))
        payout = {
            "won": stake * odds // 100,
            "lost": 0,
            "void": stake,
            "cashout": stake * rng.randrange(30, 160) // 100,
        }[outcome]
        yield Placed(number, now, now + world.length(rng, legs[-1]), legs, odds, stake, outcome, payout)


def line(odds: int) -> int:
    """Hundredths as American odds."""
    return odds - 100 if odds >= 200 else -(10_000 // max(odds - 100, 1))


def line_odds(american: int) -> int:
    """American odds as hundredths, rounded down."""
    return 100 + american if american > 0 else 100 + 10_000 // -american


def amount(cents: int) -> str:
    """With two places and a sign."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def table(header: str, rows: Iterable[list[str]], *, before: str = "") -> bytes:
    """As CSV with line feeds."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return (before + out.getvalue()).encode()

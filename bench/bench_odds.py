"""Odds: a season file of football-data.co.uk from bytes to closing lines, the same again, and a million quotes.

The seasons are made here, in the layout of the site: 380 matches, opening and closing prices of a dozen bookmakers.
"""

import random
import time
from datetime import date, timedelta

from bench.bench_import import settle
from bench.measure import Result, Scale, measure
from odds.ingest import take_file

BOOKS = ("B365", "BW", "BF", "PS", "WH", "1XB", "VC", "LB", "Max", "Avg", "BFE")
TWO_WAY = ("B365", "P", "Max", "Avg", "BFE")
TEAMS = 20


def header() -> list[str]:
    """The columns of a file."""
    names = ["Div", "Date", "Time", "HomeTeam", "AwayTeam", "FTHG", "FTAG", "FTR"]
    for closing in ("", "C"):
        names += [f"{book}{closing}{outcome}" for book in BOOKS for outcome in "HDA"]
        names += [f"{book}{closing}{sign}2.5" for book in TWO_WAY for sign in "><"]
        names += [f"AH{closing}h", *(f"{book}{closing}AH{side}" for book in TWO_WAY for side in "HA")]
    return names


def season(number: int) -> bytes:
    """One file: every team at home to every other, prices around fair ones, each bookmaker with a margin of its own."""
    chance = random.Random(number)
    first = date(2000 + number % 26, 8, 12)
    lines = [",".join(header())]
    pairs = [(home, away) for home in range(TEAMS) for away in range(TEAMS) if home != away]
    for place, (home, away) in enumerate(pairs):
        day = first + timedelta(days=7 * (place // 10))
        row = [
            f"E{number // 26}",
            day.strftime("%d/%m/%Y"),
            "15:00",
            f"Side {number // 26}-{home}",
            f"Side {number // 26}-{away}",
        ]
        row += ["1", "0", "H"]
        lines.append(",".join([*row, *_prices(chance)]))
    return "\r\n".join([*lines, ""]).encode()


def _prices(chance: random.Random) -> list[str]:
    cells: list[str] = []
    fair = [chance.uniform(0.2, 0.6), 0.26]
    fair.append(max(0.08, 1 - sum(fair)))
    for _ in ("opening", "closing"):
        fair = [each * chance.uniform(0.95, 1.05) for each in fair]
        cells += [f"{1 / (each * chance.uniform(1.01, 1.07)):.2f}" for _ in BOOKS for each in fair]
        cells += [f"{chance.uniform(1.85, 1.95):.2f}" for _ in range(2 * len(TWO_WAY))]
        cells.append(str(chance.choice((-1, -0.75, -0.5, -0.25, 0, 0.25))))
        cells += [f"{chance.uniform(1.85, 1.95):.2f}" for _ in range(2 * len(TWO_WAY))]
    return cells


def taken(content: bytes) -> tuple[float, dict[str, int]]:
    """Seconds and counts of one file."""
    began = time.perf_counter()
    counts = take_file(content, name="bench.csv").counts
    return time.perf_counter() - began, counts


@measure("season_s", "s", 3.0)
def season_s(scale: Scale) -> Result:
    """A season's file into a store that has others, from bytes to closing lines; the middle of three."""
    taken(season(0))
    settle()
    runs = sorted((taken(season(number)) for number in (1, 2, 3)), key=lambda run: run[0])
    took, counts = runs[1]
    again, nothing = taken(season(2))
    if nothing["stored_quotes"]:
        raise RuntimeError("The same file again stored quotes.")
    return Result(
        took,
        f"{counts['events']} matches, {counts['prices']:,} prices, {counts['stored_quotes']:,} quotes,"
        f" {counts['closings']:,} closing lines; the same again {again:.2f} s",
    )


@measure("quotes_million_s", "s", 60.0, tier="full")
def quotes_million_s(scale: Scale) -> Result:
    """Seasons until a million quotes are stored, file by file."""
    stored, took, files = 0, 0.0, 0
    while stored < scale.rows:
        content = season(30 + files)
        seconds, counts = taken(content)
        stored, took, files = stored + counts["stored_quotes"], took + seconds, files + 1
    return Result(took, f"{stored:,} quotes from {files} files, {stored / took:,.0f} a second")

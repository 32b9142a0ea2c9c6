"""Sportsbet's Summary: the lines of one cell that tell what was bet on.

Most lines stand in many summaries, and are looked at once.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from imports.formats._amounts import read_odds

# Plain evidence of the sport in what was bet on: a market that no other sport has.
EVIDENCE = (
    ("Football", re.compile(r"win-draw-win|both teams to score|clean sheet|goalscorer \(90", re.I)),
    ("Basketball", re.compile(r"\b(rebounds?|three[- ]pointers?|pts \+ reb)", re.I)),
    ("Australian Rules", re.compile(r"\bdisposals?\b", re.I)),
    ("Cricket", re.compile(r"\b(wickets?|run ?scorer|top batter|top batsman|top bowler)\b", re.I)),
    ("Tennis", re.compile(r"\b(set betting|tie ?break|total aces)\b", re.I)),
)
# One of these is in every text that has evidence; looking for them first saves nine tenths of the time.
HINTS: tuple[str, ...] = (
    "win-draw",
    "both teams",
    "clean sheet",
    "goalscorer",
    "rebound",
    "pointer",
    "pts + reb",
    "disposal",
    "wicket",
)
HINTS += (
    "run scorer",
    "runscorer",
    "top bat",
    "top bowl",
    "set betting",
    "tie break",
    "tiebreak",
    "total aces",
)
_RACE = re.compile(r"^.+? - (?:R|Race )\d+\b")
_PRICED = re.compile(r"^(.*?)\s*@\s*\$?(\d+(?:\.\d+)?(?:\s*/\s*\d+(?:\.\d+)?)?)\s*(?:\(([^)]*)\))?\s*$")


class Leg(NamedTuple):
    """One part of a bet, as far as the lines tell."""

    event: str | None
    market: str | None
    selection: str | None
    odds: str | None


class Summary(NamedTuple):
    """What a row's Summary tells of its bet."""

    legs: tuple[Leg, ...]
    sport: str | None
    is_each_way: bool
    is_same_game: bool


class Line(NamedTuple):
    """One line of a Summary: its text, what is priced in it, and what it is a sign of."""

    text: str
    is_indented: bool
    is_priced: bool
    selection: str | None
    odds: str | None
    is_each_way: bool
    is_same_game: bool
    is_race: bool
    is_hint: bool


def read_summary(text: str) -> Summary:
    """Line one is the event; a line that begins with a space is a market; a line with "@" is a selection and its
    odds."""
    event: str | None = None
    market: str | None = None
    legs: list[Leg] = []
    loose: list[str] = []
    is_each_way = is_same_game = False
    raws = text.split("\n")
    lines = list(map(_line, raws))
    for number, line in enumerate(lines):
        if not line.text:
            continue
        is_same_game = is_same_game or line.is_same_game
        if line.is_priced and number > 0:
            is_each_way = is_each_way or line.is_each_way
            legs.append(Leg(event, market, line.selection, line.odds))
        elif event is None:
            event = line.text
        elif line.is_indented or (market is None and number == 1):
            market = line.text
        elif market and not legs and "multi" in market.lower():
            loose.append(line.text)
        else:
            event, market = line.text, None
    if not legs:
        legs = [Leg(event, market, each, None) for each in loose] or [Leg(event, market, None, None)]
    return Summary(tuple(legs), _sport(lines, raws), is_each_way, is_same_game)


@lru_cache(maxsize=20_000)
def _line(raw: str) -> Line:
    """One line of a summary: most stand in many."""
    text, lower = raw.strip(), raw.lower()
    priced = _PRICED.match(text)
    selection, kind = (priced[1].strip(), (priced[3] or "").strip()) if priced else ("", "")
    shown = f"{selection} ({kind})" if kind.lower() == "place" else selection
    return Line(
        text,
        is_indented=raw[:1].isspace(),
        is_priced=priced is not None,
        selection=shown or None,
        odds=read_odds(priced[2]) if priced else None,
        is_each_way=kind.lower() in ("each way", "each-way", "e/w"),
        is_same_game="same game multi" in lower,
        is_race=_RACE.match(raw) is not None,
        is_hint=any(hint in lower for hint in HINTS),
    )


def sport_of(raws: list[str]) -> str | None:
    """The sport of these lines, where they leave no doubt; a race is Racing (horses or dogs the file does not say)."""
    return _sport(list(map(_line, raws)), raws)


def _sport(lines: list[Line], raws: list[str]) -> str | None:
    if lines[0].is_race:
        return "Racing"
    for line in lines:
        if line.is_hint:
            break
    else:
        return None
    text = "\n".join(raws)
    found = {sport for sport, words in EVIDENCE if words.search(text)}
    return found.pop() if len(found) == 1 else None

"""Who plays: the two sides of an event by its name, home first."""

import re
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from bets.abbreviations import SPORT_OF_LEAGUE, leagues_of, short_names
from bets.folding import fold
from bets.patterns import Patterns
from bets.teams import SHARED_NAMES, aliases, sport_of_team

# "A v B" names the home side first, "A @ B" last.
HOME_FIRST = re.compile(r"\s+(?:v\.?|vs\.?|x|versus|contre)\s+", re.IGNORECASE)
AWAY_FIRST = re.compile(r"\s+(?:@|at)\s+", re.IGNORECASE)
DASH = re.compile(r"\s+[-–—/]\s+")
BETWEEN = re.compile(r"\s(?:v\.?|vs\.?|x|versus|contre|@|at|[-–—/])\s", re.IGNORECASE)
RACE = Patterns(
    [
        r"\bR(?:ace )?\d{1,2}\b|\b\d{1,2}:\d{2} (?:.* )?Race\b|\b\d{1,2}[fm]\d?f? (?:Hcap|Mdn|Nov|Stks|Hrd|Chs|Class|Hunt|NHF|INHF)"
        r"|\b\d{3,4}m\b(?! ?freestyle)|\bPace [MC]\d|\b\d{1,2}:\d{2} [A-Z][a-z]+$"
    ],
    ignores_case=True,
)
BEFORE = re.compile(
    r"^(?:\(?(?:live|in.?play)\)?:?\s+|[^:]{2,40}:\s+(?=\S.* (?:v|vs\.?|@|at|x) ))", re.IGNORECASE
)
BEHIND = re.compile(
    r"\s*(?:\((?:live|in.?play|game|g|match|leg|1st leg|2nd leg|bo)[^)]*\)|[-–|,]\s*(?:game|round|match|leg|week|day|matchday|live|"
    r"group|semi|quarter|final|r\d)\b.*|\s+\d{1,2}(?:st|nd|rd|th) [A-Z][a-z]{2}|\s[-–]\s.*)$",
    re.IGNORECASE,
)
LONGEST_SIDE = 60
MOST_WORDS, FAR = 4, 8  # words of a team, and of where it is looked for
NOBODY = frozenset(("tbd", "tba", "any other", "field", "the field", "draw"))


class Sides(NamedTuple):
    """The home side (or the first named) and the other; None where the event has no two sides."""

    home: str | None = None
    away: str | None = None


NO_SIDES = Sides()


@lru_cache(maxsize=65_536)
def split_event(event: str) -> Sides:
    """The two sides as the event names them, tidied."""
    if not event or RACE.are_in(event):
        return NO_SIDES
    text = BEFORE.sub("", event.strip())
    for pattern, is_home_first in ((HOME_FIRST, True), (AWAY_FIRST, False), (DASH, True)):
        parts = pattern.split(text)
        if len(parts) == 2:
            return _tidied(parts, is_home_first=is_home_first, is_dash=pattern is DASH)
    return NO_SIDES


def _tidied(parts: list[str], *, is_home_first: bool, is_dash: bool) -> Sides:
    first, second = parts[0].strip(" ,"), BEHIND.sub("", parts[1]).strip(" ,")
    if not (_is_side(first) and _is_side(second)):
        return NO_SIDES
    if is_dash and not (_is_known(first) or _is_known(second)):
        return NO_SIDES
    return Sides(first, second) if is_home_first else Sides(second, first)


def _is_side(name: str) -> bool:
    return 1 < len(name) <= LONGEST_SIDE and any(sign.isalpha() for sign in name) and fold(name) not in NOBODY


def _is_known(name: str) -> bool:
    return fold(name) in sport_of_team()


@lru_cache(maxsize=65_536)
def sides_within(text: str, sport: str) -> Sides:
    """The two sides of a game named somewhere in a sentence: both must be teams we know (of the sport, if told)."""
    if not BETWEEN.search(text):
        return NO_SIDES
    for pattern, is_home_first in ((HOME_FIRST, True), (AWAY_FIRST, False), (DASH, True)):
        for found in pattern.finditer(text):
            before = _team_before(" ".join(text[: found.start()].rsplit(None, FAR)[-FAR:]), sport)
            after = _team_after(" ".join(text[found.end() :].split(None, MOST_WORDS)[:MOST_WORDS]), sport)
            if before and after:
                return Sides(before, after) if is_home_first else Sides(after, before)
    return NO_SIDES


@lru_cache(maxsize=65_536)
def _team_before(text: str, sport: str) -> str:
    """The team at the end of some words, behind which only numbers may stand."""
    words = text.split()
    while words and not any(sign.isalpha() for sign in words[-1]):
        words = words[:-1]
    return _known_end(words[-MOST_WORDS:], sport, is_before=True)


@lru_cache(maxsize=65_536)
def _team_after(text: str, sport: str) -> str:
    """The team at the beginning of some words."""
    return _known_end(text.split(), sport, is_before=False)


def _known_end(words: list[str], sport: str, *, is_before: bool) -> str:
    """The longest team at the end (the beginning) of some words."""
    known = aliases(sport).keys() if sport else _all_teams()
    if words and not _may_end(fold(" ".join(words)).split(), known, is_before=is_before):
        name = words[-1 if is_before else 0].strip(" ,:;()")
        return name if _is_short(name, sport) else ""
    for count in range(len(words), 0, -1):
        part = words[-count:] if is_before else words[:count]
        name = " ".join(part).strip(" ,:;()")
        if fold(name) in known or (count == 1 and _is_short(name, sport)):
            return name
    return ""


def _may_end(folded: list[str], known: Collection[str], *, is_before: bool) -> bool:
    """Is any of the last (first) words, taken together, a team? They are folded once, not once for each count."""
    if is_before:
        return any(" ".join(folded[-count:]) in known for count in range(1, len(folded) + 1))
    return any(" ".join(folded[:count]) in known for count in range(1, len(folded) + 1))


@cache
def _all_teams() -> frozenset[str]:
    return SHARED_NAMES | sport_of_team().keys()


def _is_short(name: str, sport: str) -> bool:
    leagues = leagues_of(sport) if sport else ()
    return name.isupper() and any(name in short_names(league) for league in leagues)


@lru_cache(maxsize=65_536)
def team(name: str, *, sport: str, league: str = "") -> str:
    """The name we show for a side; as the file has it where we know no such team."""
    if name.isupper() and len(name) <= 5:
        for candidate in (league,) if league in SPORT_OF_LEAGUE else leagues_of(sport):
            if found := short_names(candidate).get(name):
                return found
    return aliases(sport).get(fold(name), name) if sport else name


def league_of_short(home: str, away: str) -> str:
    """The only league in which both short names are teams; empty where several or none."""
    if not (home.isupper() and away.isupper()):
        return ""
    leagues = [league for league in SPORT_OF_LEAGUE if {home, away} <= short_names(league).keys()]
    return leagues[0] if len(leagues) == 1 else ""

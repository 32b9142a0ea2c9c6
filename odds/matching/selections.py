"""Which outcome of which market a bet's words name. Pure; None where they do not say it beyond doubt."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bets.folding import fold, plain
from bets.sides import team

THREE, TWO = "match-result", "head-to-head"
WINNER = frozenset((THREE, TWO, "draw-no-bet"))
DRAW = frozenset(("draw", "the draw", "x", "tie", "empate", "nul", "match nul", "unentschieden"))
HOME, AWAY = frozenset(("1", "home", "home win")), frozenset(("2", "away", "away win"))
NUMBER = r"\d{1,3}(?:\.\d{1,3})?"
TOTAL = re.compile(rf"\b(over|under|o|u)\b\s*\(?\s*({NUMBER})?(?:\s*[,/]\s*({NUMBER}))?")
LINE = re.compile(
    rf"(?:^|\s)\(?([+-]\s?{NUMBER}|0(?:\.0)?)(?:\s*[,/]\s*([+-]?\s?{NUMBER}))?\)?\s*(?:$|@|goals?\b)"
)
# A part of the match, or something else that is counted in it: such markets share their names with those of the match.
PART = re.compile(
    r"\b(?:half|halves|halftime|1st|2nd|3rd|4th|first|second|third|fourth|ht|[12]h|h[12]|q[1-4]|quarters?|periods?"
    r"|sets?|maps?|corners?|cards?|cautions?|bookings?|fouls?|shots?|offsides?|tackles?|throw|saves?|penalt(?:y|ies))\b"
)
SOMEBODYS = re.compile(r"\b(?:team|player)\b")
AFTER = re.compile(
    r"\s+(?:to win|ml|moneyline|win|ah|asian handicap|full ?time|ft|\(regular time\)|@\s*\d[\d.]*)\s*$"
)
LAST_NUMBER = re.compile(rf"({NUMBER})(?:\s*[,/]\s*({NUMBER}))?(?!.*\d)")


class Outcome(NamedTuple):
    """line_milli: the home side's handicap or the total; is_sure: no other reading of the words is as good."""

    market: str
    code: str
    line_milli: int | None = None
    is_sure: bool = True


@lru_cache(maxsize=65_536)
def outcome_of(
    market: str, market_name: str, selection: str, home: str, away: str, sport: str
) -> Outcome | None:
    """`market`: the slug recognised; `home`, `away`: the sides as shown."""
    text = plain(selection)
    if PART.search(plain(market_name)):
        return None
    if market in WINNER:
        code = _side(text, home, away, sport)
        if code == "draw" and market != THREE:
            return None
        return Outcome(market, code) if code else None
    if market == "total":
        return None if _is_of_one(market_name, home, away) else _total(text, plain(market_name))
    if market == "handicap":
        return _handicap(text, plain(market_name), home, away, sport)
    if market == "both-teams-to-score" and text in ("yes", "no"):
        return Outcome(market, text)
    return None


def _side(text: str, home: str, away: str, sport: str) -> str:
    bare = AFTER.sub("", AFTER.sub("", text)).strip(" -,")
    if fold(bare) in DRAW:
        return "draw"
    if fold(bare) in HOME:
        return "home"
    if fold(bare) in AWAY:
        return "away"
    named = fold(team(bare, sport=sport))
    return "home" if named == fold(home) else "away" if named == fold(away) else ""


def _total(text: str, market_name: str) -> Outcome | None:
    found = TOTAL.search(text)
    if not found:
        return None
    code = "over" if found[1].startswith("o") else "under"
    if found[2]:
        line = _milli(found[2], found[3])
    else:
        number = LAST_NUMBER.search(market_name)
        line = _milli(number[1], number[2]) if number else None
    is_goals = not (PART.search(text) or SOMEBODYS.search(f"{market_name} {text}"))
    return Outcome("total", code, line) if line is not None and is_goals else None


def _is_of_one(market_name: str, home: str, away: str) -> bool:
    """Whether the market names one of the sides: what that side alone scores."""
    words = f" {fold(market_name)} "
    return (f" {fold(home)} " in words) != (f" {fold(away)} " in words)


def _handicap(text: str, market_name: str, home: str, away: str, sport: str) -> Outcome | None:
    found = LINE.search(text)
    named = text[: found.start()] if found else text
    number = found or LINE.search(market_name)
    code = _side(named, home, away, sport)
    if number is None or code not in ("home", "away"):
        return None
    own = _milli(number[1], number[2])
    if own is None:
        return None
    is_asian = "asian" in f"{market_name} {text}" or own % 1000 != 0
    return Outcome("handicap", code, own if code == "home" else -own, is_asian)


def _milli(first: str, second: str | None) -> int | None:
    """Thousandths; of a split line the middle. The sign of the first holds for a second without one."""
    one = int(Decimal(first.replace(" ", "")) * 1000)
    if not second:
        return one
    other = int(Decimal(second.replace(" ", "")) * 1000)
    if first.startswith("-") and not second.startswith(("+", "-")):
        other = -other
    return (one + other) // 2 if abs(one - other) == 500 else None

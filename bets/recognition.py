"""What a bet is about, from the words of an export: sport, competition, sides, kind of market, structure, live. Pure.

A guess is made only where the words say it; otherwise the answer is None and the person may correct it
(bets/corrections.py).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from bets.folding import fold, plain
from bets.kinds import KINDS, MarketKind, market_kind, own_kind, selection_kind
from bets.patterns import Patterns, Rules
from bets.sides import RACE, Sides, league_of_short, sides_within, split_event, team
from bets.sports import COMPETITIONS, LEAGUES, MARKET_SPORTS, SPORT_NAMES
from bets.teams import sport_of_team

__all__ = ["FUTURES", "KINDS", "MarketKind", "Recognised", "Words", "fold", "recognise", "slug_of_sport"]

# Bets decided at the end of a season, a tournament or a term, months after they were placed.
FUTURES = Patterns(
    [
        r"\b(?:outright|futures?|season|premiers?|premiership|championship|to win the|to finish|top \d+|medal|brownlow"
        r"|dally|golden boot|ballon|most valuable|mvp|election|president|relegat\w*|promot\w*"
        r"|(?:winner|cup|open|league) 20\d\d)\b"
    ],
    ignores_case=True,
)
RACING = frozenset(("racing", "horse-racing", "greyhound-racing", "harness-racing"))
RACES = Rules(
    (
        (
            r"\b(?:greyhounds?|wentworth park|the meadows|sandown park dogs|angle park|cannington|romford|monmore|towcester)\b",
            "greyhound-racing",
        ),
        (r"\b(?:harness|trots?|pace m\d|gloucester park|menangle|tabcorp park)\b", "harness-racing"),
        (
            r"\b\d{1,2}[fm]\d?f? |\b(?:hcap|hurdle|chase|stakes|maiden|mdn|melbourne cup|flemington|randwick|caulfield"
            r"|rosehill|eagle farm|doomben|morphettville|moonee valley|the valley|cheltenham|aintree|epsom|goodwood|newmarket"
            r"|kempton|ascot|churchill downs)\b",
            "horse-racing",
        ),
    )
)
WITHOUT_DRAW = frozenset(
    (
        "tennis",
        "table-tennis",
        "snooker",
        "darts",
        "basketball",
        "baseball",
        "volleyball",
        "american-football",
        "badminton",
    )
)
THREE_WAY = re.compile(r"3.?way|1x2|1n2|half|regular|regulation")
WINNER = re.compile(r"^(?:outright )?winner|^vencedor|^vainqueur|^to win$|winning party")
LIVE = Patterns(
    [r"\(live\)|^live\b|\bin.?play\b|\blive betting\b|\bao vivo\b|\ben direct\b|\[live\]|- live$"]
)
SUBJECT = re.compile(r"(?:\s+(?:[+-]?\d(?!\d*ers\b).*|ML|to win.*|AH))+$", re.IGNORECASE)
DRAW = re.compile(r"^(?:the )?(?:draw|empate|nul|match nul|tie|x)$")


class Words(NamedTuple):
    """What an export says, each text empty where it says nothing."""

    sport: str = ""
    competition: str = ""
    event: str = ""
    market: str = ""
    selection: str = ""


class Recognised(NamedTuple):
    """Slugs of sport and kind, names of competition and sides; None where the words do not tell."""

    sport: str | None = None
    competition: str | None = None
    home: str | None = None
    away: str | None = None
    kind: MarketKind | None = None
    structure: str | None = None
    is_live: bool = False


def recognise(words: Words, *, known: Mapping[str, str] | None = None) -> Recognised:
    """Everything the words tell. `known`: sports by folded name of a side, asked before our own teams."""
    sides = split_event(words.event)
    league = _competition(words.competition) if words.competition else None
    sport = _sport(words, sides, league, known or {})
    if not words.event and words.selection:
        sides = sides_within(words.selection, sport or "")
        sport = sport or _by_sides(sides, known or {})
    name = _competition_name(words, league, sides, sport)
    kind = _kind(words, sport, sides)
    if kind and kind.slug == "multi":
        sides = Sides()
    if sport is None and sides.home and sides.away and (of := league_of_short(sides.home, sides.away)):
        from_short = _competition(of)
        sport, name = (from_short or (None, None))[0], name or of
    return Recognised(
        sport=sport,
        competition=name,
        home=team(sides.home, sport=sport or "", league=name or "") if sides.home else None,
        away=team(sides.away, sport=sport or "", league=name or "") if sides.away else None,
        kind=kind,
        structure=_structure(words, kind),
        is_live=any(
            text and LIVE.are_in(text)
            for text in (plain(f"{words.event} {words.market}"), plain(words.selection))
        ),
    )


@lru_cache(maxsize=4096)
def slug_of_sport(name: str) -> str:
    """The slug a sport's name in a file stands for: "Soccer" is "football"; several joined ones are "several"."""
    if "|" in name and len({slug_of_sport(part) for part in name.split("|") if part.strip()}) > 1:
        return "several"
    folded = fold(name.partition("|")[0])
    return SPORT_NAMES.get(folded, folded.replace(" ", "-"))


def sport_of_competition(name: str) -> str | None:
    """The sport of a competition we know."""
    found = _competition(name)
    return found[0] if found else None


@lru_cache(maxsize=65_536)
def _competition(text: str) -> tuple[str, str] | None:
    """Sport and our name ("" for the file's own) of a competition."""
    asked = plain(text)
    place = COMPETITIONS.first(asked)
    return None if place is None else LEAGUES[place][1:]


def _sport(
    words: Words, sides: Sides, league: tuple[str, str] | None, known: Mapping[str, str]
) -> str | None:
    if words.sport:
        said = slug_of_sport(words.sport) or None
        # American exports call their football "Football"; their league tells it apart.
        if said == "football" and league and league[0] == "american-football":
            return league[0]
        return _race_kind(words.event, words.competition) if said == "racing" else said
    if league:
        return league[0]
    if words.competition and (named := SPORT_NAMES.get(fold(words.competition))):
        return named
    return _by_event(words, sides, known)


def _by_event(words: Words, sides: Sides, known: Mapping[str, str]) -> str | None:
    text = words.event or words.selection
    if not sides.home and RACE.are_in(text):
        return _race_kind(text, "")
    if found := _by_sides(Sides(*sides), known) or _by_sides(Sides(_subject(words)), known):
        return found
    told = MARKET_SPORTS.answer(plain(words.market)) or MARKET_SPORTS.answer(plain(words.selection))
    if told:
        return _race_kind(text, "") if told == "racing" else told
    by_name = _competition(text) if text else None
    return by_name[0] if by_name else None


def _by_sides(sides: Sides, known: Mapping[str, str]) -> str | None:
    """The sport of the first side that is a team we know of."""
    for table in (known, sport_of_team()):
        for side in sides:
            if side and (found := table.get(fold(side))):
                return found
    return None


def _subject(words: Words) -> str:
    """Whom a selection names, without line, price and "to win": "Yankees -1.5"."""
    return SUBJECT.sub("", words.selection)


def _race_kind(event: str, place: str) -> str:
    """Horses, greyhounds or trotters where the words tell, else just racing."""
    return RACES.answer(plain(f"{event} {place}")) or "racing"


def _competition_name(
    words: Words, league: tuple[str, str] | None, sides: Sides, sport: str | None
) -> str | None:
    if words.competition:
        return (league[1] if league and league[0] == sport else "") or words.competition
    text = words.event or words.selection
    if text and not sides.home and sport not in RACING:
        found = _competition(text)
        return (found[1] or None) if found and found[0] == sport else None
    return None


def _kind(words: Words, sport: str | None, sides: Sides) -> MarketKind | None:
    kind = market_kind(words.market)
    text = words.event or words.selection
    is_race = sport in RACING and not sides.home and bool(text)
    if kind is None and words.selection:
        kind = (
            market_kind(words.selection) if is_race and not words.market else selection_kind(words.selection)
        )
        if kind is None and own_kind(words.market) is None:
            kind = market_kind(words.selection)
    if is_race:
        return _race_market(kind, words)
    if kind and kind.slug in ("head-to-head", "match-result"):
        return _winner(kind, words, sport, sides)
    return kind or own_kind(words.market)


def _race_market(kind: MarketKind | None, words: Words) -> MarketKind:
    """A race is bet on to be won, unless its market says otherwise."""
    if kind is None:
        kind = market_kind(words.event)
    usual = kind is None or kind.slug in ("head-to-head", "total", "handicap", "match-result", "player-prop")
    return KINDS["racing-win"] if usual or kind is None else kind


def _winner(kind: MarketKind, words: Words, sport: str | None, sides: Sides) -> MarketKind:
    """Who wins: of two or of three outcomes, of a game or of a whole competition."""
    if DRAW.match(plain(words.selection)):
        return KINDS["match-result"]
    if kind.slug == "match-result" and sport in WITHOUT_DRAW and not THREE_WAY.search(plain(words.market)):
        return KINDS["head-to-head"]
    is_of_game = sides.home or not words.event or not WINNER.search(plain(words.market))
    return kind if is_of_game else KINDS["outright"]


def _structure(words: Words, kind: MarketKind | None) -> str | None:
    if kind and kind.slug in ("multi", "same-game-multi"):
        return "multi"
    return "single" if kind or words.event or words.selection else None

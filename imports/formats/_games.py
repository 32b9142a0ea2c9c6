"""Texts that name a game and what was bet on in it, one after the other and nothing between them: "Suíça x Colômbia
Empate".

Where the game's name ends is told by selections that are known everywhere (a draw, a score, over and under), and by
those that repeat a team. What one row tells of a game holds for all rows of the same game.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple


class Text(NamedTuple):
    """A game with its selection, and when the game begins as the file writes it ("" where it does not)."""

    text: str
    start: str = ""


class Parted(NamedTuple):
    """The game is None where its end is not told; the selection is the whole text then."""

    event: str | None
    selection: str | None


MOST_NAMES = 10  # told of a game's other team: an honest file tells one
MOST_WORDS = 8  # of a team's name
_VERSUS = re.compile(r" (?:x|v|vs\.?|@) ")
_KNOWN = re.compile(
    r"^(?P<away>.+?) (?:the draw|draw|(?:o )?empate|yes|no|sim|não|odd|even|par|ímpar|\d+ ?- ?\d+"
    r"|any (?:other|unquoted)\b.*|qualquer outr[ao]\b.*|(?:over|under|mais de|menos de) \d.*)$",
    re.I,
)
_HANDICAP = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?: ?(?:&|/|,) ?[+-]?\d+(?:[.,]\d+)?)?")
# Not "correct score", which tennis has too, nor goals by the half dozen, which are ice hockey's.
_FOOTBALL = re.compile(
    r"\bplacar (?:correto|exato)\b|\b[0-4][.,]5 (?:gols|golos|goals)\b|\bboth teams to score\b|\bambas\b.*\bmarca",
    re.I,
)
_RACE = re.compile(r"^(\d{1,2}:\d{2} .+?) (\d{1,2}\. .+)$")


def parted(texts: Iterable[Text]) -> dict[Text, Parted]:
    """Each of these texts, which are of one file, in its parts."""
    found = {}
    games: dict[tuple[str, str], list[tuple[Text, int]]] = defaultdict(list)
    for each in dict.fromkeys(texts):
        found[each] = Parted(None, each.text or None)
        if between := _VERSUS.search(each.text):
            games[each.text[: between.start()], each.start].append((each, between.end()))
        elif race := _RACE.match(each.text):
            found[each] = Parted(race[1], race[2])
    for (home, _), rows in games.items():
        found |= _parted_game(home, rows)
    return found


def _parted_game(home: str, rows: list[tuple[Text, int]]) -> dict[Text, Parted]:
    """The texts of one game, with the place in each where its other team begins; without those that do not tell where
    its name ends."""
    own = [_away(each.text[place:], home) for each, place in rows]
    likeliest = [away for away, _ in Counter(filter(None, own)).most_common(MOST_NAMES)]
    found = {}
    for (each, place), told in zip(rows, own, strict=True):
        away = next((name for name in likeliest if each.text.startswith(f"{name} ", place)), told)
        if away:
            end = place + len(away)
            found[each] = Parted(each.text[:end], each.text[end + 1 :])
    return found


def _away(rest: str, home: str) -> str | None:
    """The other team, where what follows it tells that it ended."""
    if known := _KNOWN.match(rest):
        return known["away"]
    place = rest.rfind(f" {home}")
    if place > 0 and _is_handicap(rest[place + 1 + len(home) :]):
        return rest[:place]
    words = rest.split(" ")
    for count in range(min(len(words) // 2, MOST_WORDS), 0, -1):
        if words[:count] == words[count : 2 * count] and _is_handicap(" ".join(words[2 * count :])):
            return " ".join(words[:count])
    return None


def _is_handicap(text: str) -> bool:
    return not text.strip() or _HANDICAP.fullmatch(text.strip()) is not None


def sports(bets: Iterable[tuple[str | None, str | None]]) -> dict[str, str]:
    """The sport of games of which one of the bets, (game, market) each, is on what no other sport has."""
    return {event: "Football" for event, market in bets if event and _FOOTBALL.search(market or "")}

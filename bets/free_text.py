"""Parts the text of one bet, as exports and people write it into a single cell, into event, market and selection."""

from bets.folding import fold
from bets.recognition import Words, sport_of_competition
from bets.sports import SPORT_NAMES

PREFIXES = ("Exchange: ", "Sportsbook: ")


def read_text(text: str) -> Words:
    """The words of a summary: lines (event, market, selection), "Sport / Event : Market", "Event | Market", or a
    sentence, which is all selection."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    if len(lines) > 1:
        return _lines(lines)
    line = lines[0] if lines else ""
    for prefix in PREFIXES:
        line = line.removeprefix(prefix)
    if line.count(" | ") == 1:
        event, _, market = line.partition(" | ")
        return Words(event=event.strip(), market=market.strip())
    if " / " in line:
        return _slashed(line)
    named, colon, rest = line.partition(": ")
    if colon and sport_of_competition(named):
        return Words(competition=named, selection=rest)
    return Words(selection=line)


def _lines(lines: list[str]) -> Words:
    """Sportsbet's shape. A multi begins with its own name and has nothing but legs below."""
    if fold(lines[0]).endswith("multi"):
        return Words(market=lines[0], selection=" ".join(lines[1:]))
    return Words(event=lines[0], market=lines[1], selection=" ".join(lines[2:]))


def _slashed(line: str) -> Words:
    first, _, rest = line.partition(" / ")
    if fold(first) not in SPORT_NAMES:
        return Words(event=first.strip(), market=rest.strip())
    for mark in (" : ", " / "):
        event, found, market = rest.partition(mark)
        if found:
            return Words(sport=first.strip(), event=event.strip(), market=market.strip())
    return Words(sport=first.strip(), event=rest.strip())

"""What a bet is about, from the words of an export: sport and kind of market. Pure functions over names.

A guess is made only where the words say it; otherwise the answer is None and the bet keeps no sport. Rules are tried in
order, the first that fits decides.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bets.teams import SPORT_OF_TEAM

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern, re.IGNORECASE), answer) for pattern, answer in pairs)


@dataclass(frozen=True)
class MarketKind:
    """A kind of market: the slug it is counted under and its name."""

    slug: str
    name: str


RACE = re.compile(
    r"\bR(?:ace )?\d{1,2}\b|\b\d{1,2}:\d{2} (?:.* )?Race\b|\b\d[fm]\d?[f]? (?:Hcap|Mdn|Nov|Stks|Hrd|Chs)",
    re.I,
)
OPPONENTS = re.compile(r"\s+(?:v|vs\.?|@|at|x|-)\s+", re.IGNORECASE)
VARIABLE = re.compile(r"\s*\(.*?\)|\s*[+-]?\d+(?:[.,:]\d+)*")
LONGEST_KIND = 60

SPORT_NAMES: dict[str, str] = {
    "soccer": "football",
    "futebol": "football",
    "association football": "football",
    "fussball": "football",
    "aussie rules": "afl",
    "australian rules": "afl",
    "australian rules football": "afl",
    "american football": "american-football",
    "nfl": "american-football",
    "ncaaf": "american-football",
    "ncaab": "basketball",
    "nba": "basketball",
    "wnba": "basketball",
    "basquete": "basketball",
    "mlb": "baseball",
    "hockey": "ice-hockey",
    "ice hockey": "ice-hockey",
    "nhl": "ice-hockey",
    "ufc": "mma",
    "mma": "mma",
    "mixed martial arts": "mma",
    "horse racing": "horse-racing",
    "horses": "horse-racing",
    "racing": "racing",
    "thoroughbred": "horse-racing",
    "thoroughbreds": "horse-racing",
    "greyhounds": "greyhound-racing",
    "greyhound racing": "greyhound-racing",
    "harness": "harness-racing",
    "harness racing": "harness-racing",
    "trots": "harness-racing",
    "motorsport": "motor-sport",
    "motor sport": "motor-sport",
    "motor racing": "motor-sport",
    "formula 1": "motor-sport",
    "nrl": "rugby-league",
    "rugby": "rugby-union",
    "e sports": "esports",
    "tenis": "tennis",
    "pingpong": "table-tennis",
    "several": "several",
}

COMPETITIONS: Rules = _rules(
    (r"^w?nba\b|\bnbl\b|euroleague|ncaab", "basketball"),
    (r"^nfl\b|ncaaf|super bowl|college football", "american-football"),
    (r"^mlb\b|world series|\bkbo\b|\bnpb\b", "baseball"),
    (r"^nhl\b|stanley cup|\bshl\b|\bkhl\b", "ice-hockey"),
    (r"^afl\b|\baflw\b|brownlow|coleman medal", "afl"),
    (r"^nrl\b|state of origin|super league rugby|dally m", "rugby-league"),
    (r"super rugby|six nations|rugby championship|top 14", "rugby-union"),
    (r"^atp\b|^wta\b|wimbledon|roland garros|us open tennis|australian open|davis cup|challenger", "tennis"),
    (
        r"\bipl\b|big bash|\bbbl\b|test match|one day international|\bt20\b|sheffield shield|the ashes",
        "cricket",
    ),
    (
        r"premier league|la liga|bundesliga|serie [ab]\b|ligue [12]|champions league|europa league"
        r"|eredivisie|\bepl\b|\bmls\b"
        r"|fa cup|a-league|efl |world cup qual",
        "football",
    ),
    (r"\bufc\b|bellator|\bpfl\b", "mma"),
    (r"\bpga\b|masters tournament|ryder cup|liv golf|open championship", "golf"),
    (r"formula (?:1|one)|\bf1\b|motogp|nascar|supercars|indycar|grand prix", "motor-sport"),
    (r"tour de france|giro d|vuelta", "cycling"),
    (r"\bcs ?2\b|\bcs:?go\b|league of legends|dota|valorant|\blck\b|\blpl\b", "esports"),
    (r"\bpdc\b|darts", "darts"),
    (r"snooker", "snooker"),
    (r"election|president|prime minister", "politics"),
)

MARKET_SPORTS: Rules = _rules(
    (r"disposals|\bkicks\b|brownlow", "afl"),
    (r"rebounds|three pointers|3 pointers|triple double|double double|\bpts\b.*\basts?\b", "basketball"),
    (r"try ?scorer|\btries\b|race to \d+ points.*try", "rugby-league"),
    (
        r"both teams to score|goal ?scorer|correct score.*goal|win-draw-win|corners|bookings|asian handicap",
        "football",
    ),
    (r"touchdown|passing yards|rushing yards|receiving yards", "american-football"),
    (r"strikeouts?|run line|\binnings?\b.*\bruns?\b.*pitch|home run|\bbases\b", "baseball"),
    (r"puck line|shots on goal|\bsaves\b", "ice-hockey"),
    (r"set betting|total games|game handicap|set winner|to win a set|\bset \d\b", "tennis"),
    (r"wickets?|top (?:run|bat)|\bruns\b.*\bover\b|method of dismissal", "cricket"),
    (r"method of victory|round betting|go the distance", "mma"),
    (r"\bmap \d\b|map winner", "esports"),
    (
        r"win or place|each way|quinella|exacta|trifecta|first four|to be placed|fixed odds boxed|\d tbp",
        "racing",
    ),
)

KINDS: dict[str, MarketKind] = {
    kind.slug: kind
    for kind in (
        MarketKind("match-result", "Match result"),
        MarketKind("head-to-head", "Head to head"),
        MarketKind("total", "Total"),
        MarketKind("handicap", "Handicap"),
        MarketKind("both-teams-to-score", "Both teams to score"),
        MarketKind("correct-score", "Correct score"),
        MarketKind("racing-win", "Racing win"),
        MarketKind("racing-win-or-place", "Racing win or place"),
        MarketKind("racing-place", "Racing place"),
        MarketKind("racing-exotic", "Racing exotic"),
        MarketKind("each-way", "Each-way"),
        MarketKind("player-prop", "Player prop"),
        MarketKind("same-game-multi", "Same game multi"),
        MarketKind("outright", "Outright"),
        MarketKind("multi", "Multi"),
    )
}
MARKETS: Rules = _rules(
    (r"same.?game.?(?:multi|parlay)|\bsgm\b|\bsgp\b|bet ?builder", "same-game-multi"),
    (r"quinella|exacta|trifecta|first four|\bduet\b|daily double|quaddie|running double", "racing-exotic"),
    (r"win or place|win/place|win & place", "racing-win-or-place"),
    (r"each.?way", "each-way"),
    (r"^to be placed$|\btbp\b|^place$|^top [234] finish", "racing-place"),
    (r"^win$|fixed odds win|\b\d:\d\d .*race\b|\b\d[fm]\d?f? ", "racing-win"),
    (r"both teams to score|\bbtts\b", "both-teams-to-score"),
    (r"correct score|exact score|placar correto", "correct-score"),
    (
        r"\s-\s.*(?:rebounds|assists|points|disposals|goals|threes|pointers|shots|yards|strikeouts|saves|runs|tackles|kicks)"
        r"|goal ?scorer|try ?scorer|touchdown scorer|player|to (?:have|score|record) \d|anytime",
        "player-prop",
    ),
    (r"handicap|spread|\bline\b|run line|puck line|\bpick your own line\b|margin", "handicap"),
    (r"over ?/ ?under|\btotals?\b|\bo/u\b|^over\b|^under\b|total (?:goals|points|games|runs)", "total"),
    (
        r"win.draw.win|match (?:odds|result|betting)|full.?time (?:result|betting)|1x2|\b3.?way\b|moneyline 3"
        r"|regular time|resultado|to win \(90",
        "match-result",
    ),
    (
        r"head.to.head|\bh2h\b|money ?line|match winner|to win match|^winner$|2.?way|fight (?:result|winner)|\bml\b",
        "head-to-head",
    ),
    (r"outright|futures?|\bwinner 20\d\d|premiership|championship winner|to win the|season", "outright"),
    (r"^(?:multi|parlay|accumulator|combined|treble|double)\b|\d+ leg|leg multi", "multi"),
)


# Bets decided at the end of a season, a tournament or a term, months after they were placed.
FUTURES = (
    r"\b(?:outright|futures?|season|premiers?|premiership|championship|to win the|to finish|top \d+|medal|brownlow"
    r"|dally|golden boot|ballon|most valuable|mvp|election|president|relegat\w*|promot\w*"
    r"|(?:winner|cup|open|league) 20\d\d)\b"
)


def fold(name: str) -> str:
    """Small letters without accents and punctuation: "Nott'm Forest" is "nottm forest"."""
    plain = unicodedata.normalize("NFKD", name)
    kept = [sign for sign in plain if not unicodedata.combining(sign) and sign not in "'’`."]
    return " ".join("".join(sign.lower() if sign.isalnum() else " " for sign in kept).split())


@lru_cache(maxsize=4096)
def slug_of_sport(name: str) -> str:
    """The slug a sport's name in a file stands for: "Soccer" is "football"; several joined ones are "several"."""
    if "|" in name and len({slug_of_sport(part) for part in name.split("|") if part.strip()}) > 1:
        return "several"
    folded = fold(name.partition("|")[0])
    return SPORT_NAMES.get(folded, folded.replace(" ", "-"))


def sport(
    *, competition: str = "", event: str = "", market: str = "", known: Mapping[str, str] | None = None
) -> str | None:
    """The slug of the sport, or None when the words do not tell. `known`: sports by folded team name, asked first."""
    if found := _first(COMPETITIONS, competition):
        return found
    if event and RACE.search(event):
        return "racing"
    teams = [fold(team) for team in OPPONENTS.split(event)] if event else []
    for table in (known or {}, SPORT_OF_TEAM):
        for team in teams:
            if team in table:
                return table[team]
    return _first(MARKET_SPORTS, market) or _first(COMPETITIONS, event)


@lru_cache(maxsize=65_536)
def market(name: str) -> MarketKind | None:
    """The kind of a market by its name in a file; one we do not know is its own kind, without its numbers."""
    if slug := _first(MARKETS, name):
        return KINDS[slug]
    own = " ".join(VARIABLE.sub("", name).split()).strip(" -:,.")[:LONGEST_KIND]
    slug = fold(own).replace(" ", "-")
    return MarketKind(slug, own) if slug else None


def _first(rules: Rules, text: str) -> str | None:
    if not text:
        return None
    return next((answer for pattern, answer in rules if pattern.search(text)), None)

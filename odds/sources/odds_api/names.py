"""What The Odds API calls sports, bookmakers and markets."""

from odds.sources.batch import Book

SPORTS = {
    "americanfootball": "american-football",
    "aussierules": "afl",
    "baseball": "baseball",
    "basketball": "basketball",
    "boxing": "boxing",
    "cricket": "cricket",
    "golf": "golf",
    "handball": "handball",
    "icehockey": "ice-hockey",
    "mma": "mma",
    "politics": "politics",
    "rugbyleague": "rugby-league",
    "rugbyunion": "rugby-union",
    "soccer": "football",
    "tennis": "tennis",
}
WITH_DRAW = frozenset(["football"])
# Keys of bookmakers that we know by another slug; the others keep theirs, with hyphens. One of them is one shop: what a
# brand offers in another country is another price. Only Betfair's exchange is the same one everywhere.
SLUGS = {
    "betfair": "betfair",
    "betfair_ex_au": "betfair",
    "betfair_ex_eu": "betfair",
    "betfair_ex_uk": "betfair",
    "betfair_sb_uk": "betfair-sportsbook",
    "ladbrokes_uk": "ladbrokes",
    "onexbet": "1xbet",
    "paddypower": "paddy-power",
    "pointsbetau": "pointsbet",
    "pointsbetus": "pointsbet-us",
    "unibet": "unibet-au",
    "unibet_uk": "unibet",
    "williamhill": "william-hill",
    "williamhill_us": "caesars",
    "sport888": "888sport",
}
TITLES = {
    "ladbrokes-au": "Ladbrokes (Australia)",
    "pointsbet-us": "PointsBet US",
    "unibet-au": "Unibet Australia",
    "unibet-eu": "Unibet EU",
}
EXCHANGES = frozenset(
    ["betfair", "matchbook", "smarkets", "prophetx", "novig", "kalshi", "betopenly", "sporttrade"]
)
# market -> (our market, whether it lays)
MARKETS = {
    "h2h": ("match-result", False),
    "h2h_3_way": ("match-result", False),
    "h2h_lay": ("match-result", True),
    "spreads": ("handicap", False),
    "alternate_spreads": ("handicap", False),
    "totals": ("total", False),
    "alternate_totals": ("total", False),
    "btts": ("both-teams-to-score", False),
    "draw_no_bet": ("draw-no-bet", False),
    "outrights": ("outright", False),
    "outrights_lay": ("outright", True),
}
PERIODS = {"_h1": "half-1", "_h2": "half-2"}


def book(key: str, title: str) -> Book:
    """The bookmaker of a key."""
    slug = SLUGS.get(key, key.replace("_", "-"))[:80]
    return Book(slug, TITLES.get(slug, title or key)[:120], is_exchange=slug in EXCHANGES)


def market(key: str) -> tuple[str, bool, str] | None:
    """Our market, whether it lays, and the period; None for a kind that we do not keep (players' figures)."""
    for suffix, period in PERIODS.items():
        if key.endswith(suffix) and (found := MARKETS.get(key.removesuffix(suffix))):
            return (*found, period)
    found = MARKETS.get(key)
    return (*found, "full") if found else None

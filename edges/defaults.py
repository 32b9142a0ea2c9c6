"""What counts where nobody said otherwise: ages by sport, commissions, whose prices are sharp."""

from datetime import timedelta

# A price that was not seen for longer than this is not offered any more, and an edge that rests on it is stale.
OLDEST = timedelta(minutes=30)
OLDEST_BY_SPORT = {
    "esports": timedelta(minutes=10),
    "greyhound-racing": timedelta(minutes=5),
    "harness-racing": timedelta(minutes=5),
    "horse-racing": timedelta(minutes=5),
    "racing": timedelta(minutes=5),
    "table-tennis": timedelta(minutes=5),
    "tennis": timedelta(minutes=15),
    "golf": timedelta(hours=2),
    "politics": timedelta(hours=12),
}
# Prices count as of one instant when their windows are no further apart than this.
TOLERANCE = timedelta(minutes=2)
# Of what is won, by bookmaker; other exchanges take EXCHANGE_COMMISSION, other bookmakers nothing.
COMMISSION = {
    "betfair": 0.05,
    "smarkets": 0.02,
    "matchbook": 0.02,
    "prophetx": 0.01,
    "novig": 0.0,
    "kalshi": 0.02,
}
EXCHANGE_COMMISSION = 0.05
# In the order of trust; then every exchange.
SHARP = ("pinnacle",)
METHOD = "power"
# Ended edges that nobody took are kept for so long; those that were probably wrong numbers for a shorter time.
KEPT = timedelta(days=365)
DOUBTFUL_KEPT = timedelta(days=14)


def oldest(sport: str) -> timedelta:
    """How old a price of this sport (slug, perhaps empty) may be."""
    return OLDEST_BY_SPORT.get(sport, OLDEST)


def commission(slug: str, *, is_exchange: bool) -> float:
    """The share of what is won that a bookmaker keeps."""
    return COMMISSION.get(slug, EXCHANGE_COMMISSION if is_exchange else 0.0)

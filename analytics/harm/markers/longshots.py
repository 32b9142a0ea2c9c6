"""The share of bets at odds above 10."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.harm.finding import LEAST_BETS, Fact, Finding, monthly, too_few
from analytics.harm.history import History, Placed
from analytics.harm.spread import share

LONG = Decimal(10)


def is_long(bet: Placed) -> bool:
    """Taken at decimal odds above 10; a multi counts with the odds of the whole."""
    return bet.odds is not None and bet.odds > LONG


def longshots(history: History) -> Finding:
    """One currency's; bets whose odds no file tells are left out."""
    bets = [bet for bet in history.bets if bet.odds is not None]
    untold = len(history.bets) - len(bets)
    currency = history.currencies[0]
    left_out = f"Left out: {untold:,} without odds" if untold else ""
    if len(bets) < LEAST_BETS:
        missing = too_few(len(bets), "with odds")
        return Finding(currency, None, len(bets), missing=missing, left_out=left_out)
    found = [bet for bet in bets if is_long(bet)]
    return Finding(
        currency,
        share(len(found), len(bets)),
        len(bets),
        monthly(history.months, bets, _share),
        (
            Fact("Bets above 10.00", "count", len(found)),
            Fact("Of the money staked", "percent", share(_staked(found), _staked(bets))),
            Fact("Result of those bets", "money", sum(bet.profit_micro or 0 for bet in found)),
        ),
        left_out=left_out,
    )


def _share(bets: Sequence[Placed]) -> Decimal | None:
    return share(sum(map(is_long, bets)), len(bets))


def _staked(bets: Sequence[Placed]) -> int:
    return sum(bet.risk_micro or 0 for bet in bets)

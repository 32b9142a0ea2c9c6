"""The share of bets placed while the event was on."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.harm.finding import LEAST_BETS, Fact, Finding, monthly, too_few
from analytics.harm.history import History, Placed
from analytics.harm.spread import share


def live(history: History) -> Finding:
    """Over all currencies; bets of which no file says whether they were in play are left out."""
    bets = [bet for bet in history.bets if bet.is_live is not None]
    untold = len(history.bets) - len(bets)
    left_out = f"Left out: {untold:,} whose file does not say" if untold else ""
    if len(bets) < LEAST_BETS:
        missing = too_few(len(bets), "that say so")
        return Finding("", None, len(bets), missing=missing, left_out=left_out)
    found = sum(bool(bet.is_live) for bet in bets)
    return Finding(
        "",
        share(found, len(bets)),
        len(bets),
        monthly(history.months, bets, _share),
        (Fact("Bets in play", "count", found), Fact("Bets that say so", "count", len(bets))),
        left_out=left_out,
    )


def _share(bets: Sequence[Placed]) -> Decimal | None:
    return share(sum(bool(bet.is_live) for bet in bets), len(bets))

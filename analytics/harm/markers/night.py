"""The share of bets placed between 23:00 and 05:00 on the person's own clock."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.harm.finding import LEAST_BETS, Fact, Finding, monthly, too_few
from analytics.harm.history import History, Placed
from analytics.harm.spread import share

BEGINS, ENDS = 23, 5  # hours


def is_night(bet: Placed) -> bool:
    """Placed from 23:00 to before 05:00, local time (summer time as the zone has it)."""
    return bet.local.hour >= BEGINS or bet.local.hour < ENDS


def night(history: History) -> Finding:
    """Over all currencies: nights have none. Bets without a time of day are left out."""
    bets = history.timed
    untimed = len(history.bets) - len(bets)
    left_out = f"Left out: {untimed:,} without a time of day" if untimed else ""
    if len(bets) < LEAST_BETS:
        missing = too_few(len(bets), "with a time of day")
        return Finding("", None, len(bets), missing=missing, left_out=left_out)
    found = sum(map(is_night, bets))
    return Finding(
        "",
        share(found, len(bets)),
        len(bets),
        monthly(history.months, bets, _share),
        (Fact("Bets placed at night", "count", found), Fact("Bets with a time of day", "count", len(bets))),
        left_out=left_out,
    )


def _share(bets: Sequence[Placed]) -> Decimal | None:
    return share(sum(map(is_night, bets)), len(bets))

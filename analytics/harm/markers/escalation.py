"""How the larger stakes grow: the slope of the weekly upper tenth, and how much stakes vary."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from analytics.harm.finding import LEAST_BETS, Fact, Finding, monthly, too_few
from analytics.harm.history import History, Placed
from analytics.harm.spread import median, quotient, steady_slope, upper_tenth, variation

LEAST_WEEKS, LEAST_IN_WEEK, FOUR_WEEKS = 6, 3, 4


def escalation(history: History) -> Finding:
    """One currency's: growth of the upper tenth of the stakes in four weeks, as a share of the median stake.

    Weeks begin on Monday, local; one with fewer than three stakes is passed over, but keeps its place in time.
    """
    bets = [bet for bet in history.bets if bet.risk_micro]
    currency = history.currencies[0]
    if len(bets) < LEAST_BETS:
        return Finding(currency, None, len(bets), missing=too_few(len(bets), "with a stake"))
    weeks = _weeks(bets)
    stakes = [bet.risk_micro or 0 for bet in bets]
    facts = (
        Fact("Median stake", "money", int(median(stakes) or 0)),
        Fact("Largest stake", "money", max(stakes)),
        Fact("Variation of stakes (standard deviation over mean)", "number", variation(stakes)),
    )
    months = monthly(history.months, bets, _upper)
    if len(weeks) < LEAST_WEEKS:
        missing = (
            f"Too short for a trend: {len(weeks)} week{'' if len(weeks) == 1 else 's'} with {LEAST_IN_WEEK} stakes"
            f" or more, and it takes {LEAST_WEEKS}."
        )
        return Finding(currency, None, len(bets), months, facts, missing)
    slope = steady_slope(weeks)
    growth = quotient(None if slope is None else slope * FOUR_WEEKS, median(stakes))
    return Finding(currency, growth, len(bets), months, facts)


def _weeks(bets: Sequence[Placed]) -> list[tuple[int, int]]:
    """(number of the week, upper tenth of its stakes), the week of the first bet being zero."""
    found: dict[date, list[int]] = {}
    for bet in bets:
        found.setdefault(bet.day - timedelta(days=bet.day.weekday()), []).append(bet.risk_micro or 0)
    start = min(found)
    return [
        ((monday - start).days // 7, upper_tenth(stakes) or 0)
        for monday, stakes in sorted(found.items())
        if len(stakes) >= LEAST_IN_WEEK
    ]


def _upper(bets: Sequence[Placed]) -> Decimal | None:
    found = upper_tenth([bet.risk_micro or 0 for bet in bets])
    return None if found is None else Decimal(found)

"""On how many days of the week bets are placed."""

from decimal import Decimal

from analytics.harm.finding import Fact, Finding, MonthPoint
from analytics.harm.history import History, by_month
from analytics.harm.spread import share

LEAST_DAYS = 28


def frequency(history: History) -> Finding:
    """Over all currencies: local days with a bet, per week between the first and the last of them."""
    days = sorted({bet.day for bet in history.bets})
    span = (days[-1] - days[0]).days + 1 if days else 0
    if span < LEAST_DAYS:
        told = f"{span} day{'' if span == 1 else 's'}" if span else "no bets"
        missing = (
            f"Too short to say anything: {told} from the first bet to the last, and it takes {LEAST_DAYS}."
        )
        return Finding("", None, len(days), missing=missing)
    found = by_month(history.bets)
    months = tuple(
        MonthPoint(month, Decimal(len({bet.day for bet in found.get(month, [])})), len(found.get(month, [])))
        for month in history.months
    )
    return Finding(
        "",
        share(len(days) * 7, span),
        len(days),
        months,
        (
            Fact("Days with a bet", "count", len(days)),
            Fact("Days from the first bet to the last", "count", span),
            Fact("Most days in one month", "count", max(int(point.value or 0) for point in months)),
            Fact("Months with more than 4 days", "count", sum((point.value or 0) > 4 for point in months)),
        ),
    )

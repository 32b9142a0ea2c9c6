"""Time spent, estimated from the gaps between bets: the least it can have been."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from analytics.harm.finding import LEAST_BETS, Fact, Finding, MonthPoint, too_few
from analytics.harm.history import History, Placed
from analytics.harm.spread import SIX_PLACES

GAP = timedelta(minutes=30)
HOUR_SECONDS, WEEK_DAYS = 3600, 7


def hours(history: History) -> Finding:
    """Over all currencies: hours a week between the first and the last bet of each sitting.

    Bets at most half an hour apart are one sitting. A sitting of one bet counts nothing, and neither does the time
    before the first or after the last bet: the truth is more, never less.
    """
    bets = history.timed
    untimed = len(history.bets) - len(bets)
    left_out = f"Left out: {untimed:,} without a time of day" if untimed else ""
    if len(bets) < LEAST_BETS:
        missing = too_few(len(bets), "with a time of day")
        return Finding("", None, len(bets), missing=missing, left_out=left_out)
    found = sittings(bets)
    weeks = max(Decimal((bets[-1].day - bets[0].day).days + 1) / WEEK_DAYS, Decimal(1))
    by_month: dict[date, timedelta] = {}
    for sitting in found:
        by_month[sitting[0].month] = by_month.get(sitting[0].month, timedelta()) + _length(sitting)
    months = tuple(
        MonthPoint(
            month, _hours(by_month.get(month, timedelta())), sum(one[0].month == month for one in found)
        )
        for month in history.months
    )
    total = sum(map(_length, found), timedelta())
    return Finding(
        "",
        (_hours(total) / weeks).quantize(SIX_PLACES),
        len(found),
        months,
        (
            Fact("Sittings", "count", len(found)),
            Fact("Hours in all, at least", "hours", _hours(total)),
            Fact("Longest sitting, at least", "hours", _hours(max(map(_length, found)))),
        ),
        left_out=left_out,
    )


def sittings(bets: Sequence[Placed]) -> list[list[Placed]]:
    """Runs of bets at most half an hour apart, in order of time."""
    found: list[list[Placed]] = []
    for bet in bets:
        if found and bet.placed_at - found[-1][-1].placed_at <= GAP:
            found[-1].append(bet)
        else:
            found.append([bet])
    return found


def _length(sitting: Sequence[Placed]) -> timedelta:
    return sitting[-1].placed_at - sitting[0].placed_at


def _hours(length: timedelta) -> Decimal:
    return (Decimal(length // timedelta(seconds=1)) / HOUR_SECONDS).quantize(SIX_PLACES)

"""Deposits in bursts, and deposits straight after a loss."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from analytics.harm.finding import Fact, Finding, MonthPoint
from analytics.harm.history import History, Transfer
from analytics.harm.spread import share

DAY, HOUR, MANY = timedelta(hours=24), timedelta(hours=1), 3


def deposits(history: History) -> Finding:
    """One currency's: how often three or more deposits fell within 24 hours.

    A burst begins with a deposit and holds those less than 24 hours after it; the next one begins after it.
    """
    made = [one for one in history.transfers if one.kind == "deposit"]
    currency = history.currencies[0]
    if not made:
        return Finding(
            currency, None, 0, missing="Your files tell no deposits in this currency and these days."
        )
    found = bursts(made)
    months = tuple(
        MonthPoint(
            month,
            Decimal(sum(burst[0].month == month for burst in found)),
            sum(one.month == month for one in made),
        )
        for month in history.months
    )
    losses = sorted(
        bet.settled_at for bet in history.timed if bet.settled_at is not None and (bet.profit_micro or 0) < 0
    )
    after = sum(_follows(one, losses) for one in made)
    return Finding(
        currency,
        Decimal(len(found)),
        len(made),
        months,
        (
            Fact("Deposits", "count", len(made)),
            Fact("Put in by them", "money", sum(one.amount_micro for one in made)),
            Fact("Most deposits within 24 hours", "count", _most(made)),
            Fact("Deposits within the hour after a loss", "percent", share(after, len(made))),
        ),
    )


def bursts(made: Sequence[Transfer]) -> list[list[Transfer]]:
    """Groups of three or more deposits within 24 hours of the group's first; `made` in order of time."""
    found: list[list[Transfer]] = []
    group: list[Transfer] = []
    for one in made:
        if group and one.at - group[0].at < DAY:
            group.append(one)
            continue
        found.append(group)
        group = [one]
    return [each for each in [*found, group] if len(each) >= MANY]


def _most(made: Sequence[Transfer]) -> int:
    moments = [one.at for one in made]
    return max(
        bisect_right(moments, at + DAY - timedelta(microseconds=1)) - i for i, at in enumerate(moments)
    )


def _follows(one: Transfer, losses: Sequence) -> bool:
    index = bisect_right(losses, one.at) - 1
    return index >= 0 and one.at - losses[index] <= HOUR

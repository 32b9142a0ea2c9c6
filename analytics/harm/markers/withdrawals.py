"""Withdrawals that came back to the bookmaker's account: asked for and cancelled, or refused."""

from decimal import Decimal

from analytics.harm.finding import Fact, Finding, MonthPoint
from analytics.harm.history import History, Transfer
from analytics.harm.spread import share


def withdrawals(history: History) -> Finding:
    """One currency's: how many withdrawals were returned. Files do not say who cancelled them."""
    asked = [one for one in history.transfers if one.kind == "withdrawal"]
    back = [one for one in history.transfers if one.kind == "withdrawal_returned"]
    currency = history.currencies[0]
    if not asked and not back:
        return Finding(
            currency, None, 0, missing="Your files tell no withdrawals in this currency and these days."
        )
    return Finding(
        currency,
        Decimal(len(back)),
        len(asked),
        tuple(MonthPoint(month, Decimal(_in(back, month)), _in(asked, month)) for month in history.months),
        (
            Fact("Withdrawals asked for", "count", len(asked)),
            Fact("Returned, of those asked for", "percent", share(len(back), len(asked))),
            Fact("Amount returned", "money", sum(one.amount_micro for one in back)),
        ),
    )


def _in(rows: list[Transfer], month: object) -> int:
    return sum(one.month == month for one in rows)

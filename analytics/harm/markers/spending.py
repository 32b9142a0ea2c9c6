"""What betting took out of the income, for those who told their income."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from analytics.harm.finding import Fact, Finding, MonthPoint
from analytics.harm.history import History, month_after
from analytics.harm.spread import SIX_PLACES


def spending(history: History) -> Finding:
    """One currency's: net loss a month over income after tax a month, from the first month with a result to the last.

    Negative where the months made money. Results are those of the overview: bets by the month of settlement.
    """
    currency = history.currencies[0]
    results = {month: micro for (_, month), micro in history.results_micro.items()}
    told = [
        month
        for month in history.months
        if min(results, default=month) <= month <= max(results, default=month)
    ]
    if not results or not told:
        return Finding(
            currency, None, 0, missing="Too little to say anything: no settled bets in these days."
        )
    lost = -sum(results.values())
    parts = {month: _part(month, history) for month in told}
    months_told = sum(parts.values(), Fraction(0))
    facts = (
        Fact("Net loss in these months", "money", lost),
        Fact("Net loss a month", "money", _rounded(lost, months_told)),
        Fact("Months", "number", _decimal(months_told)),
    )
    left_out = (
        f"Left out: {history.untold:,} without a result; the true loss is likely larger"
        if history.untold
        else ""
    )
    income = history.income_micro
    if not income:
        missing = (
            "Tell your income below, in this currency, to see your loss against it. Nobody else sees it."
        )
        return Finding(currency, None, len(told), facts=facts, missing=missing, left_out=left_out)
    months = tuple(
        MonthPoint(
            month,
            _share(-results.get(month, 0), income * parts[month]) if month in parts else None,
            int(month in results),
        )
        for month in history.months
    )
    return Finding(currency, _share(lost, income * months_told), len(told), months, facts, left_out=left_out)


def _part(month: date, history: History) -> Fraction:
    """How much of the month lies in the days asked for: a week's loss is not held against a month's income."""
    last = month_after(month) - date.resolution
    days = (min(last, history.last) - max(month, history.first)).days + 1
    return Fraction(days, last.day)


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / exact.denominator


def _share(part: int, whole: Fraction) -> Decimal:
    return _decimal(part / whole).quantize(SIX_PLACES)


def _rounded(amount: int, months: Fraction) -> int:
    """To the cent."""
    return int((_decimal(amount / months) / 10_000).to_integral_value()) * 10_000

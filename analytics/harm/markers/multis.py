"""The share of bets that join several selections: multis, same-game multis and systems."""

from collections.abc import Sequence
from decimal import Decimal

from analytics.harm.finding import LEAST_BETS, Fact, Finding, monthly, too_few
from analytics.harm.history import History, Placed
from analytics.harm.spread import share


def multis(history: History) -> Finding:
    """One currency's."""
    bets, currency = history.bets, history.currencies[0]
    if len(bets) < LEAST_BETS:
        return Finding(currency, None, len(bets), missing=too_few(len(bets)))
    found = [bet for bet in bets if bet.is_multi]
    return Finding(
        currency,
        _share(bets),
        len(bets),
        monthly(history.months, bets, _share),
        (
            Fact("Multis and systems", "count", len(found)),
            Fact("Of the money staked", "percent", share(_staked(found), _staked(bets))),
            Fact("Result of those bets", "money", sum(bet.profit_micro or 0 for bet in found)),
        ),
    )


def _share(bets: Sequence[Placed]) -> Decimal | None:
    return share(sum(bet.is_multi for bet in bets), len(bets))


def _staked(bets: Sequence[Placed]) -> int:
    return sum(bet.risk_micro or 0 for bet in bets)

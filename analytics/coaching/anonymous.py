"""A history in which nobody can be recognised: amounts as multiples of the usual stake, currencies without a name.

Pure. Whatever is worked out from such a history (markers, results, drawings) is the same for a book and for that book
with every amount multiplied by anything, so no page made from it can tell what an amount was (decision 0034). It is
done before anything is computed, not after: there is no figure behind the page that would have to be hidden.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from analytics.harm.history import History, month_after
from analytics.harm.spread import median

UNIT = 1_000_000  # one usual stake, in the micro-units of an anonymous history


def usual_stakes(history: History) -> dict[str, Decimal]:
    """The median stake above zero of each currency in micro-units; a currency without one has no entry."""
    found: dict[str, list[int]] = {}
    for bet in history.bets:
        if bet.risk_micro:
            found.setdefault(bet.currency, []).append(bet.risk_micro)
    return {currency: median(stakes) or Decimal(0) for currency, stakes in found.items()}


def currency_names(history: History) -> dict[str, str]:
    """What each currency is called: nothing when there is one, else Currency A, B by number of bets."""
    if len(history.currencies) == 1:
        return {history.currencies[0]: "Amounts"}
    return {currency: f"Currency {letter(place)}" for place, currency in enumerate(history.currencies)}


def letter(place: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def without_income(history: History) -> History:
    """What was told of income is the client's alone, whatever they ticked."""
    return replace(history, income_micro=None, income_currency="")


def anonymous(history: History, units: Mapping[str, Decimal], names: Mapping[str, str]) -> History:
    """The history in usual stakes under the given names; amounts of a currency without a usual stake are nothing."""

    def scaled(micro: int | None, currency: str) -> int | None:
        return None if micro is None else in_units(micro, units.get(currency))

    return History(
        tuple(
            replace(
                bet,
                currency=names[bet.currency],
                risk_micro=scaled(bet.risk_micro, bet.currency),
                profit_micro=scaled(bet.profit_micro, bet.currency),
            )
            for bet in history.bets
        ),
        tuple(
            replace(
                one,
                currency=names[one.currency],
                amount_micro=in_units(one.amount_micro, units.get(one.currency)),
            )
            for one in history.transfers
        ),
        history.first,
        history.last,
        {
            (names[currency], month): in_units(micro, units.get(currency))
            for (currency, month), micro in history.results_micro.items()
        },
    )


def in_units(micro: int, unit: Decimal | None) -> int:
    """An amount in millionths of the usual stake; 0 where there is no usual stake to measure by."""
    return int((micro * UNIT / unit).to_integral_value()) if unit else 0


def within(history: History, first: date, last: date) -> History:
    """The part from the month of `first` to the month of `last`, both whole."""
    start, end = first.replace(day=1), month_after(last.replace(day=1)) - timedelta(days=1)
    return replace(
        history,
        bets=tuple(bet for bet in history.bets if start <= bet.day <= end),
        transfers=tuple(one for one in history.transfers if start <= one.local.date() <= end),
        first=max(start, history.first),
        last=max(end, history.first),
        results_micro={key: micro for key, micro in history.results_micro.items() if start <= key[1] <= end},
    )

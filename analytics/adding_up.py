"""How a balance adds up: put in, taken out, won and lost, from the journal alone.

A person's accounts at bookmakers sum to zero in each currency, so the cash that should be there now follows from the
other accounts: the page shows the parts beside the balance that they must meet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, Sum, TextField, Value

from analytics.figures import Figures
from analytics.filters import Filter
from ledger.chart import BOOKMAKER_SORTS
from ledger.models import Account


@dataclass(frozen=True, slots=True)
class AddingUp:
    """One currency's cash at bookmakers in parts (micro-units), all signed so that they add up to the balance."""

    deposits_micro: int
    withdrawals_micro: int
    result_micro: int
    bonus_micro: int
    adjustments_micro: int
    at_stake_micro: int
    balance_micro: int

    @property
    def parts(self) -> list[tuple[str, int]]:
        """What a person calls each part, with its amount; parts of zero only where they say something."""
        always = [
            ("You put in", self.deposits_micro),
            ("You took out", self.withdrawals_micro),
            ("Result of settled bets", self.result_micro),
        ]
        sometimes = [
            ("Bonuses paid in cash", self.bonus_micro),
            ("Corrections and adjustments", self.adjustments_micro),
            ("Staked on bets without a result", self.at_stake_micro),
        ]
        return always + [part for part in sometimes if part[1]]


def adding_up(user: Any, asked: Filter, totals: Iterable[Figures]) -> dict[str, AddingUp]:
    """By currency, for the whole time; nothing where the filter asks for days or for some bets only.

    `totals` are the figures of the same filter. Call it inside acting_as(user).
    """
    if asked.date_from or asked.date_to or asked.has_bet_terms:
        return {}
    sums = _balances(user, asked)
    return {
        total.currency: _parts(sums[total.currency], total.withdrawals_micro)
        for total in totals
        if total.currency in sums
    }


def _parts(balance: dict[str, int], withdrawn: int) -> AddingUp:
    return AddingUp(
        deposits_micro=withdrawn - balance["outside"],
        withdrawals_micro=-withdrawn,
        result_micro=-balance["won"] - balance["lost"] - balance["commission"],
        bonus_micro=-balance["awarded"] - balance["bonus"],
        adjustments_micro=-balance["adjust"],
        at_stake_micro=-balance["open"],
        balance_micro=balance["book"],
    )


def _balances(user: Any, asked: Filter) -> dict[str, dict[str, int]]:
    """Balances by currency and sort of account."""
    accounts = Account.objects.visible_to(user)
    if asked.bookmaker:
        accounts = accounts.filter(code__in=[f"{sort}:{asked.bookmaker}" for sort in BOOKMAKER_SORTS])
    if asked.currency:
        accounts = accounts.filter(currency=asked.currency)
    rows = (
        accounts.annotate(
            sort=Func(F("code"), Value(":"), Value(1), function="split_part", output_field=TextField())
        )
        .filter(sort__in=BOOKMAKER_SORTS)
        .values("currency", "sort")
        .annotate(micro=Sum(F("balance__debit_micro") - F("balance__credit_micro")))
        .order_by()
    )
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        by_sort = found.setdefault(row["currency"], dict.fromkeys(BOOKMAKER_SORTS, 0))
        by_sort[row["sort"]] = int(row["micro"] or 0)
    return found

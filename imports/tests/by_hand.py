"""Bets by hand for tests."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bets.models import Bet
from imports.by_hand.entry import Entry, Leg
from ledger.models import Balance
from ledger.money import to_micro
from treasury.models import StatementLine
from web.context import acting_as

PLACED = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)


def entry(stake: str = "10", odds: str | None = "2.5", **more: Any) -> Entry:
    """A bet on a game, as a person tells it; amounts and odds as decimal strings."""
    values: dict[str, Any] = {
        "bookmaker": "Sportsbet",
        "currency": "AUD",
        "selection": "Sydney FC",
        "event": "Sydney FC v Perth Glory",
        "sport": "Soccer",
        "placed_at": PLACED,
        **more,
    }
    return Entry(stake_micro=to_micro(stake), odds=Decimal(odds) if odds else None, **values)


def leg(selection: str, odds: str | None = "2", result: str = "") -> Leg:
    """One leg."""
    return Leg(selection=selection, odds=Decimal(odds) if odds else None, result=result)


def later(hours: float) -> datetime:
    """So long after PLACED."""
    return PLACED + timedelta(hours=hours)


def one(user: Any, bet_id: int) -> Bet:
    """The bet as it stands."""
    with acting_as(user):
        return Bet.objects.select_related("bookmaker", "sport").get(pk=bet_id)


def balances(user: Any, bookmaker: str = "sportsbet") -> dict[str, str]:
    """What is in the accounts of a bookmaker, by sort, in whole units; accounts with nothing left out."""
    with acting_as(user):
        rows = Balance.objects.select_related("account").filter(account__code__endswith=f":{bookmaker}")
        return {
            row.account.code.partition(":")[0]: f"{Decimal(row.balance_micro) / 1_000_000:.2f}"
            for row in rows
            if row.balance_micro
        }


def as_the_bets_say(user: Any) -> None:
    """The journal has exactly what the lines and the bets of the book say."""
    wanted: Counter[tuple[str, str]] = Counter()
    with acting_as(user):
        for line in StatementLine.objects.exclude(amount_micro=None).select_related("account"):
            slug, amount = line.account.code.partition(":")[2], line.amount_micro or 0
            wanted[slug, "book"] += amount
            wanted[slug, "outside" if line.kind == "deposit" else "open"] -= amount
        for bet in Bet.objects.select_related("account"):
            slug = bet.account.code.partition(":")[2]
            profit, fee = bet.profit_micro or 0, bet.commission_micro if bet.is_settled else 0
            if not bet.is_cash_in_lines:
                out = -(bet.at_risk_micro or 0) if not bet.is_settled else profit
                wanted[slug, "book"] += out
                wanted[slug, "open"] -= out
            gross = profit + fee
            wanted[slug, "open"] += profit
            wanted[slug, "won" if gross > 0 else "lost"] -= gross
            wanted[slug, "commission"] += fee
        found = {
            (row.account.code.partition(":")[2], row.account.code.partition(":")[0]): row.balance_micro
            for row in Balance.objects.select_related("account")
        }
    assert +Counter(found) == +wanted
    assert -Counter(found) == -wanted

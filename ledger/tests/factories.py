"""Accounts and movements for tests, made by the real verbs: a balance comes from posting, never from a column."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from ledger import chart, posting
from ledger.models import Account
from ledger.posting import Posted, Posting

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
_numbers = count(1)


def aud(amount: str) -> int:
    """ "12.50" as micro-units."""
    from ledger.money import to_micro

    return to_micro(amount)


def create_book(*, owner: Any, slug: str = "sportsbet", currency: str = "AUD") -> dict[str, Account]:
    """The nine accounts with one bookmaker. Needs acting_as(owner)."""
    return chart.bookmaker_accounts(owner=owner, slug=slug, name=slug.title(), currency=currency)


def create_posting(
    *,
    debit: Account | int,
    credit: Account | int,
    amount: str = "10",
    currency: str = "AUD",
    kind: str = "deposit",
    key: str = "",
    at: datetime = MORNING,
    day: int = 0,
) -> Posting:
    """A posting that can be written; `day` days after `at`."""
    return Posting(
        debit_id=debit if isinstance(debit, int) else debit.pk,
        credit_id=credit if isinstance(credit, int) else credit.pk,
        amount_micro=aud(amount),
        currency=currency,
        kind=kind,
        key=key or f"test:{next(_numbers)}",
        effective_at=at + timedelta(days=day),
    )


def deposit(book: dict[str, Account], amount: str = "100", **more: Any) -> Posted:
    """Money from outside into the bookmaker's account."""
    return posting.post(create_posting(debit=book["book"], credit=book["outside"], amount=amount, **more))

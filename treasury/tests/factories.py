"""Accounts with movements for tests, made by posting."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from ledger.chart import bookmaker_accounts, ensure_account
from ledger.models import Account
from ledger.posting import Posting, post
from treasury import withdrawing
from treasury.models import LineKind, StatementLine, Withdrawal
from treasury.spans import refresh_spans
from treasury.wallet import wallet
from web.context import acting_as

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def create_account(
    *, owner: Any, deposits: list[int], stated: int | None = None, name: str = "Sportsbet"
) -> Account:
    """A mirror account with deposits of whole units, a minute apart; `stated` is the last balance told."""
    with acting_as(owner):
        accounts = bookmaker_accounts(owner=owner, slug="sportsbet", name=name, currency="AUD")
        balance = 0
        for number, amount in enumerate(deposits):
            at = START + timedelta(minutes=number)
            balance += amount
            is_last = number == len(deposits) - 1
            told = stated if is_last and stated is not None else balance
            line = StatementLine.objects.create(
                owner=owner,
                account=accounts["book"],
                key=f"row-{number}",
                kind=LineKind.DEPOSIT,
                occurred_at=at,
                currency="AUD",
                amount_micro=amount * 1_000_000,
                balance_micro=told * 1_000_000,
                description=f"Deposit number {number}",
                as_of=at,
            )
            post(
                Posting(
                    debit_id=accounts["book"].pk,
                    credit_id=accounts["outside"].pk,
                    amount_micro=amount * 1_000_000,
                    currency="AUD",
                    kind="deposit",
                    key=f"line:{line.pk}:cash:r1",
                    effective_at=at,
                )
            )
        refresh_spans(owner.pk, [accounts["book"].pk])
    return accounts["book"]


def create_withdrawal(*, owner: Any, units: int = 5) -> Withdrawal:
    """A request of whole units; the money in the wallet came from an account of the owner's own."""
    with acting_as(owner):
        outside = ensure_account(owner=owner, code="outside:test", currency="USDC")
        post(
            Posting(
                debit_id=wallet(owner, "USDC").pk,
                credit_id=outside.pk,
                amount_micro=units * 1_000_000,
                currency="USDC",
                kind="deposit",
                key=f"test:{uuid4()}",
                effective_at=START,
            )
        )
    return withdrawing.request(
        user=owner, amount_micro=units * 1_000_000, recipient=f"0x{owner.pk:040x}", token=uuid4()
    )

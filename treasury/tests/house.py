"""The house's bank and chain for tests: movements by posting, statements by the real verbs."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission

from accounts.models import User
from accounts.tests.factories import create_user
from ledger.chart import ensure_account, ensure_house_account
from ledger.models import Account, Kind
from ledger.posting import Posting, post
from treasury.bank_statements import Taken, import_statement
from treasury.house import holding_account
from web.context import acting_as

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
_numbers = count(1)


def bank(currency: str = "AUD") -> Account:
    """The house's account with a bank."""
    return holding_account("bank", currency, name="Harbour Bank")


def chain(currency: str = "USDC") -> Account:
    """The house's account on the chain."""
    return holding_account("chain", currency, name="On the chain")


def wallet(owner: User, currency: str = "AUD") -> Account:
    """A person's wallet."""
    with acting_as(owner):
        return ensure_account(owner=owner, code="wallet", currency=currency)


def money_in(
    owner: User, account: Account, units: int, *, day: int = 1, key: str = "", hour: int = 10
) -> int:
    """A person's deposit (below zero: a withdrawal) over an account of the house; the movement's id."""
    own = wallet(owner, account.currency)
    into, out = (own, account) if units > 0 else (account, own)
    posting = Posting(
        debit_id=into.pk,
        credit_id=out.pk,
        amount_micro=abs(units) * 1_000_000,
        currency=account.currency,
        kind="deposit" if units > 0 else "withdrawal",
        key=key or f"deposit:bank:{next(_numbers)}",
        effective_at=MARCH + timedelta(days=day - 1, hours=hour),
    )
    return post(posting, using="staff").id


def spend(account: Account, units: int) -> None:
    """The house pays a bill of its own out of what it holds."""
    bills = ensure_house_account(code="bills", currency=account.currency, kind=Kind.EXPENSE)
    post(
        Posting(
            debit_id=account.pk,
            credit_id=bills.pk,
            amount_micro=units * 1_000_000,
            currency=account.currency,
            kind="bill",
            key=f"bill:{next(_numbers)}",
            effective_at=MARCH,
        ),
        using="staff",
    )


def statement_csv(*rows: tuple[int, int] | tuple[int, int, str], opening: int = 0) -> bytes:
    """Rows (day of March, whole units[, reference]) with a true balance."""
    lines, balance = ["date,amount,currency,description,reference,balance"], opening
    for row in rows:
        day, units, reference = (*row, "")[:3]
        balance += units
        lines.append(f"2026-03-{day:02d},{units}.00,AUD,Transfer,{reference},{balance}.00")
    return "\n".join(lines).encode()


def take(account: Account, *rows: Any, opening: int = 0, name: str = "march.csv") -> Taken:
    """Import a statement of these rows."""
    return import_statement(account=account, content=statement_csv(*rows, opening=opening), name=name)


def create_staff(name: str, *rights: str, **more: Any) -> User:
    """A member of staff with rights such as "treasury.propose_break"."""
    user = create_user(email=f"{name}@example.com", is_staff=True, **more)
    for right in rights:
        app, _, codename = right.partition(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return User.objects.get(pk=user.pk)

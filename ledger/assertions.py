"""Say what an account must have had at a moment, and be told when it no longer did.

An **assertion** is a row that is never changed: the last one for an account and moment counts, and one without a
balance takes the former back. It is checked again whenever somebody asks (`verify_ledger` does), so a posting that is
entered later with an earlier date breaks it in the open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import connections

from ledger import balances
from ledger.errors import IdempotencyConflict
from ledger.models import Account, Assertion
from ledger.refusals import refusals, retrying

STATE = """
INSERT INTO ledger_assertion (account_id, effective_at, balance_micro, key)
VALUES (%s, %s, %s, %s) ON CONFLICT (key) DO NOTHING
"""
# Which count: the last of each account and moment. Also the check of verify_ledger.
STANDING = """
SELECT s.id, s.account_id, s.effective_at, s.balance_micro, s.found_micro
  FROM (SELECT l.*, ledger_balance_asof(l.account_id, l.effective_at) AS found_micro
          FROM (SELECT DISTINCT ON (account_id, effective_at) * FROM ledger_assertion
                 ORDER BY account_id, effective_at, id DESC) AS l
         WHERE l.balance_micro IS NOT NULL) AS s
"""
BROKEN = f"{STANDING} WHERE s.balance_micro <> s.found_micro ORDER BY s.account_id, s.effective_at"


@dataclass(frozen=True, slots=True)
class Broken:
    """An assertion that does not hold: what the account was said to have and what it had (micro-units)."""

    id: int
    account_id: int
    effective_at: datetime
    asserted_micro: int
    found_micro: int


def state(
    account: Account | int,
    *,
    balance_micro: int | None,
    effective_at: datetime,
    key: str,
    using: str = "default",
) -> bool:
    """Record what the account has after everything up to and at `effective_at` (aware); whether it does.

    A balance of None takes back what was said of that moment. Raises UnknownAccount, and IdempotencyConflict for a key
    used with another content.
    """
    account_id = account if isinstance(account, int) else account.pk
    found = balances.balance_asof(account_id, effective_at, using=using)
    row = (account_id, effective_at, balance_micro, key)
    retrying(partial(_state, row, using), using=using)
    return balance_micro is None or found == balance_micro


def broken(*, using: str = "default") -> Iterator[Broken]:
    """The assertions on visible accounts that do not hold now, by account and moment."""
    with connections[using].cursor() as cursor:
        cursor.execute(BROKEN)
        yield from (Broken(*row) for row in cursor.fetchall())


def _state(row: tuple[int, datetime, int | None, str], using: str) -> None:
    with connections[using].cursor() as cursor, refusals():
        cursor.execute(STATE, row)
        if cursor.rowcount:
            return
    key = row[3]
    found = Assertion.objects.using(using).filter(key=key).first()
    if found is None:
        raise IdempotencyConflict(key, "owner")
    for field, value in zip(("account_id", "effective_at", "balance_micro"), row, strict=False):
        if getattr(found, field) != value:
            raise IdempotencyConflict(key, field)

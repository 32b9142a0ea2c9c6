"""Read balances: now, as of a moment, and all of them side by side.

A balance is debits minus credits, in micro-units (docs/decisions/0001-debit-positive.md). Now: one row per account. As
of a moment: the days before (UTC), the parts before of a crowded day, and the movements of the rest
(ledger/sql/parts.sql). An account that does not exist, or that the acting user
may not see, raises UnknownAccount: no match is not zero.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from ledger.errors import UnknownAccount
from ledger.models import Account, Balance

AS_OF = "SELECT a.id, ledger_balance_asof(a.id, %s) FROM ledger_account a WHERE a.id = ANY (%s)"
TRIAL = """
SELECT a.id, a.owner_id, a.code, a.kind, a.name, a.currency, b.debit_micro, b.credit_micro
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE (%(currency)s::text IS NULL OR a.currency = %(currency)s)
   AND (%(owner)s::bigint IS NULL OR a.owner_id = %(owner)s)
 ORDER BY a.currency, a.owner_id NULLS FIRST, a.code, a.id
"""


@dataclass(frozen=True, slots=True)
class TrialRow:
    """One account in a trial balance, with everything that ever went in (debit) and out (credit)."""

    account_id: int
    owner_id: int | None
    code: str
    kind: str
    name: str
    currency: str
    debit_micro: int
    credit_micro: int

    @property
    def balance_micro(self) -> int:
        """Debits minus credits."""
        return self.debit_micro - self.credit_micro


def balance(account: Account | int, *, using: str = "default") -> int:
    """The balance now, in micro-units. Raises UnknownAccount."""
    account_id = _id(account)
    return balances([account_id], using=using)[account_id]


def balances(accounts: Iterable[Account | int], *, using: str = "default") -> dict[int, int]:
    """Balances now by account id, in micro-units. Raises UnknownAccount when one is missing."""
    wanted = [_id(account) for account in accounts]
    rows = Balance.objects.using(using).filter(pk__in=wanted).values_list("pk", "debit_micro", "credit_micro")
    return _complete(wanted, {pk: debit - credit for pk, debit, credit in rows})


def balance_asof(account: Account | int, moment: datetime, *, using: str = "default") -> int:
    """The balance after everything effective up to and at `moment` (aware). Raises UnknownAccount."""
    account_id = _id(account)
    return balances_asof([account_id], moment, using=using)[account_id]


def balances_asof(
    accounts: Iterable[Account | int], moment: datetime, *, using: str = "default"
) -> dict[int, int]:
    """Balances as of `moment` by account id, in micro-units. Raises UnknownAccount, ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("The moment needs a time zone.")
    wanted = [_id(account) for account in accounts]
    with connections[using].cursor() as cursor:
        cursor.execute(AS_OF, [moment, wanted])
        return _complete(wanted, {pk: int(micro) for pk, micro in cursor.fetchall()})


def trial_balance(
    currency: str | None = None, *, owner: Any = None, using: str = "default"
) -> list[TrialRow]:
    """Every visible account with its debits and credits, by currency, owner (the house first) and code.

    `owner` (a user or an id) narrows it to one person's accounts, which sum to zero among themselves as long as the
    person has no dealings with the house. Use the staff alias for the whole.
    """
    owner_id = owner if owner is None or isinstance(owner, int) else owner.pk
    with connections[using].cursor() as cursor:
        cursor.execute(TRIAL, {"currency": currency, "owner": owner_id})
        return [TrialRow(*row) for row in cursor.fetchall()]


def totals(rows: Iterable[TrialRow]) -> dict[str, int]:
    """The sum of balances by currency, in micro-units: zero in a whole ledger."""
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.currency] += row.balance_micro
    return dict(sums)


def _id(account: Account | int) -> int:
    return account if isinstance(account, int) else account.pk


def _complete(wanted: list[int], found: dict[int, int]) -> dict[int, int]:
    missing = [account_id for account_id in wanted if account_id not in found]
    if missing:
        raise UnknownAccount(f"There is no account {missing[0]} to be seen.")
    return found

"""The tree of accounts: what an account has together with everything below it, by currency.

An account hangs below its parent for good (the parent never changes), so the tree has no loop and needs no copy.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connections

from ledger.errors import UnknownAccount
from ledger.models import Account

BELOW = """
WITH RECURSIVE below AS (
    SELECT id FROM ledger_account WHERE id = %(root)s
    UNION ALL
    SELECT a.id FROM ledger_account a JOIN below ON a.parent_id = below.id
)
SELECT a.currency, sum({balance})::bigint
  FROM below JOIN ledger_account a ON a.id = below.id JOIN ledger_balance b ON b.account_id = a.id
 GROUP BY a.currency ORDER BY a.currency
"""
NOW = "b.debit_micro - b.credit_micro"
AS_OF = "ledger_balance_asof(a.id, %(moment)s)"
ALL = """
WITH RECURSIVE line AS (
    SELECT a.id, 0 AS depth, ARRAY[a.code, a.currency] AS place, ARRAY[a.id] AS ids
      FROM ledger_account a WHERE a.parent_id IS NULL AND a.owner_id IS NOT DISTINCT FROM %(owner)s
    UNION ALL
    SELECT a.id, line.depth + 1, line.place || ARRAY[a.code, a.currency], line.ids || a.id
      FROM ledger_account a JOIN line ON a.parent_id = line.id
)
SELECT a.id, line.depth, line.ids, a.code, a.name, a.kind, a.currency, b.debit_micro - b.credit_micro
  FROM line JOIN ledger_account a ON a.id = line.id JOIN ledger_balance b ON b.account_id = a.id
 ORDER BY line.place
"""


@dataclass(frozen=True, slots=True)
class Branch:
    """An account in the tree: what it has itself, and with all below it by currency (micro-units)."""

    account_id: int
    depth: int
    code: str
    name: str
    kind: str
    currency: str
    own_micro: int
    total_micro: dict[str, int]


def subtree_balance(
    account: Account | int, *, at: datetime | None = None, using: str = "default"
) -> dict[str, int]:
    """Balance by currency of an account and all below it, now or as of `at` (aware). Raises UnknownAccount."""
    if at is not None and at.tzinfo is None:
        raise ValueError("The moment needs a time zone.")
    root = account if isinstance(account, int) else account.pk
    sql = BELOW.format(balance=NOW if at is None else AS_OF)
    with connections[using].cursor() as cursor:
        cursor.execute(sql, {"root": root, "moment": at})
        found = dict(cursor.fetchall())
    if not found:
        raise UnknownAccount(f"There is no account {root} to be seen.")
    return found


def tree(owner: Any, *, using: str = "default") -> list[Branch]:
    """All accounts of a person (the house for None), each below its parent, siblings by code and currency."""
    owner_id = owner if owner is None or isinstance(owner, int) else owner.pk
    with connections[using].cursor() as cursor:
        cursor.execute(ALL, {"owner": owner_id})
        rows = cursor.fetchall()
    totals: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for _, _, ids, *_, currency, own in rows:
        for above in ids:
            totals[above][currency] += own
    return [
        Branch(pk, depth, code, name, kind, currency, own, dict(totals[pk]))
        for pk, depth, _, code, name, kind, currency, own in rows
    ]

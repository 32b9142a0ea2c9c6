"""What the house owes people against what it holds for them, currency by currency: never added up, never hidden.

Owed (the total value locked): wallets, what is held (open withdrawals among it), pools. Held: chain and bank, as the
journal has them, and beside it what chain and bank themselves said last. Surplus = assets less liabilities; below zero
it is a deficit. Everything in whole micro-units, read in one snapshot.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db import connections, transaction

from treasury.house import STAFF, TURNED
from treasury.models import DaySolvency
from treasury.models.solvency import Sums
from web.clock import now

POSITIONS = """
WITH sums AS (
    SELECT a.currency, split_part(a.code, ':', 1) AS sort, a.owner_id IS NULL AS is_house,
           sum(b.debit_micro - b.credit_micro)::bigint AS micro
      FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
     WHERE split_part(a.code, ':', 1) = ANY (ARRAY['wallet', 'held', 'pool', 'chain', 'bank'])
     GROUP BY 1, 2, 3
), stated AS (
    SELECT a.currency, sum(s.closing_micro)::bigint AS micro, min(s.last_at) AS at
      FROM (SELECT DISTINCT ON (account_id) account_id, closing_micro, last_at
              FROM treasury_statement ORDER BY account_id, last_at DESC, id DESC) s
      JOIN ledger_account a ON a.id = s.account_id GROUP BY 1
), under_way AS (
    SELECT currency, sum(amount_micro)::bigint AS micro FROM treasury_withdrawal
     WHERE state NOT IN ('confirmed', 'failed', 'refused', 'cancelled') GROUP BY 1
)
SELECT currency,
       coalesce(sum(micro) FILTER (WHERE sort = 'wallet' AND NOT is_house), 0)::bigint,
       coalesce(sum(micro) FILTER (WHERE sort = 'held' AND NOT is_house), 0)::bigint,
       coalesce((SELECT micro FROM under_way u WHERE u.currency = sums.currency), 0)::bigint,
       coalesce(sum(micro) FILTER (WHERE sort = 'pool'), 0)::bigint,
       coalesce(%(turned)s * sum(micro) FILTER (WHERE sort = 'chain' AND is_house), 0)::bigint,
       coalesce(%(turned)s * sum(micro) FILTER (WHERE sort = 'bank' AND is_house), 0)::bigint,
       (SELECT micro FROM stated s WHERE s.currency = sums.currency),
       (SELECT at FROM stated s WHERE s.currency = sums.currency)
  FROM sums GROUP BY currency ORDER BY currency
"""


@dataclass(frozen=True, slots=True)
class Position(Sums):
    """One currency. `withdrawals_micro` is part of `held_micro`; `stated_at`: the oldest of the last statements."""

    currency: str
    wallets_micro: int
    held_micro: int
    withdrawals_micro: int
    pools_micro: int
    chain_micro: int
    bank_micro: int
    stated_micro: int | None
    stated_at: datetime | None


def positions(*, using: str = STAFF) -> list[Position]:
    """Every currency in which the house owes or holds anything, in one snapshot of the journal."""
    with connections[using].cursor() as cursor:
        cursor.execute(POSITIONS, {"turned": TURNED})
        return [Position(*row) for row in cursor.fetchall()]


def as_json(found: list[Position]) -> dict[str, Any]:
    """Plain values, amounts in whole micro-units."""
    return {
        "at": now().isoformat(),
        "solvent": all(each.is_solvent for each in found),
        "currencies": [
            {
                "currency": each.currency,
                "tvl_micro": each.liabilities_micro,
                "wallets_micro": each.wallets_micro,
                "held_micro": each.held_micro,
                "open_withdrawals_micro": each.withdrawals_micro,
                "pools_micro": each.pools_micro,
                "assets_micro": each.assets_micro,
                "chain_micro": each.chain_micro,
                "bank_micro": each.bank_micro,
                "stated_micro": each.stated_micro,
                "stated_at": each.stated_at.isoformat() if each.stated_at else None,
                "surplus_micro": each.surplus_micro,
                "solvent": each.is_solvent,
            }
            for each in found
        ],
    }


def take_snapshot(*, day: date | None = None, using: str = STAFF) -> int:
    """Keep today's figures (UTC), over those kept earlier today; how many currencies."""
    moment = now()
    with transaction.atomic(using=using):
        rows = [
            DaySolvency(
                day=day or moment.astimezone(UTC).date(),
                currency=each.currency,
                wallets_micro=each.wallets_micro,
                held_micro=each.held_micro,
                withdrawals_micro=each.withdrawals_micro,
                pools_micro=each.pools_micro,
                chain_micro=each.chain_micro,
                bank_micro=each.bank_micro,
                stated_micro=each.stated_micro,
                taken_at=moment,
            )
            for each in positions(using=using)
        ]
        DaySolvency.objects.using(using).bulk_create(
            rows, update_conflicts=True, unique_fields=["day", "currency"], update_fields=KEPT
        )
    return len(rows)


KEPT = [
    "wallets_micro",
    "held_micro",
    "withdrawals_micro",
    "pools_micro",
    "chain_micro",
    "bank_micro",
    "stated_micro",
    "taken_at",
]

"""What rounds have earned, by month (UTC) and instrument: from the journal, beside what the rounds themselves say."""

from dataclasses import dataclass
from datetime import date

from django.db import connections

from rounds import house

STAFF = "staff"
BY_MONTH = """
WITH fees AS (SELECT id, currency FROM ledger_account WHERE owner_id IS NULL AND code = %(code)s)
SELECT date_trunc('month', r.ended_at AT TIME ZONE 'UTC')::date, i.slug, r.currency, count(*),
       count(*) FILTER (WHERE r.state = 'void'), sum(r.wager_count)::bigint,
       sum(r.up_micro::numeric + r.down_micro)::bigint, sum(r.fee_micro)::bigint, coalesce(sum(j.micro), 0)::bigint
  FROM rounds_round r JOIN markets_instrument i ON i.id = r.instrument_id
  LEFT JOIN LATERAL (
        SELECT sum(m.amount_micro) AS micro FROM ledger_movement m JOIN fees f ON f.id = m.debit_id
         WHERE m.credit_id IN (r.up_account_id, r.down_account_id)
       ) j ON true
 WHERE r.ended_at IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3
"""
BALANCES = """
SELECT a.currency, (b.debit_micro - b.credit_micro)::bigint
  FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
 WHERE a.owner_id IS NULL AND a.code = %s ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Month:
    """A month of one instrument in one currency; `fee_micro` by the journal, `said_micro` by the rounds."""

    first_on: date
    instrument: str
    currency: str
    rounds: int
    voids: int
    wagers: int
    wagered_micro: int
    said_micro: int
    fee_micro: int

    @property
    def agrees(self) -> bool:
        """Journal and rounds say the same."""
        return self.said_micro == self.fee_micro


def by_month() -> list[Month]:
    """All months in which a round ended, the newest first."""
    with connections[STAFF].cursor() as cursor:
        cursor.execute(BY_MONTH, {"code": house.FEES})
        return [Month(*row) for row in cursor.fetchall()]


def balances(*, using: str = STAFF) -> list[tuple[str, int]]:
    """What stands on the account of fees now, by currency, micro-units."""
    with connections[using].cursor() as cursor:
        cursor.execute(BALANCES, [house.FEES])
        return cursor.fetchall()

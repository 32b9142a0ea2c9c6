"""What lay with bookmakers at the end of many days, from the journal's sums by day: two questions for all of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from ledger.models import Account

# The days of the ledger are UTC's: whole ones come from its sums, the part of a day before a local midnight from the
# movements of that part alone.
WHOLE = """
SELECT width_bucket(day, %(days)s::date[]), sum(debit_micro - credit_micro)
  FROM ledger_daybalance WHERE account_id = ANY (%(accounts)s) AND day < %(last)s GROUP BY 1
"""
PARTS = """
WITH part AS (SELECT * FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[])
                WITH ORDINALITY AS part(starts, ends, position)),
moved AS (
    SELECT part.position, m.amount_micro AS micro FROM part
      JOIN ledger_movement m ON m.debit_id = ANY (%(accounts)s)
                            AND m.effective_at >= part.starts AND m.effective_at < part.ends
    UNION ALL
    SELECT part.position, -m.amount_micro FROM part
      JOIN ledger_movement m ON m.credit_id = ANY (%(accounts)s)
                            AND m.effective_at >= part.starts AND m.effective_at < part.ends)
SELECT position, sum(micro) FROM moved GROUP BY position
"""


def balances_after(
    user: Any, currency: str, days: Sequence[date], zone: ZoneInfo, *, bookmaker: str = ""
) -> list[int]:
    """What lay with the person's bookmakers in one currency at the end of each local day (ascending), micro-units.

    Call it inside acting_as(user).
    """
    codes = Account.objects.visible_to(user).coded("book").filter(currency=currency)
    if bookmaker:
        codes = codes.filter(code=f"book:{bookmaker}")
    accounts = list(codes.values_list("pk", flat=True))
    if not accounts or not days:
        return [0] * len(days)
    ends = [datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC) for day in days]
    starts = [end.replace(hour=0, minute=0, second=0, microsecond=0) for end in ends]
    asked: dict[str, Any] = {
        "accounts": accounts,
        "days": [start.date() for start in starts],
        "last": starts[-1].date(),
        "starts": starts,
        "ends": ends,
    }
    with connection.cursor() as cursor:
        cursor.execute(WHOLE, asked)
        buckets = {int(bucket): int(micro) for bucket, micro in cursor.fetchall()}
        cursor.execute(PARTS, asked)
        parts = {int(position): int(micro) for position, micro in cursor.fetchall()}
    whole = accumulate(buckets.get(place, 0) for place in range(len(days)))
    return [sum_before + parts.get(place + 1, 0) for place, sum_before in enumerate(whole)]

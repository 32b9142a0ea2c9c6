"""Movements of several accounts together, newest first, a page at a time.

Every account's index gives its newest rows beyond a place, from both sides; the newest of those are the page. So the
millionth movement is as near as the first, however many accounts there are.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connections

from ledger.models import Account, Movement
from ledger.statement import Position

NEWEST = """
SELECT DISTINCT near.effective_at, near.id
  FROM unnest(%(accounts)s::bigint[]) AS account(id)
 CROSS JOIN LATERAL (
    (SELECT m.effective_at, m.id FROM ledger_movement m
      WHERE m.debit_id = account.id {bound} ORDER BY m.effective_at DESC, m.id DESC LIMIT %(rows)s)
    UNION ALL
    (SELECT m.effective_at, m.id FROM ledger_movement m
      WHERE m.credit_id = account.id {bound} ORDER BY m.effective_at DESC, m.id DESC LIMIT %(rows)s)
 ) near
 ORDER BY near.effective_at DESC, near.id DESC LIMIT %(rows)s
"""
BOUND = "AND (m.effective_at, m.id) < (%(at)s, %(id)s)"


def history(
    accounts: Iterable[Account | int],
    *,
    before: Position | None = None,
    limit: int = 50,
    using: str = "default",
) -> list[Movement]:
    """Up to `limit` movements into or out of any of the accounts, before a position; each once. Two questions."""
    parameters: dict[str, Any] = {
        "accounts": [each if isinstance(each, int) else each.pk for each in accounts],
        "rows": limit,
        "at": before and before[0],
        "id": before and before[1],
    }
    with connections[using].cursor() as cursor:
        cursor.execute(NEWEST.format(bound=BOUND if before else ""), parameters)
        ids = [pk for _, pk in cursor.fetchall()]
    found = Movement.objects.using(using).in_bulk(ids)
    return [found[pk] for pk in ids]

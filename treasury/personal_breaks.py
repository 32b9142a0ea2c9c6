"""The differences of a person's bookmaker accounts in the list of breaks: what is missing and not yet recorded.

They follow from the proved spans and the person's adjustments, so whatever changes one of those calls this at its end:
the list is never behind.
"""

from typing import Any

from django.db import connections, transaction

from ledger.models import Account
from treasury.breaks import Wanted, keep
from treasury.models import PERSONAL, Break, BreakKind

MISSING = """
SELECT s.first_line_id, s.position, s.missing_micro - coalesce(a.amount_micro, 0)
  FROM treasury_provedspan s
  LEFT JOIN treasury_adjustment a ON a.account_id = s.account_id AND a.before_line_id = s.first_line_id
                                 AND a.reversed_at IS NULL
 WHERE s.account_id = %s AND s.missing_micro <> coalesce(a.amount_micro, 0)
 ORDER BY s.position
"""
CONCERNED = """
SELECT DISTINCT owner_id, account_id FROM treasury_provedspan WHERE missing_micro <> 0
 UNION SELECT DISTINCT owner_id, account_id FROM treasury_break
        WHERE owner_id IS NOT NULL AND status IN ('open', 'proposed')
 ORDER BY 1, 2
"""
TRY_ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('imports.owner', %s))"
GONE = "The rows that were missing came, or you recorded it."


def refresh(account_id: int, *, using: str = "default") -> tuple[int, int]:
    """Bring the breaks of one bookmaker account up to date; (opened, closed). Inside its owner's transaction."""
    with connections[using].cursor() as cursor:
        cursor.execute(MISSING, [account_id])
        rows = cursor.fetchall()
    pending = Break.objects.using(using).pending().filter(account=account_id, kind__in=PERSONAL)
    if not rows and not pending.exists():
        return 0, 0
    account = Account.objects.using(using).get(pk=account_id)
    wanted = {
        f"missing:{account_id}:{line}": Wanted(
            BreakKind.GAP if position else BreakKind.OPENING, int(micro), line_id=line
        )
        for line, position, micro in rows
    }
    gone = dict.fromkeys((each.key for each in pending), GONE)
    return keep(account, wanted, kinds=PERSONAL, using=using, gone=gone)


def refresh_all(*, using: str = "staff") -> tuple[int, int]:
    """The same for everybody; a person whose book is being changed right now is left to that change."""
    with connections[using].cursor() as cursor:
        cursor.execute(CONCERNED)
        concerned: list[Any] = cursor.fetchall()
    opened = closed = 0
    for owner_id, account_id in concerned:
        with transaction.atomic(using=using), connections[using].cursor() as cursor:
            cursor.execute(TRY_ALONE, [owner_id])
            if cursor.fetchone()[0]:
                more, fewer = refresh(account_id, using=using)
                opened, closed = opened + more, closed + fewer
    return opened, closed

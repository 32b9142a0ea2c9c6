"""After a change of lines: which stretches of the touched accounts are proved now (treasury/spans.py)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from treasury.models import ProvedSpan
from treasury.spans import refresh_spans

TOUCHED = "SELECT account_id, bool_and(is_new) FROM imp_touched_line GROUP BY account_id"


def prove_touched_accounts(
    owner_id: int, *, since: datetime | None = None, has_balance: bool, fresh: Iterable[int] = ()
) -> None:
    """Bring the spans of the accounts in imp_touched_line up to date, and those of `fresh` ones: all new.

    `since` is the earliest moment of the new lines; where known lines changed, everything is looked at again. Without
    balances in the file only accounts that have spans already can be concerned.
    """
    with connection.cursor() as cursor:
        cursor.execute(TOUCHED)
        touched = dict.fromkeys(fresh, True) | dict(cursor.fetchall())
    if touched and not has_balance:
        known = ProvedSpan.objects.filter(account__in=list(touched)).values_list("account", flat=True)
        touched = {account_id: touched[account_id] for account_id in set(known)}
    for account_id, are_new in touched.items():
        refresh_spans(owner_id, [account_id], since=since if are_new else None)

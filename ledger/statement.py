"""An account's statement: its movements newest first, each with the balance after it.

One page is read by the account's index from a position on; the running balance is the balance after the page's newest
entry (as of its moment, without the later entries of that moment) less what came after each row on the page. One
statement, so that a posting in between cannot make the figures disagree.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connections

from ledger.models import Account

# A place in a statement: (effective_at, movement id).
Position = tuple[datetime, int]

LARGEST_ID = 2**63 - 1


def position_text(position: Position) -> str:
    """A position as an address can hold it: "2026-03-01T09:00:00Z_7"."""
    moment = position[0].astimezone(UTC).isoformat().replace("+00:00", "Z")
    return f"{moment}_{position[1]}"


def read_position(text: str) -> Position | None:
    """The position a text says; None when it says none."""
    moment, _, pk = text.partition("_")
    try:
        at, number = datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None
    return (at, number) if at.tzinfo and 0 <= number <= LARGEST_ID else None


PAGE = """
WITH page AS MATERIALIZED (
    (SELECT {columns}, amount_micro AS change_micro, credit_id AS other_id
       FROM ledger_movement WHERE debit_id = %(account)s {bounds} ORDER BY {order} LIMIT %(rows)s)
    UNION ALL
    (SELECT {columns}, -amount_micro, debit_id
       FROM ledger_movement WHERE credit_id = %(account)s {bounds} ORDER BY {order} LIMIT %(rows)s)
    ORDER BY {order} LIMIT %(rows)s
), newest AS MATERIALIZED (
    SELECT effective_at, id FROM page ORDER BY effective_at DESC, id DESC LIMIT 1
), closing AS MATERIALIZED (
    SELECT ledger_balance_asof(%(account)s, newest.effective_at)
         - coalesce((SELECT sum(m.amount_micro) FROM ledger_movement m WHERE m.debit_id = %(account)s
                        AND m.effective_at = newest.effective_at AND m.id > newest.id), 0)
         + coalesce((SELECT sum(m.amount_micro) FROM ledger_movement m WHERE m.credit_id = %(account)s
                        AND m.effective_at = newest.effective_at AND m.id > newest.id), 0) AS micro
      FROM newest
)
SELECT page.id, page.effective_at, page.posted_at, page.kind, page.key, page.currency, page.reverses_id,
       page.other_id, coalesce(other.code, ''), page.change_micro,
       (closing.micro - coalesce(sum(page.change_micro) OVER (ORDER BY page.effective_at DESC, page.id DESC
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::bigint
  FROM page CROSS JOIN closing LEFT JOIN ledger_account other ON other.id = page.other_id
 ORDER BY page.effective_at DESC, page.id DESC
"""
COLUMNS = "id, effective_at, posted_at, kind, key, currency, reverses_id"
NEWEST_FIRST = "effective_at DESC, id DESC"
OLDEST_FIRST = "effective_at, id"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A movement as one account sees it. `other_code` is empty when the other account is the house's."""

    id: int
    effective_at: datetime
    posted_at: datetime
    kind: str
    key: str
    currency: str
    reverses_id: int | None
    other_id: int
    other_code: str
    change_micro: int
    balance_micro: int

    @property
    def position(self) -> Position:
        """Where the row stands, for the next page's `before` or `after`."""
        return (self.effective_at, self.id)

    @property
    def debit_micro(self) -> int:
        """What came in, or zero."""
        return max(self.change_micro, 0)

    @property
    def credit_micro(self) -> int:
        """What went out, or zero."""
        return max(-self.change_micro, 0)


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Rows newest first, and whether there are newer or older ones."""

    rows: Sequence[StatementRow]
    has_newer: bool
    has_older: bool


def statement(
    account: Account | int,
    *,
    before: Position | None = None,
    after: Position | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
    using: str = "default",
) -> StatementPage:
    """A page of an account: the newest rows, those older than `before`, or those just newer than `after`.

    `since` (inclusive) and `until` (exclusive), aware, narrow it to a period; balances stay those of the whole account.
    Raises ValueError when both positions are given.
    """
    if before is not None and after is not None:
        raise ValueError("Give `before` or `after`, not both.")
    parameters: dict[str, Any] = {
        "account": account if isinstance(account, int) else account.pk,
        "rows": limit + 1,
        "since": since,
        "until": until,
    }
    sql = PAGE.format(columns=COLUMNS, bounds=_bounds(before, after, since, until), order=_order(after))
    if position := before or after:
        parameters["at"], parameters["id"] = position
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        rows = [StatementRow(*row) for row in cursor.fetchall()]
    more = len(rows) > limit
    if after is not None:
        return StatementPage(rows[1:] if more else rows, has_newer=more, has_older=bool(rows))
    return StatementPage(rows[:limit], has_newer=before is not None, has_older=more)


def _order(after: Position | None) -> str:
    return NEWEST_FIRST if after is None else OLDEST_FIRST


def _bounds(
    before: Position | None, after: Position | None, since: datetime | None, until: datetime | None
) -> str:
    """The conditions asked for, written out so that each can use the index."""
    asked = {
        "AND (effective_at, id) < (%(at)s, %(id)s)": before,
        "AND (effective_at, id) > (%(at)s, %(id)s)": after,
        "AND effective_at >= %(since)s": since,
        "AND effective_at < %(until)s": until,
    }
    return " ".join(condition for condition, value in asked.items() if value is not None)

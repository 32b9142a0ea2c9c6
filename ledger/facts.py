"""Bring the journal to say what is true now: post what is missing, reverse what is no longer so.

A **fact** has a base name such as `line:17:cash`; its movements carry the keys `line:17:cash:r1`, `...:r2`: every
change of mind is a revision, and nothing written is ever touched. A fact is *active* while its movement is not
reversed. Callers say what should be active within some scopes (prefixes of base names), and one INSERT makes it so.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ledger.refusals import refusals

FIELDS = ("debit_id", "credit_id", "amount_micro", "currency", "kind", "effective_at")
WORDS = {
    "columns": ", ".join(FIELDS),
    "of_m": ", ".join(f"m.{field}" for field in FIELDS),
    "of_d": ", ".join(f"d.{field}" for field in FIELDS),
    "same": " AND ".join(f"t.{field} = d.{field}" for field in FIELDS),
}

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('ledger.facts', coalesce(betsite_uid(), 0)))"
ANY_KNOWN = "SELECT EXISTS (SELECT 1 FROM {scopes} WHERE is_new IS NOT TRUE)"

# Nothing was posted in any scope before: no need to look.
FIRST = """
INSERT INTO ledger_movement ({columns}, key, posted_at)
SELECT {columns}, base || ':r1', (SELECT betsite_now()) FROM {desired}
"""

# What was posted in the scopes, with base and revision taken from the key; staged, so that the next statement is
# planned knowing how much it is. OFFSET 0 keeps the scan of the key's index inside the loop over scopes: left to
# choose, the planner compares every scope with every movement. Scopes may lie within each other: rows may come twice.
MAKE_TOLD = """
CREATE TEMP TABLE IF NOT EXISTS ledger_facts_told (id bigint, base text, revision int, undone boolean,
    debit_id bigint, credit_id bigint, amount_micro bigint, currency text, kind text, effective_at timestamptz)
    ON COMMIT DELETE ROWS;
TRUNCATE pg_temp.ledger_facts_told
"""
TOLD = """
INSERT INTO pg_temp.ledger_facts_told
SELECT m.id, left(m.stem, -2), substr(m.key, length(m.stem) + 1)::int,
       EXISTS (SELECT 1 FROM ledger_movement r WHERE r.reverses_id = m.id), {of_m}
  FROM {scopes} s
 CROSS JOIN LATERAL (
       SELECT id, {columns}, key, rtrim(key, '0123456789') AS stem FROM ledger_movement
        WHERE key >= s.prefix COLLATE "C" AND key < (s.prefix || chr(1114111)) COLLATE "C"
          AND reverses_id IS NULL OFFSET 0) m
 WHERE s.is_new IS NOT TRUE
   AND right(m.stem, 2) = ':r' AND length(m.key) > length(m.stem) AND starts_with(left(m.stem, -2), s.prefix)
"""
ANALYZE = "ANALYZE {desired}, {scopes}, pg_temp.ledger_facts_told"
CHANGED = """
WITH stale AS MATERIALIZED (
    SELECT DISTINCT ON (t.id) t.* FROM pg_temp.ledger_facts_told t LEFT JOIN {desired} d ON d.base = t.base AND {same}
     WHERE NOT t.undone AND d.base IS NULL
), fresh AS MATERIALIZED (
    SELECT {of_d}, d.base, coalesce(l.revision, 0) + 1 AS revision
      FROM {desired} d
      LEFT JOIN (SELECT base, max(revision) AS revision FROM pg_temp.ledger_facts_told GROUP BY base) l
             ON l.base = d.base
      LEFT JOIN pg_temp.ledger_facts_told t ON t.base = d.base AND NOT t.undone AND {same}
     WHERE t.id IS NULL
), written AS (
    INSERT INTO ledger_movement ({columns}, key, reverses_id, posted_at)
    SELECT credit_id, debit_id, amount_micro, currency, kind, coalesce(%(at)s::timestamptz, effective_at),
           'reverse:' || id, id, (SELECT betsite_now()) FROM stale
    UNION ALL
    SELECT {columns}, base || ':r' || revision, NULL, (SELECT betsite_now()) FROM fresh
)
SELECT (SELECT count(*) FROM fresh), (SELECT count(*) FROM stale)
"""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How many movements were posted, and how many of them reverse an earlier one besides."""

    posted: int
    reversed: int


def sync_facts(
    *, desired: str, scopes: str, at: datetime | None = None, using: str = "default"
) -> SyncReport:
    """Make the active facts within `scopes` exactly those in `desired`, with one INSERT.

    Both name TEMP tables of this transaction: desired (base, debit_id, credit_id, amount_micro, currency, kind,
    effective_at) and scopes (prefix, is_new: never posted in, so need not be read). Every desired base lies in a scope.
    A reversal is effective when the original was, or at `at`. Raises FactsConflict for a base given twice or a wrong
    is_new, or another LedgerError.
    """
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "sync_facts() needs the transaction that holds its tables."
        )
    words = {"desired": _temp(connection, desired), "scopes": _temp(connection, scopes)} | WORDS
    with connection.cursor() as cursor, refusals():
        # One sync of a person's facts at a time: two would otherwise choose the same revision.
        cursor.execute(LOCK)
        cursor.execute(ANY_KNOWN.format(**words))
        if not cursor.fetchone()[0]:
            cursor.execute(FIRST.format(**words))
            return SyncReport(posted=cursor.rowcount, reversed=0)
        cursor.execute(MAKE_TOLD)
        cursor.execute(TOLD.format(**words))
        cursor.execute(ANALYZE.format(**words))
        cursor.execute(CHANGED.format(**words), {"at": at})
        posted, reversed_ = cursor.fetchone()
        return SyncReport(posted=posted, reversed=reversed_)


def _temp(connection: BaseDatabaseWrapper, table: str) -> str:
    """The name of a temporary table, quoted."""
    return f"pg_temp.{connection.ops.quote_name(table)}"

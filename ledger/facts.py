"""Bring the journal to say what is true now: post what is missing, reverse what is no longer so.

A **fact** has a base name such as `line:17:cash`; its movements carry the keys `line:17:cash:r1`, `...:r2`: every
change of mind is a revision, and nothing written is ever touched. A fact is *active* while its movement is not
reversed. Callers say what should be active within some scopes (prefixes of base names), and one INSERT makes it so.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections, transaction

from ledger.refusals import refusals

FIELDS = ("debit_id", "credit_id", "amount_micro", "currency", "kind", "effective_at")
COLUMNS = ", ".join(FIELDS)

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('ledger.facts', coalesce(betsite_uid(), 0)))"
ANY_KNOWN = "SELECT EXISTS (SELECT 1 FROM {scopes} WHERE is_new IS NOT TRUE)"

# Nothing was posted in any scope before: no need to look.
FIRST = """
INSERT INTO ledger_movement ({columns}, key, posted_at)
SELECT {columns}, base || ':r1', (SELECT betsite_now()) FROM {desired}
"""

# told: every posting of a fact in the scopes, with its base and revision taken from the key.
CHANGED = """
WITH told AS MATERIALIZED (
    SELECT DISTINCT ON (m.id) m.id, {of_m}, left(k.stem, -2) AS base,
           substr(m.key, length(k.stem) + 1)::int AS revision, r.id IS NOT NULL AS undone
      FROM {scopes} s
      JOIN ledger_movement m ON m.key >= s.prefix COLLATE "C" AND m.key < (s.prefix || chr(1114111)) COLLATE "C"
     CROSS JOIN LATERAL (SELECT rtrim(m.key, '0123456789') AS stem) k
      LEFT JOIN ledger_movement r ON r.reverses_id = m.id
     WHERE s.is_new IS NOT TRUE AND m.reverses_id IS NULL
       AND right(k.stem, 2) = ':r' AND length(m.key) > length(k.stem) AND starts_with(left(k.stem, -2), s.prefix)
), stale AS MATERIALIZED (
    SELECT t.* FROM told t LEFT JOIN {desired} d ON d.base = t.base COLLATE "C" AND {same}
     WHERE NOT t.undone AND d.base IS NULL
), fresh AS MATERIALIZED (
    SELECT {of_d}, d.base, coalesce(l.revision, 0) + 1 AS revision
      FROM {desired} d
      LEFT JOIN (SELECT base, max(revision) AS revision FROM told GROUP BY base) l ON l.base = d.base COLLATE "C"
      LEFT JOIN told t ON t.base = d.base COLLATE "C" AND NOT t.undone AND {same}
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
    quote = connection.ops.quote_name
    names = {"desired": f"pg_temp.{quote(desired)}", "scopes": f"pg_temp.{quote(scopes)}"}
    with connection.cursor() as cursor, refusals():
        # One sync of a person's facts at a time: two would otherwise choose the same revision.
        cursor.execute(LOCK)
        cursor.execute(ANY_KNOWN.format(**names))
        if not cursor.fetchone()[0]:
            cursor.execute(FIRST.format(columns=COLUMNS, **names))
            return SyncReport(posted=cursor.rowcount, reversed=0)
        cursor.execute(f"ANALYZE {names['desired']}, {names['scopes']}")
        cursor.execute(_changed_sql(names), {"at": at})
        posted, reversed_ = cursor.fetchone()
        return SyncReport(posted=posted, reversed=reversed_)


def _changed_sql(names: dict[str, str]) -> str:
    return CHANGED.format(
        columns=COLUMNS,
        of_m=", ".join(f"m.{field}" for field in FIELDS),
        of_d=", ".join(f"d.{field}" for field in FIELDS),
        same=" AND ".join(f"t.{field} = d.{field}" for field in FIELDS),
        **names,
    )

"""Prove that the ledger is what it says: every kept figure equals the sum of the entries behind it, and no sealed row
differs from what was sealed (ledger.chain).

Runs under the staff role, which sees everybody's rows, in one snapshot. The database refuses all of these things when
they are written (ledger/sql); this looks whether somebody went around it.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import connections, transaction

from ledger import assertions, chain
from ledger.chain.verifying import KnownHead
from ledger.models import Verification
from web import clock

ENTRIES = """
entries AS (
    SELECT debit_id AS account_id, currency, effective_at, amount_micro AS debit, 0::bigint AS credit
      FROM ledger_movement
    UNION ALL
    SELECT credit_id, currency, effective_at, 0, amount_micro FROM ledger_movement
)
"""

# name -> (what it promises, SQL giving the first bad row's description and how many there are)
CHECKS: dict[str, tuple[str, str]] = {
    "balances": (
        "Every balance equals the sum of its account's entries.",
        f"""WITH {ENTRIES}, sums AS (
            SELECT account_id, sum(debit) AS debit, sum(credit) AS credit, count(*) AS entries
              FROM entries GROUP BY account_id)
        SELECT 'account ' || coalesce(b.account_id, s.account_id) || ': kept '
               || coalesce(b.debit_micro || ' - ' || b.credit_micro || ' in ' || b.entries || ' entries', 'nothing')
               || ', entries ' || coalesce(s.debit, 0) || ' - ' || coalesce(s.credit, 0) || ' in '
               || coalesce(s.entries, 0), count(*) OVER ()
          FROM ledger_balance b FULL JOIN sums s ON s.account_id = b.account_id
         WHERE (b.debit_micro, b.credit_micro, b.entries)
               IS DISTINCT FROM (coalesce(s.debit, 0), coalesce(s.credit, 0), coalesce(s.entries, 0))
         ORDER BY coalesce(b.account_id, s.account_id) LIMIT 1""",  # noqa: S608  constants of this module
    ),
    "day_balances": (
        "Every day's figures equal the sum of that day's entries (UTC).",
        f"""WITH {ENTRIES}, sums AS (
            SELECT account_id, (effective_at AT TIME ZONE 'UTC')::date AS day, sum(debit) AS debit,
                   sum(credit) AS credit, count(*) AS entries FROM entries GROUP BY 1, 2)
        SELECT 'account ' || coalesce(d.account_id, s.account_id) || ' on ' || coalesce(d.day, s.day) || ': kept '
               || coalesce(d.debit_micro || ' - ' || d.credit_micro || ' in ' || d.entries || ' entries', 'nothing')
               || ', entries ' || coalesce(s.debit, 0) || ' - ' || coalesce(s.credit, 0) || ' in '
               || coalesce(s.entries, 0), count(*) OVER ()
          FROM ledger_daybalance d FULL JOIN sums s ON s.account_id = d.account_id AND s.day = d.day
         WHERE (d.debit_micro, d.credit_micro, d.entries)
               IS DISTINCT FROM (coalesce(s.debit, 0), coalesce(s.credit, 0), coalesce(s.entries, 0))
         ORDER BY coalesce(d.account_id, s.account_id), coalesce(d.day, s.day) LIMIT 1""",  # noqa: S608  as above
    ),
    "parts": (
        "Every crowded day has its parts, and every part's figures equal the sum of its entries.",
        f"""WITH {ENTRIES}, tops AS (
            SELECT account_id, day::timestamp AT TIME ZONE 'UTC' AS starts_at, interval '1 day' AS length,
                   1 AS level
              FROM ledger_daybalance WHERE entries > ledger_crowd()
            UNION ALL
            SELECT account_id, starts_at, ledger_stride(level), level + 1
              FROM ledger_partbalance WHERE entries > ledger_crowd() AND level < 4
        ), sums AS (
            SELECT t.account_id, t.level, ledger_part_start(t.level, e.effective_at) AS starts_at,
                   sum(e.debit) AS debit, sum(e.credit) AS credit, count(*) AS entries
              FROM tops t JOIN entries e ON e.account_id = t.account_id AND e.effective_at >= t.starts_at
                                        AND e.effective_at < t.starts_at + t.length
             GROUP BY 1, 2, 3)
        SELECT 'account ' || coalesce(p.account_id, s.account_id) || ' from '
               || coalesce(p.starts_at, s.starts_at) || ': kept '
               || coalesce(p.debit_micro || ' - ' || p.credit_micro || ' in ' || p.entries || ' entries', 'nothing')
               || ', entries ' || coalesce(s.debit, 0) || ' - ' || coalesce(s.credit, 0) || ' in '
               || coalesce(s.entries, 0), count(*) OVER ()
          FROM ledger_partbalance p
          FULL JOIN sums s ON s.account_id = p.account_id AND s.level = p.level AND s.starts_at = p.starts_at
         WHERE (p.debit_micro, p.credit_micro, p.entries)
               IS DISTINCT FROM (coalesce(s.debit, 0), coalesce(s.credit, 0), coalesce(s.entries, 0))
         ORDER BY coalesce(p.account_id, s.account_id), coalesce(p.level, s.level), coalesce(p.starts_at, s.starts_at)
         LIMIT 1""",  # noqa: S608  as above
    ),
    "zero_sum": (
        "The balances of each currency sum to zero.",
        """SELECT a.currency || ': the balances sum to ' || sum(b.debit_micro - b.credit_micro), count(*) OVER ()
          FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
         GROUP BY a.currency HAVING sum(b.debit_micro - b.credit_micro) <> 0 ORDER BY a.currency LIMIT 1""",
    ),
    "accounts": (
        "Every movement's accounts exist and are of its currency.",
        """SELECT 'movement ' || m.id || ' (' || m.key || ') in ' || m.currency || ': debits account ' || m.debit_id
               || ' in ' || coalesce(d.currency, 'no currency, it does not exist') || ', credits account '
               || m.credit_id || ' in ' || coalesce(c.currency, 'no currency, it does not exist'), count(*) OVER ()
          FROM ledger_movement m
          LEFT JOIN ledger_account d ON d.id = m.debit_id LEFT JOIN ledger_account c ON c.id = m.credit_id
         WHERE d.currency IS DISTINCT FROM m.currency OR c.currency IS DISTINCT FROM m.currency
         ORDER BY m.id LIMIT 1""",
    ),
    "floors": (
        "No account is below its floor.",
        """SELECT 'account ' || a.id || ' (' || a.code || '): has ' || (b.debit_micro - b.credit_micro)
               || ', its floor is ' || a.floor_micro, count(*) OVER ()
          FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
         WHERE b.debit_micro - b.credit_micro < a.floor_micro ORDER BY a.id LIMIT 1""",
    ),
    "reversals": (
        "Every reversal mirrors the movement it names.",
        """SELECT 'movement ' || r.id || ' (' || r.key || ') does not mirror movement ' || r.reverses_id,
               count(*) OVER ()
          FROM ledger_movement r LEFT JOIN ledger_movement o ON o.id = r.reverses_id
         WHERE r.reverses_id IS NOT NULL
           AND (o.reverses_id IS NOT NULL OR (o.debit_id, o.credit_id, o.amount_micro, o.currency)
                IS DISTINCT FROM (r.credit_id, r.debit_id, r.amount_micro, r.currency))
         ORDER BY r.id LIMIT 1""",
    ),
    "holds": (
        "Every hold is what its steps left of it, and held accounts have what their holds have left.",
        """WITH steps AS (
            SELECT m.hold_id, sum(m.amount_micro) AS taken,
                   coalesce(sum(m.amount_micro) FILTER (WHERE m.debit_id <> h.account_id), 0) AS posted
              FROM ledger_movement m JOIN ledger_hold h ON h.movement_id = m.hold_id GROUP BY m.hold_id
        ), wrong AS (
            SELECT 'hold ' || coalesce(h.movement_id, m.id) || ': kept ' || coalesce(h.left_micro || ' left and '
                   || h.posted_micro || ' posted of ' || h.amount_micro || ', ' || h.state, 'nothing') || ', movements '
                   || coalesce(m.amount_micro - coalesce(s.taken, 0) || ' and ' || coalesce(s.posted, 0) || ' of '
                   || m.amount_micro, 'none') AS said, coalesce(h.movement_id, m.id) AS id
              FROM ledger_hold h
              FULL JOIN (SELECT m.* FROM ledger_movement m JOIN ledger_account a ON a.id = m.debit_id
                          WHERE ledger_holds(a.code)) m ON m.id = h.movement_id
              LEFT JOIN steps s ON s.hold_id = h.movement_id
             WHERE (h.account_id, h.held_id, h.currency, h.amount_micro, h.left_micro, h.posted_micro, h.expires_at)
                   IS DISTINCT FROM (m.credit_id, m.debit_id, m.currency, m.amount_micro,
                                     m.amount_micro - coalesce(s.taken, 0), coalesce(s.posted, 0), m.expires_at)
            UNION ALL
            SELECT 'account ' || a.id || ' (held): has ' || (b.debit_micro - b.credit_micro) || ', its holds have '
                   || coalesce(sum(h.left_micro), 0) || ' left', a.id
              FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id
              LEFT JOIN ledger_hold h ON h.held_id = a.id AND h.state = 'pending'
             WHERE ledger_holds(a.code) GROUP BY a.id, b.account_id
            HAVING b.debit_micro - b.credit_micro <> coalesce(sum(h.left_micro), 0)
        )
        SELECT said, count(*) OVER () FROM wrong ORDER BY id LIMIT 1""",
    ),
    "assertions": (
        "Every account has at each moment what it was stated to have.",
        f"""SELECT 'account ' || account_id || ' at ' || effective_at || ': stated ' || balance_micro || ', has '
               || found_micro, count(*) OVER ()
          FROM ({assertions.BROKEN}) AS broken LIMIT 1""",  # noqa: S608  as above
    ),
    "headers": (
        "Every transaction header has movements, and every movement's header exists.",
        """SELECT coalesce('transaction ' || t.id || ' (' || t.key || ') has no movement',
                        'movement ' || m.id || ' (' || m.key || ') names transaction ' || m.transaction_id
                        || ', which does not exist'), count(*) OVER ()
          FROM ledger_transaction t
          FULL JOIN (SELECT min(id) AS id, min(key) AS key, transaction_id FROM ledger_movement
                      WHERE transaction_id IS NOT NULL GROUP BY transaction_id) m ON m.transaction_id = t.id
         WHERE t.id IS NULL OR m.transaction_id IS NULL ORDER BY coalesce(t.id, m.transaction_id) LIMIT 1""",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A promise that does not hold: how many rows break it, and the first of them."""

    check: str
    promise: str
    rows: int
    first: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and what was found; the chain's last block, and how many rows are not sealed yet."""

    accounts: int
    movements: int
    problems: tuple[Problem, ...]
    chain: chain.ChainReport

    @property
    def is_sound(self) -> bool:
        """Nothing was found wrong."""
        return not self.problems


def promises() -> dict[str, str]:
    """Everything that is checked, by name: the kept figures first, then the chain."""
    return {check: promise for check, (promise, _) in CHECKS.items()} | chain.PROMISES


def verify(*, using: str = "staff", known: Iterable[KnownHead] = ()) -> Report:
    """Check the whole ledger in one snapshot: its kept figures, and every sealed row against the chain.

    `known` are heads of the chain from outside, which it must go on from; the last sound verification's is added.
    Raises PermissionError when the role of `using` is under row-level security: what it cannot see it cannot vouch for.
    """
    snapshot = not connections[using].in_atomic_block
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        if snapshot:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT row_security_active('ledger_movement')")
        if cursor.fetchone()[0]:
            raise PermissionError(
                f"The role behind {using!r} sees only some rows; the ledger was not verified."
            )
        cursor.execute("SELECT (SELECT count(*) FROM ledger_account), (SELECT count(*) FROM ledger_movement)")
        accounts, movements = cursor.fetchone()
        follow = partial(chain.verify, using=using, known=[*known, *_last_sound(using)])
        with _beside(follow, using) if snapshot else nullcontext(follow) as sealed_of:
            problems = list(_kept_figures(cursor))
            sealed = sealed_of()
    problems += [
        Problem(finding.check, chain.PROMISES[finding.check], finding.rows, finding.first)
        for finding in sealed.findings
    ]
    return Report(accounts=accounts, movements=movements, problems=tuple(problems), chain=sealed)


def _kept_figures(cursor: Any) -> Iterator[Problem]:
    for check, (promise, sql) in CHECKS.items():
        cursor.execute(sql)
        if found := cursor.fetchone():
            yield Problem(check=check, promise=promise, rows=found[1], first=found[0])


@contextmanager
def _beside(follow: Callable[[], chain.ChainReport], using: str) -> Iterator[Callable[[], chain.ChainReport]]:
    """Follow the chain in a thread with a connection of its own, in the same snapshot: the database has two cores."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()

    def work() -> chain.ChainReport:
        try:
            with transaction.atomic(using=using), connections[using].cursor() as beside:
                beside.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                beside.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
                return follow()
        finally:
            connections[using].close()

    with ThreadPoolExecutor(max_workers=1) as thread:
        yield thread.submit(work).result


def run(*, by: Any = None, using: str = "staff", known: Iterable[KnownHead] = ()) -> Report:
    """verify(), and keep the outcome for the admin's page. `by` is the person who asked for it, if any."""
    at, began = clock.now(), time.monotonic()
    report = verify(using=using, known=known)
    Verification.objects.using(using).create(
        verified_at=at,
        took_ms=round((time.monotonic() - began) * 1000),
        by_id=getattr(by, "pk", by),
        is_sound=report.is_sound,
        movements=report.movements,
        sealed=report.chain.sequence,
        unsealed=report.chain.unsealed.total,
        head_number=report.chain.number,
        head_hash=report.chain.hash,
        problems=[asdict(problem) for problem in report.problems],
    )
    return report


def _last_sound(using: str) -> list[KnownHead]:
    """The head that the last sound verification saw: a chain that does not have it any more was cut or rewritten."""
    last = Verification.objects.using(using).filter(is_sound=True).order_by("-id").first()
    if last is None:
        return []
    source = f"the verification of {last.verified_at:%Y-%m-%d %H:%M} UTC"
    return [KnownHead(last.head_number, last.sealed, bytes(last.head_hash), source)]

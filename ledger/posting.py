"""Write movements: each exactly once, whatever is repeated.

The key names the business fact. Posting the same again is answered "exists"; the same key with another content raises
IdempotencyConflict and writes nothing. The database checks everything else (ledger/sql/movement.sql) and its refusals
arrive as ledger.errors. One business event is one statement, the last write of its transaction.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from ledger.errors import IdempotencyConflict, NotReversible
from ledger.models import Movement, Transaction
from ledger.refusals import refusals, retrying
from web import prepared

POST = """
INSERT INTO ledger_movement (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, reverses_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING id
"""
# The same for the acting user of the application (ledger/sql/kept.sql).
POST_OWN = "SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s, %s)"
POST_EVENT = """
WITH header AS (
    INSERT INTO ledger_transaction (owner_id, kind, key, effective_at)
    VALUES (betsite_uid(), %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING id
), written AS (
    INSERT INTO ledger_movement
           (transaction_id, debit_id, credit_id, amount_micro, currency, kind, key, effective_at)
    SELECT header.id, m.* FROM header, unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::text[],
           %s::text[], %s::timestamptz[]) AS m
)
SELECT id FROM header
"""
MAKE_STAGE = """
CREATE TEMP TABLE IF NOT EXISTS ledger_posting_stage (debit_id bigint, credit_id bigint, amount_micro bigint,
    currency text, kind text, key text, effective_at timestamptz) ON COMMIT DELETE ROWS;
TRUNCATE pg_temp.ledger_posting_stage
"""
COPY_STAGE = """
COPY pg_temp.ledger_posting_stage (debit_id, credit_id, amount_micro, currency, kind, key, effective_at) FROM STDIN
"""
POST_STAGE = """
INSERT INTO ledger_movement
       (debit_id, credit_id, amount_micro, currency, kind, key, effective_at, posted_at)
SELECT debit_id, credit_id, amount_micro, currency, kind, key, effective_at, (SELECT betsite_now())
  FROM pg_temp.ledger_posting_stage ON CONFLICT (key) DO NOTHING
"""
DIFFERING = """
SELECT s.key, CASE WHEN m.id IS NULL THEN 'owner' WHEN m.debit_id <> s.debit_id THEN 'debit_id'
                   WHEN m.credit_id <> s.credit_id THEN 'credit_id'
                   WHEN m.amount_micro <> s.amount_micro THEN 'amount_micro'
                   WHEN m.currency <> s.currency THEN 'currency' WHEN m.kind <> s.kind THEN 'kind'
                   ELSE 'effective_at' END
  FROM pg_temp.ledger_posting_stage s LEFT JOIN ledger_movement m ON m.key = s.key COLLATE "C"
 WHERE m.id IS NULL OR (m.debit_id, m.credit_id, m.amount_micro, m.currency, m.kind, m.effective_at)
       IS DISTINCT FROM (s.debit_id, s.credit_id, s.amount_micro, s.currency, s.kind, s.effective_at) LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """A movement to write: `amount_micro` (micro-units) out of `credit_id` into `debit_id`, at an aware moment."""

    debit_id: int
    credit_id: int
    amount_micro: int
    currency: str
    kind: str
    key: str
    effective_at: datetime

    @property
    def row(self) -> tuple[int, int, int, str, str, str, datetime]:
        """The values in the order of the columns in the statements above."""
        return (
            self.debit_id,
            self.credit_id,
            self.amount_micro,
            self.currency,
            self.kind,
            self.key,
            self.effective_at,
        )


@dataclass(frozen=True, slots=True)
class Posted:
    """The movement's (or header's) id, and whether this call wrote it or found it."""

    id: int
    created: bool


@dataclass(frozen=True, slots=True)
class PostedMany:
    """How many were written, and how many had been written before."""

    created: int
    existing: int


def post(posting: Posting, *, using: str = "default") -> Posted:
    """Write one movement. Raises IdempotencyConflict, or another LedgerError when the database refuses it."""
    return retrying(partial(_post, posting, None, using), using=using)


def reverse(
    movement: Movement | int, *, effective_at: datetime | None = None, using: str = "default"
) -> Posted:
    """Write the mirror of a movement, which happens once: a second call finds the first one's.

    Effective at the original's own moment unless told otherwise. Raises NotReversible for a reversal.
    """
    if isinstance(movement, int):
        movement = Movement.objects.using(using).get(pk=movement)
    if movement.reverses_id is not None:
        raise NotReversible(f"{movement.key} is itself a reversal; post the fact again instead.")
    mirror = Posting(
        debit_id=movement.credit_id,
        credit_id=movement.debit_id,
        amount_micro=movement.amount_micro,
        currency=movement.currency,
        kind=movement.kind,
        key=f"reverse:{movement.pk}",
        effective_at=effective_at or movement.effective_at,
    )
    return retrying(partial(_post, mirror, movement.pk, using), using=using)


def post_event(
    *,
    kind: str,
    key: str,
    effective_at: datetime,
    postings: Sequence[Posting],
    using: str = "default",
) -> Posted:
    """Write an event of several movements with its header, all in one statement: everything or nothing.

    The acting user may see the header; without one (staff) it is the house's. Raises IdempotencyConflict when the
    event was written with other content, naming what differs.
    """
    if not postings:
        raise ValueError("An event has at least one movement.")
    return retrying(partial(_post_event, (kind, key, effective_at), list(postings), using), using=using)


def post_many(postings: Iterable[Posting], *, using: str = "default") -> PostedMany:
    """Write any number of movements as one statement: COPY to a staging table, then one INSERT.

    All or nothing: raises IdempotencyConflict for the first whose key was written (or is given twice) with other
    content, or another LedgerError when the database refuses one.
    """
    rows = [posting.row for posting in postings]
    return retrying(partial(_in_savepoint, partial(_post_many, rows, using), using), using=using)


def lock_accounts(*account_ids: int, using: str = "default") -> None:
    """Hold the accounts' balances until the transaction ends, before the first of several inserts in it.

    Everybody locks in the order of ids, so whoever calls this first cannot deadlock with another.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT ledger_lock_accounts(%s)", [list(account_ids)])


def _post(posting: Posting, reverses_id: int | None, using: str) -> Posted:
    with refusals():
        statement = POST_OWN if using == DEFAULT_DB_ALIAS else POST
        written = prepared.fetch_one(statement, [*posting.row, reverses_id], using=using)
    if written and written[0] is not None:
        return Posted(int(written[0]), created=True)
    return Posted(
        _same(posting, Movement.objects.using(using).filter(key=posting.key).first()), created=False
    )


def _same(posting: Posting, found: Movement | None) -> int:
    """The id of the movement already written, which must say the same."""
    if found is None:  # written by somebody whose entries are not ours to see
        raise IdempotencyConflict(posting.key, "owner")
    for field in ("debit_id", "credit_id", "amount_micro", "currency", "kind", "effective_at"):
        if getattr(found, field) != getattr(posting, field):
            raise IdempotencyConflict(posting.key, field)
    return int(found.pk)


def _post_event(header: tuple[str, str, datetime], postings: list[Posting], using: str) -> Posted:
    columns = [list(column) for column in zip(*(posting.row for posting in postings), strict=True)]
    with connections[using].cursor() as cursor, refusals():
        cursor.execute(POST_EVENT, [*header, *columns])
        written = cursor.fetchone()
    if written:
        return Posted(int(written[0]), created=True)
    return Posted(_same_event(header, postings, using), created=False)


def _same_event(header: tuple[str, str, datetime], postings: list[Posting], using: str) -> int:
    """The id of the event already written, which must have the same header and the same movements."""
    kind, key, effective_at = header
    found = Transaction.objects.using(using).filter(key=key).first()
    if found is None:
        raise IdempotencyConflict(key, "owner")
    for field, value in (("kind", kind), ("effective_at", effective_at)):
        if getattr(found, field) != value:
            raise IdempotencyConflict(key, field)
    written = {movement.key: movement for movement in Movement.objects.using(using).filter(transaction=found)}
    if written.keys() != {posting.key for posting in postings}:
        raise IdempotencyConflict(key, "movements")
    for posting in postings:
        _same(posting, written[posting.key])
    return int(found.pk)


def _in_savepoint(verb: Callable[[], PostedMany], using: str) -> PostedMany:
    """A conflict is found after the INSERT, so the caller's transaction needs a point to return to."""
    with transaction.atomic(using=using):
        return verb()


def _post_many(rows: list[tuple[Any, ...]], using: str) -> PostedMany:
    if not rows:
        return PostedMany(0, 0)
    with connections[using].cursor() as cursor, refusals():
        cursor.execute(MAKE_STAGE)
        # Django wraps the errors of execute(), not those of copy(): a lost connection must come as Django's error.
        with connections[using].wrap_database_errors, cursor.copy(COPY_STAGE) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(POST_STAGE)
        created = cursor.rowcount
        if created < len(rows):
            cursor.execute(DIFFERING)
            if differing := cursor.fetchone():
                raise IdempotencyConflict(*differing)
    return PostedMany(created, len(rows) - created)

"""Number what was committed and seal it in blocks. One chainer at a time; posting is never stopped.

Ids become visible out of order: a transaction may take an id, and commit minutes after somebody with a later one. So
only rows below `pg_snapshot_xmin` are taken, and their place in the chain is a number of its own. What comes late gets
a later number. A row that could not have come late, but was put between sealed ones, is never sealed (OUT_OF_PLACE).
"""

import time
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from ledger.chain.encoding import (
    NO_HORIZON,
    ROWS_IN_BLOCK,
    TABLES,
    Header,
    block_hash,
    digest,
    microseconds,
)
from ledger.chain.models import Block, Head, Sort
from ledger.chain.reading import contents
from web import clock

ROWS_AT_ONCE = 100_000
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('ledger.chain', 0))"
SNAPSHOT = """
SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() AS s
"""
WRITERS = """
SELECT DISTINCT l.virtualtransaction FROM pg_locks l
 WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid()
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.relation = ANY (ARRAY['ledger_account', 'ledger_transaction', 'ledger_movement']::regclass[])
"""
# Honest rows up to a block's highest id were begun before its horizon: see Block.
OUT_OF_PLACE = """
EXISTS (SELECT FROM ledger_block b WHERE b.sort = {sort} AND b.high_id >= r.id
           AND b.horizon <= ledger_full_xid(r.xmin, %(next)s))
"""
TAKE = """
INSERT INTO ledger_leaf (sequence, sort, row_id, block, digest)
SELECT n.sequence, {sort}, n.id, %(block)s + (n.sequence - %(sequence)s - 1) / %(size)s, {digest}
  FROM (SELECT r.id, %(sequence)s + row_number() OVER (ORDER BY r.id) AS sequence
          FROM {table} r
         WHERE r.id > coalesce((SELECT max(b.high_id) FROM ledger_block b
                                 WHERE b.sort = {sort} AND b.horizon <= %(settled)s), 0)
           AND ledger_full_xid(r.xmin, %(next)s) < %(below)s
           AND NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.sort = {sort} AND l.row_id = r.id)
           AND NOT {out_of_place}
         ORDER BY r.id LIMIT %(most)s) AS n
  JOIN {table} r ON r.id = n.id
"""
TAKEN = """
SELECT block, min(sequence), max(sequence), min(row_id), max(row_id) FROM ledger_leaf
 WHERE sequence > %s GROUP BY block ORDER BY block
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the database's transactions were when sealing began (xid8 numbers)."""

    below: int  # all transactions below have ended
    next: int  # the number that the next one gets
    horizon: int | None  # Block.horizon


def seal(*, using: str = "staff", patience: float = 1.0) -> int:
    """Seal everything that is committed and return how many rows it were. Safe to call at any time, by anybody.

    Waits up to `patience` seconds for those who are writing at this moment, so that the rows after them need no
    benefit of the doubt; nobody waits for this. Every 100,000 rows are a transaction of their own.
    """
    sealed = 0
    while True:
        with transaction.atomic(using=using):
            rows = _seal_some(using=using, patience=patience)
        sealed += rows
        if rows < ROWS_AT_ONCE:
            return sealed


def head(*, using: str = "staff") -> Head:
    """Where the chain ends: block number, sequence and hash."""
    return Head.objects.using(using).get()


def look(cursor: Any, *, patience: float) -> Moment:
    """Take the bounds of what may be sealed now."""
    cursor.execute(SNAPSHOT)
    below, following = cursor.fetchone()
    cursor.execute(WRITERS)
    writing = {writer for (writer,) in cursor.fetchall()}
    until = time.monotonic() + patience
    while writing and time.monotonic() < until:
        time.sleep(0.02)
        cursor.execute(WRITERS)
        writing &= {writer for (writer,) in cursor.fetchall()}
    horizon = None
    if not writing:
        cursor.execute(SNAPSHOT)
        _, horizon = cursor.fetchone()
        following = horizon
    return Moment(below=below, next=following, horizon=horizon)


def _seal_some(*, using: str, patience: float) -> int:
    with connections[using].cursor() as cursor:
        cursor.execute(LOCK)
        moment = look(cursor, patience=patience)
        before = Head.objects.using(using).select_for_update().get()
        # A number from the future is another cluster's, from which this database was restored.
        settled = before.settled if before.settled <= moment.next else 0
        last, most = before, ROWS_AT_ONCE
        for sort in Sort:
            rows = _take(cursor, sort, last, moment, settled=settled, most=most)
            if rows:
                last = _add_blocks(cursor, sort, last, moment, using=using)
            most -= rows
            if most <= 0:
                break
    taken = last.sequence - before.sequence
    last.settled = moment.below if taken < ROWS_AT_ONCE else settled
    if taken or last.settled != before.settled:
        Head.objects.using(using).update(
            number=last.number, sequence=last.sequence, hash=last.hash, settled=last.settled
        )
    return taken


def _take(cursor: Any, sort: Sort, last: Head, moment: Moment, *, settled: int, most: int) -> int:
    """Number the unsealed rows of one sort by id, and how many there were."""
    statement = TAKE.format(
        sort=sort.value,
        table=TABLES[sort],
        digest=digest(sort, "n.sequence"),
        out_of_place=OUT_OF_PLACE.format(sort=sort.value),
    )
    cursor.execute(
        statement,
        {
            "sequence": last.sequence,
            "block": last.number + 1,
            "size": ROWS_IN_BLOCK,
            "settled": settled,
            "below": moment.below,
            "next": moment.next,
            "most": most,
        },
    )
    return int(cursor.rowcount)


def _add_blocks(cursor: Any, sort: Sort, last: Head, moment: Moment, *, using: str) -> Head:
    """Chain what was just numbered to the block before."""
    cursor.execute(TAKEN, [last.sequence])
    at = clock.now()
    blocks = [
        Block(
            number=number,
            sort=sort,
            first_sequence=first,
            last_sequence=final,
            low_id=low,
            high_id=high,
            horizon=moment.horizon,
            sealed_at=at,
        )
        for number, first, final, low, high in cursor.fetchall()
    ]
    found = contents(blocks, using=using)
    previous = bytes(last.hash)
    for block in blocks:
        block.previous = previous
        block.content = found[block.number][1]
        block.hash = previous = hash_of(block)
    Block.objects.using(using).bulk_create(blocks)
    end = blocks[-1]
    return Head(id=True, number=end.number, sequence=end.last_sequence, hash=end.hash, settled=last.settled)


def hash_of(block: Block) -> bytes:
    """The hash that a block with these numbers, this content and this predecessor has."""
    header = Header(
        number=block.number,
        sort=block.sort,
        first_sequence=block.first_sequence,
        last_sequence=block.last_sequence,
        low_id=block.low_id,
        high_id=block.high_id,
        horizon=NO_HORIZON if block.horizon is None else block.horizon,
        sealed_at=microseconds(block.sealed_at),
    )
    return block_hash(header, bytes(block.previous), bytes(block.content))

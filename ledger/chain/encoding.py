"""What exactly is hashed: the one place that says it. scripts/verify_journal.py reads the same bytes from a file.

A row is PostgreSQL's own binary form of a record (`record_send`): the number of fields, then of each its type's number,
its length and its bytes, all big-endian; null has the length -1. No two different rows have the same bytes. Times are
microseconds since 2000-01-01 UTC. Names and floors of accounts are not covered: they may be changed.
"""

import struct
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from ledger.chain.models import Sort

GENESIS = bytes(32)
BLOCK_MARK = b"betsite-block-1\0"
BLOCK_FIELDS = struct.Struct(">qqqqqqqq")
NO_HORIZON = -1
Y2000 = datetime(2000, 1, 1, tzinfo=UTC)
ROWS_IN_BLOCK = 5000

TABLES = {
    Sort.ACCOUNT: "ledger_account",
    Sort.TRANSACTION: "ledger_transaction",
    Sort.MOVEMENT: "ledger_movement",
}
COLUMNS = {
    Sort.ACCOUNT: ("id", "owner_id", "code", "kind", "currency", "parent_id", "created_at"),
    Sort.TRANSACTION: ("id", "owner_id", "kind", "key", "effective_at", "posted_at", "xid"),
    Sort.MOVEMENT: (
        "id",
        "transaction_id",
        "debit_id",
        "credit_id",
        "amount_micro",
        "currency",
        "kind",
        "key",
        "effective_at",
        "posted_at",
        "reverses_id",
        "hold_id",
        "expires_at",
    ),
}


def record(sort: Sort, sequence: str) -> str:
    """SQL of the bytes of row `r` under the number that the SQL expression `sequence` gives."""
    columns = ", ".join(f"r.{column}" for column in COLUMNS[sort])
    return f"record_send(ROW('{sort.label}'::text, ({sequence})::bigint, {columns}))"


def digest(sort: Sort, sequence: str) -> str:
    """SQL of a leaf: the first eight bytes of the SHA-256 of the row's bytes."""
    return f"substring(sha256({record(sort, sequence)}) FROM 1 FOR 8)"


class Header(NamedTuple):
    """What of a block goes into its hash besides the content. Numbers only; `sealed_at` in microseconds since 2000."""

    number: int
    sort: int
    first_sequence: int
    last_sequence: int
    low_id: int
    high_id: int
    horizon: int
    sealed_at: int


def block_hash(header: Header, previous: bytes, content: bytes) -> bytes:
    """The hash of a block: its numbers, the hash of the block before, and the hash of its rows' bytes."""
    return sha256(BLOCK_MARK + BLOCK_FIELDS.pack(*header) + bytes(previous) + bytes(content)).digest()


def microseconds(moment: datetime) -> int:
    """Since 2000-01-01 UTC, exact."""
    return (moment - Y2000) // timedelta(microseconds=1)

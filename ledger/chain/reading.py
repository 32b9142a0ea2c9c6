"""Read sealed rows from the database as the bytes that were hashed, many blocks with one query."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

import psycopg
from django.db import connections

from ledger.chain.encoding import TABLES, digest, record
from ledger.chain.models import Block, Sort

ROWS_AT_ONCE = 50_000
CONTENT = """
SELECT l.block, count(*), string_agg({record} || l.digest, ''::bytea ORDER BY l.sequence)
  FROM ledger_leaf l LEFT JOIN {table} r ON r.id = l.row_id AND r.id BETWEEN %(low)s AND %(high)s
 WHERE l.sort = {sort} AND l.sequence BETWEEN %(first)s AND %(last)s
 GROUP BY l.block
"""
BAD_ROWS = """
SELECT l.sequence, l.row_id, r.id IS NULL, {name}, count(*) OVER ()
  FROM ledger_leaf l LEFT JOIN {table} r ON r.id = l.row_id
 WHERE l.sort = {sort} AND l.block = %(block)s AND (r.id IS NULL OR l.digest IS DISTINCT FROM {digest})
 ORDER BY l.sequence LIMIT 1
"""
Contents = dict[int, tuple[int, bytes]]


def batches(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """The blocks in lists of one sort and a bounded number of rows, each list in the order of the chain."""
    waiting: dict[int, list[Block]] = {sort: [] for sort in Sort.values}
    rows = dict.fromkeys(Sort.values, 0)
    for block in blocks:
        waiting[block.sort].append(block)
        rows[block.sort] += block.last_sequence - block.first_sequence + 1
        if rows[block.sort] >= ROWS_AT_ONCE:
            yield waiting[block.sort]
            waiting[block.sort], rows[block.sort] = [], 0
    yield from (left for left in waiting.values() if left)


def contents(blocks: list[Block], *, using: str) -> Contents:
    """Of each block (all of one sort) how many rows it has and the SHA-256 of their bytes, hashed here."""
    sort = Sort(blocks[0].sort)
    query = CONTENT.format(record=record(sort, "l.sequence"), table=TABLES[sort], sort=sort.value)
    bounds = {
        "low": min(block.low_id for block in blocks),
        "high": max(block.high_id for block in blocks),
        "first": blocks[0].first_sequence,
        "last": blocks[-1].last_sequence,
    }
    connection = connections[using]
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:  # Django's own asks for text, twice as many bytes
        cursor.execute(query.encode(), bounds, binary=True)
        return {number: (rows, sha256(data).digest()) for number, rows, data in cursor}


def first_bad_row(block: Block, *, using: str) -> tuple[str, int]:
    """The first row of a block that is not what its leaf says, in words, and how many are not."""
    sort = Sort(block.sort)
    query = BAD_ROWS.format(
        table=TABLES[sort],
        sort=sort.value,
        name="r.code" if sort is Sort.ACCOUNT else "r.key",
        digest=digest(sort, "l.sequence"),
    )
    with connections[using].cursor() as cursor:
        cursor.execute(query, {"block": block.number})
        found = cursor.fetchone()
        if found is None:
            return _edited_leaves(block, cursor)
    sequence, row_id, is_gone, name, count = found
    if is_gone:
        return f"{sort.label} {row_id}, sealed as no. {sequence}, is gone", count
    return f"{sort.label} {row_id} ({name}) is not what was sealed as no. {sequence}", count


def _edited_leaves(block: Block, cursor: Any) -> tuple[str, int]:
    """Every row agrees with its leaf, but together they are not the block: the chain's own tables were edited."""
    cursor.execute(
        "SELECT n FROM generate_series(%s::bigint, %s::bigint) AS n"
        " WHERE NOT EXISTS (SELECT FROM ledger_leaf l WHERE l.sequence = n AND l.block = %s AND l.sort = %s)"
        " ORDER BY n LIMIT 1",
        [block.first_sequence, block.last_sequence, block.number, block.sort],
    )
    missing = cursor.fetchone()
    if missing:
        return f"no. {missing[0]} of block {block.number} is missing in the chain", 1
    whole = f"no. {block.first_sequence} to {block.last_sequence}"
    return f"block {block.number} ({whole}) is not what was sealed, and its leaves were edited with it", 1

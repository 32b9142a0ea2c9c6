"""The sealed rows as a file of JSON lines, which scripts/verify_journal.py checks without Betsite.

The first line names the format and the columns. A block is one line (an object); its rows follow, one line each (an
array): number in the chain, sort, the columns, and the leaf in hexadecimal digits. Times are ISO 8601 in UTC.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import connections, transaction

from ledger.chain.encoding import COLUMNS, TABLES
from ledger.chain.models import Block, Sort

FORMAT = "betsite-journal-1"
ROWS_AT_ONCE = 20_000
ROWS = """
SELECT l.sequence, l.block, {columns}, encode(l.digest, 'hex')
  FROM ledger_leaf l LEFT JOIN {table} r ON r.id = l.row_id
 WHERE l.sort = {sort} AND l.sequence BETWEEN %s AND %s ORDER BY l.sequence
"""


def journal_lines(*, using: str = "staff") -> Iterator[str]:
    """The lines of the file without their ends, read in one snapshot."""
    yield _line({"format": FORMAT, "columns": {sort.label: COLUMNS[sort] for sort in Sort}})
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        blocks = Block.objects.using(using).order_by("number").iterator(chunk_size=2000)
        for some in _some(blocks):
            rows = _rows(some, using=using)
            for block in some:
                yield _line(_block(block))
                yield from map(_line, rows.get(block.number, ()))


def _some(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Consecutive blocks with a bounded number of rows."""
    some: list[Block] = []
    for block in blocks:
        some.append(block)
        if block.last_sequence - some[0].first_sequence >= ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _rows(blocks: list[Block], *, using: str) -> dict[int, list[list[Any]]]:
    """The rows of these blocks by block."""
    bounds = [blocks[0].first_sequence, blocks[-1].last_sequence]
    found: dict[int, list[list[Any]]] = {}
    with connections[using].cursor() as cursor:
        for sort in {Sort(block.sort) for block in blocks}:
            columns = ", ".join(
                f"r.{column}::text::bigint" if column == "xid" else f"r.{column}" for column in COLUMNS[sort]
            )
            cursor.execute(ROWS.format(columns=columns, table=TABLES[sort], sort=sort.value), bounds)
            for sequence, block, *values in cursor:
                found.setdefault(block, []).append([sequence, sort.label, *map(_plain, values)])
    return found


def _block(block: Block) -> dict[str, Any]:
    return {
        "block": block.number,
        "sort": Sort(block.sort).label,
        "first": block.first_sequence,
        "last": block.last_sequence,
        "low_id": block.low_id,
        "high_id": block.high_id,
        "horizon": block.horizon,
        "sealed_at": _plain(block.sealed_at),
        "previous": bytes(block.previous).hex(),
        "content": bytes(block.content).hex(),
        "hash": bytes(block.hash).hex(),
    }


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

"""A table to a Parquet file: money and odds as decimals of six places, moments with the person's time zone."""

from collections.abc import Sequence
from typing import IO, Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.reports.data.tables import Of, Row, Table
from analytics.reports.progress import Beat

PIECE = 50_000
MONEY, ODDS = pa.decimal128(19, 6), pa.decimal128(14, 6)


def write(table: Table, zone: ZoneInfo, raw: IO[bytes], beat: Beat) -> int:
    """Write all rows, a row group a piece; how many they were."""
    schema = pa.schema([_field(column.name, column.of, column.meaning, zone) for column in table.columns])
    beat.at(table.name, total=table.count())
    told = 0
    with pq.ParquetWriter(raw, schema, compression="zstd") as writer:
        for piece in table.pieces(PIECE):
            writer.write_batch(_batch(piece, table, schema))
            told += len(piece)
            beat.advance(len(piece))
    return told


def _field(name: str, of: Of, meaning: str, zone: ZoneInfo) -> pa.Field:
    types = {
        Of.TEXT: pa.string(),
        Of.WHOLE: pa.int64(),
        Of.MONEY: MONEY,
        Of.ODDS: ODDS,
        Of.MOMENT: pa.timestamp("us", tz=zone.key),
        Of.CLOCK: pa.timestamp("us"),
        Of.YES: pa.bool_(),
    }
    return pa.field(name, types[of], metadata={"meaning": meaning} if meaning else None)


def _batch(piece: list[Row], table: Table, schema: pa.Schema) -> pa.RecordBatch:
    columns: Sequence[Sequence[Any]] = list(zip(*piece, strict=True))
    arrays = [
        _money(cells) if column.of is Of.MONEY else pa.array(cells, type=field.type)
        for cells, column, field in zip(columns, table.columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _money(micros: Sequence[int | None]) -> pa.Array:
    """Whole micro-units read as a decimal with six places: the same digits, only the point is set."""
    whole = pa.array(micros, type=pa.int64()).cast(pa.decimal128(19, 0))
    return pa.Array.from_buffers(MONEY, len(whole), whole.buffers(), whole.null_count)

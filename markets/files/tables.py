"""Files as columns of text, by pyarrow: every cell as it is written, and the number of its line."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as arrow_csv
import pyarrow.parquet as parquet

from markets.errors import NotCloses
from markets.files.bars import Reject

PARQUET = b"PAR1"
MOST_COLUMNS = 500
WITHOUT_DELIMITERS = str.maketrans("", "", ",;\t")
UNREADABLE = (pa.ArrowException, ValueError, OSError)


@dataclass(slots=True)
class Table:
    """names: of the columns. column(n): its cells in order. lines: the number of each row."""

    names: list[str]
    column: Callable[[int], list[str | None]]
    lines: list[int]
    rejects: list[Reject] = field(default_factory=list)


def table_of(content: bytes) -> Table:
    """CSV (comma, semicolon or tab; UTF-8 or UTF-16, any line ends) or Parquet. Raises NotCloses."""
    return _parquet(content) if content.startswith(PARQUET) else _csv(content)


def _csv(content: bytes) -> Table:
    lines = (_text(content) + "\n").encode()
    header, number = _header(lines)
    delimiter = max(",;\t", key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    if not 2 <= len(names) <= MOST_COLUMNS:
        raise NotCloses("The first line names no columns: at least a day and a close are needed.")
    short: dict[int, str] = {}

    def skipped(row: Any) -> str:
        short[row.number] = row.text
        return "skip"

    try:
        read = arrow_csv.read_csv(
            pa.BufferReader(lines),
            read_options=arrow_csv.ReadOptions(
                use_threads=False, column_names=[str(place) for place in range(len(names))], skip_rows=number
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter,
                ignore_empty_lines=False,
                invalid_row_handler=skipped,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={str(place): pa.string() for place in range(len(names))},
                strings_can_be_null=False,
            ),
        )
    except UNREADABLE as error:
        raise NotCloses(f"This is no CSV file: {_first_line(error)}") from error
    return _numbered(names, read, number, short)


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace").lstrip("\ufeff")
    return content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _header(lines: bytes) -> tuple[str, int]:
    """The first line that is not blank, and its number."""
    for number, line in enumerate(io.StringIO(lines[:100_000].decode("utf-8", "replace"), newline=None), 1):
        if line.strip():
            return line.rstrip("\n"), number
    raise NotCloses("The file is empty.")


def _numbered(names: list[str], read: pa.Table, header: int, short: dict[int, str]) -> Table:
    """Rows in their lines: those with too few or too many cells lie between the others, cells may run over lines."""
    breaks = _line_breaks(read)
    numbers: list[int] = []
    rejects: list[Reject] = []
    row, shift = header, 0
    for place in range(len(read) + 1):
        row += 1
        while row in short:
            if short[row].translate(WITHOUT_DELIMITERS).strip():
                rejects.append(Reject(row + shift, "", short[row][:80], "not as many cells as columns"))
            shift += short[row].count("\n")
            row += 1
        numbers.append(row + shift)
        shift += breaks.get(place, 0)
    return Table(names, lambda place: read.column(place).to_pylist(), numbers[: len(read)], rejects)


def _line_breaks(read: pa.Table) -> dict[int, int]:
    """How many line breaks the cells of a row hold, of the rows that hold some."""
    found: dict[int, int] = {}
    for column in read.columns:
        for place, cell in enumerate(column.to_pylist() if _has_break(column) else ()):
            if "\n" in cell:
                found[place] = found.get(place, 0) + cell.count("\n")
    return found


def _has_break(column: pa.ChunkedArray) -> bool:
    return bool(compute.any(compute.match_substring(column, "\n")).as_py())


def _parquet(content: bytes) -> Table:
    """Numbers of double or single precision become the shortest text that means them, dates and decimals their own."""
    try:
        read = parquet.read_table(pa.BufferReader(content), use_threads=False)
        names = [str(name) for name in read.column_names]
    except UNREADABLE as error:
        raise NotCloses(f"This is no Parquet file: {_first_line(error)}") from error

    def column(place: int) -> list[str | None]:
        try:
            return list(read.column(place).cast(pa.string()).to_pylist())
        except UNREADABLE as error:
            raise NotCloses(f"The column {names[place]} is neither text, nor number, nor day.") from error

    return Table(names, column, list(range(1, len(read) + 1)))


def _first_line(error: BaseException) -> str:
    return str(error).split("\n")[0][:200]

"""From bytes to a table of text: encoding, delimiter, title lines, header, and cells with the line each row
starts on.

Nothing here knows a bookmaker. A file that is no table raises FileError with a sentence for the person who sent
it, quickly and without reading more than its beginning where that is enough to tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from imports import csv_cells, sheets
from imports.collector import paused
from imports.decoding import HEAD, decode, refuse_early
from imports.formats._base import FileError, Sample
from imports.formats._columns import RAGGED, RAW, normal
from imports.header import NO_TABLE, Header, columns_of, find_header, looks_like_names
from imports.records import LONGEST, STARTER, Record, Span, count, fitted, lenient, spans

MOST_LINES, MOST_MARKS = 20_000_000, 80_000_000  # line ends; delimiters and quotes: each costs memory
MOST_CELLS = 80_000_000
FREE_TEXT = ("summary", "description", "details", "detail", "bet info", "label", "event")

TOO_LONG = (
    "That file has too many rows and columns to be read at once. Export shorter periods, and import one after the"
    " other."
)
CUT = "The file ends in the middle of this row."
AGAIN = "This is the header again, not a row."


@dataclass(frozen=True)
class Table:
    """A file as text. The frame's index (`row`) is the physical line each row starts on, 1-based; rows that do
    not fit the header carry the reason and their text in the reserved columns RAGGED and RAW."""

    name: str
    encoding: str
    delimiter: str
    title: tuple[str, ...]
    header: tuple[str, ...]
    header_line: int
    frame: pd.DataFrame

    @property
    def sample(self) -> Sample:
        """What formats recognise the file by."""
        shown = self.frame[list(self.header)].head(20)
        rows = tuple(tuple(row) for row in shown.to_numpy(dtype=object))
        return Sample(self.name, self.header, rows, self.title, self.delimiter)


def read(source: bytes | Path, name: str = "") -> Table:
    """The table of a file. Raises FileError when there is none in it."""
    with paused():
        return _read(source, name)


def _read(source: bytes | Path, name: str) -> Table:
    if isinstance(source, Path):
        name = name or source.name
        with source.open("rb") as file:
            head = file.read(HEAD)
            size = source.stat().st_size
    else:
        head, size = source[:HEAD], len(source)
    refuse_early(head, size)
    data = source.read_bytes() if isinstance(source, Path) else source
    if head.startswith(b"PK\x03\x04"):
        return _from_sheet(sheets.rows(data), name)
    text, encoding = decode(data)
    header = find_header(text[:HEAD])
    _refuse_garbage(text[header.body : header.body + 4 * HEAD], header)
    body = text[header.body :]
    del data, text  # the copies of a large file are freed as soon as they can be
    return Table(
        name=name,
        encoding=encoding,
        delimiter=header.delimiter,
        title=header.title,
        header=header.columns,
        header_line=header.line,
        frame=_frame(body, header),
    )


def _refuse_garbage(sample: bytes, header: Header) -> None:
    """A header by accident: hardly anything after it has its number of columns."""
    lines = sample.split(b"\n")[:-1]
    if not lines and len(sample) >= HEAD:
        raise FileError(NO_TABLE)
    width, mark = len(header.columns), header.delimiter.encode()
    found = spans(sample[: len(sample) - len(sample.split(b"\n")[-1])], header.delimiter) if lines else None
    if found is not None:
        fitting, count = int((found.cells >= width).sum()), len(found.cells)
    else:
        fitting, count = sum(line.count(mark) >= width - 1 for line in lines), len(lines)
    if count < 20 or fitting * 20 >= count:
        return
    if not any(STARTER.match(line.decode("utf-8", "replace")) for line in lines):
        raise FileError(NO_TABLE)


def _refuse_endless(body: bytes, header: Header) -> None:
    """More than fits into memory, told before anything is made of it."""
    lines, marks, quotes = (count(body, sign) for sign in ("\n", header.delimiter, '"'))
    if lines > MOST_LINES or max(marks, quotes) > MOST_MARKS:
        raise FileError(TOO_LONG)
    # A row takes a line at least; where most rows are short, it is their filling up that takes the memory.
    if lines * len(header.columns) > MOST_CELLS and marks * 4 < lines * len(header.columns):
        raise FileError(TOO_LONG)


def _frame(body: bytes, header: Header) -> pd.DataFrame:
    """The rows after the header."""
    _refuse_endless(body, header)
    width, names = len(header.columns), [normal(name) for name in header.columns]
    free = next((names.index(name) for name in FREE_TEXT if name in names), None)
    found = spans(body, header.delimiter) if body else None
    frame = (
        _fast(body, found, header)
        if found is not None and not _torn(body, found, width, header.delimiter)
        else None
    )
    if frame is None:
        records = lenient(body.decode("utf-8", "replace"), header.delimiter, width, free)
        frame = _assembled(records, header.columns)
    frame.index += header.line
    frame.index.name = "row"
    return _without_headers(frame, header.columns)


def _torn(body: bytes, found: Span, width: int, delimiter: str) -> bool:
    """Are rows torn apart at line ends inside cells that lost their quotes, or swallowed by a quote that never
    closes?"""
    if found.is_cut:
        swallowed = body[found.starts[-1] :].decode("utf-8", "replace").split("\n")[1:]
        if any(STARTER.match(line) or line.count(delimiter) >= width - 1 for line in swallowed):
            return True
    unfit = np.flatnonzero(found.cells < width)
    firsts = [body[found.starts[place] :][:40].decode("utf-8", "replace") for place in unfit[:50]]
    if not any(STARTER.match(first) for first in firsts):
        return False
    return not all(STARTER.match(first) for first in firsts)


def _fast(body: bytes, found: Span, header: Header) -> pd.DataFrame | None:
    """Read the fitting records at once and the few others one by one. None if the two ways of counting
    disagree."""
    columns, width = header.columns, len(header.columns)
    fits = (found.cells == width) & (found.ends - found.starts <= LONGEST)
    if found.is_cut and len(fits):
        fits[-1] = False
    frame = pd.DataFrame(columns=columns, dtype=object)
    if fits.any():
        try:
            frame = csv_cells.read(_segments(body, found, fits), columns, header.delimiter)
        except csv_cells.Unreadable:
            return None
    if len(frame) != int(fits.sum()):
        return None
    frame.index = pd.Index(found.lines[fits], dtype=np.int64)
    if fits.all():
        return frame
    others = [_single(body, found, int(place), header) for place in np.flatnonzero(~fits)]
    return pd.concat([frame, _assembled(others, columns)]).sort_index(kind="stable")


def _single(body: bytes, found: Span, place: int, header: Header) -> Record:
    raw = body[found.starts[place] : found.ends[place]].decode("utf-8", "replace")
    record = fitted(int(found.lines[place]), raw, header.delimiter, len(header.columns))
    is_last = found.ends[place] == len(body)
    if is_last and (record.cells is None or found.is_cut) and len(record.raw) <= LONGEST:
        return Record(record.line, None, raw, CUT)
    return record


def _segments(body: bytes, found: Span, fits: np.ndarray) -> bytes:
    """The bytes of the fitting records, each with its line end; the body itself when all fit and touch."""
    starts, ends = found.starts[fits], found.ends[fits]
    if not len(starts):
        return b""
    breaks = np.flatnonzero(starts[1:] != ends[:-1] + 1)
    if not breaks.size and starts[0] == 0:
        return body[: ends[-1] + 1]
    firsts, lasts = np.concatenate(([0], breaks + 1)), np.append(breaks, len(starts) - 1)
    runs = (body[starts[first] : ends[last]] for first, last in zip(firsts, lasts, strict=True))
    return b"\n".join(runs)


def _assembled(records: Iterable[Record], columns: tuple[str, ...]) -> pd.DataFrame:
    """A frame of single records; those that do not fit keep their reason and their text."""
    records = list(records)
    blank = [""] * len(columns)
    frame = pd.DataFrame([record.cells or blank for record in records], columns=list(columns), dtype=object)
    frame.index = pd.Index([record.line for record in records], dtype=np.int64)
    if any(record.cells is None for record in records):
        frame[RAGGED] = pd.Series(
            [record.reason or None for record in records], index=frame.index, dtype=object
        )
        frame[RAW] = pd.Series([record.raw for record in records], index=frame.index, dtype=object)
    return frame


def _without_headers(frame: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Mark a header that comes again (two exports pasted together): it is no row of the file's data."""
    again = (frame[columns[0]] == columns[0]) & (frame[columns[1]] == columns[1])
    if not again.any():
        return frame
    for column in (RAGGED, RAW):
        if column not in frame.columns:
            frame[column] = pd.Series(None, index=frame.index, dtype=object)
    frame.loc[again, RAGGED] = AGAIN
    return frame


def _from_sheet(rows: list[tuple[int, list[str]]], name: str) -> Table:
    """The table of a workbook's first sheet; its row numbers stand for lines."""
    best, most = None, 1
    for place, (_, cells) in enumerate(rows[:20]):
        tidy = [" ".join(cell.split()) for cell in cells]
        if sum(map(bool, tidy)) > most and looks_like_names(tidy):
            best, most = place, sum(map(bool, tidy))
    if best is None:
        raise FileError(NO_TABLE)
    columns = columns_of(" ".join(cell.split()) for cell in rows[best][1])
    width = len(columns)
    records = []
    for number, cells in rows[best + 1 :]:
        if sum(map(len, cells)) > LONGEST:
            records.append(fitted(number, ",".join(cells), ",", width))
        elif len(cells) <= width:
            records.append(Record(number, cells + [""] * (width - len(cells)), ""))
        else:
            reason = f"The row has {len(cells)} columns, the header has {width}."
            records.append(Record(number, None, ",".join(cells), reason))
    frame = _assembled(records, columns)
    frame.index.name = "row"
    title = tuple(" ".join(filter(None, cells)) for _, cells in rows[:best])
    return Table(name, "xlsx", ",", title, columns, rows[best][0], _without_headers(frame, columns))

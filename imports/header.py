"""The line of a text that names its columns, and what stands above it."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass

from imports.formats._base import FileError

DELIMITERS = ",;\t|"
MOST_COLUMNS = 200
NO_TABLE = "No table was found in that file: there is no line that could be a header with column names."
_NUMBERS = re.compile(r"[\d\W_]*\d[\d\W_]*")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d{2}")


@dataclass(frozen=True)
class Header:
    """The names of the columns, the title lines above, and where the rows begin."""

    delimiter: str
    title: tuple[str, ...]
    columns: tuple[str, ...]
    line: int
    body: int  # where the byte after the header's line is


def find_header(head: bytes) -> Header:
    """The one of the first forty lines with the most column names, by any delimiter. Raises FileError without any."""
    best: Header | None = None
    most, start = 1, 0
    titles: list[str] = []
    for number, raw in enumerate(head.split(b"\n")[:40], 1):
        line = raw.decode("utf-8", "replace")
        for delimiter in DELIMITERS:
            cells = _cells(line, delimiter)
            named = sum(map(bool, cells))
            if named > most and looks_like_names(cells):
                best = Header(delimiter, tuple(titles), columns_of(cells), number, start + len(raw) + 1)
                most = named
        if line.strip() and len(titles) < 20:
            titles.append(line.strip(' ",;\t'))
        start += len(raw) + 1
    if best is None:
        raise FileError(NO_TABLE)
    return best


def _cells(line: str, delimiter: str) -> list[str]:
    if delimiter not in line or len(line) > 20_000:
        return []
    try:
        found = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return []
    return [" ".join(cell.split()).strip("\ufeff") for cell in found]


def looks_like_names(cells: list[str]) -> bool:
    """Names have letters, are short, differ from each other and are no dates, amounts or torn cells. Blank columns at
    the end, which spreadsheets leave, do not count."""
    named = [cell for cell in cells if cell]
    last = max((place for place, cell in enumerate(cells, 1) if cell), default=0)
    return (
        2 <= len(named) <= len(cells) <= MOST_COLUMNS
        and len(named) * 2 > last
        and len(set(map(str.lower, named))) == len(named)
        and all(len(cell) <= 80 and any(map(str.isalpha, cell)) and not _DATE.search(cell) for cell in named)
        and not any(_NUMBERS.fullmatch(cell) or "\ufffd" in cell for cell in named)
        and sum('"' in cell for cell in named) < 2
    )


def columns_of(cells: Iterable[str]) -> tuple[str, ...]:
    """Names of the header, each once: empty ones are numbered."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = cell or f"column {place}"
        names.append(name if name not in names else f"{name} {place}")
    return tuple(names)

"""From bytes to a table of texts, with the line of each row. Nothing is guessed about what they mean."""

import csv
import io
from dataclasses import dataclass

import numpy as np

from odds.sources.batch import Rejected
from odds.sources.football_data.layout import NotFootballData

MOST_TITLE_LINES = 10


@dataclass
class Rows:
    """`cells`: rows by columns of the header, stripped; `lines`: where each row begins in the file."""

    header: list[str]
    cells: np.ndarray
    lines: np.ndarray
    blank: int
    rejects: list[Rejected]


def read_rows(content: bytes) -> Rows:
    """Raises NotFootballData for what is no such table."""
    reader = csv.reader(io.StringIO(decoded(content), newline=""), strict=False)
    header: list[str] = []
    table: list[list[str]] = []
    lines: list[int] = []
    blank, before = 0, 0
    rejects: list[Rejected] = []
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if not header:
                header = _header(row, line)
            elif not any(cell.strip() for cell in row):
                blank += 1
            else:
                rejects += _beyond(row, len(header), line)
                table.append((row + [""] * len(header))[: len(header)])
                lines.append(line)
    except csv.Error as error:
        raise NotFootballData(f"Line {reader.line_num} cannot be read: {error}.") from None
    if not header:
        raise NotFootballData("It has no header with a date, a home team and an away team.")
    cells = np.array(table, dtype=object).reshape(len(table), len(header))
    return Rows(header, cells, np.array(lines, dtype=np.int64), blank, rejects)


def decoded(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with one, else Windows-1252. Raises NotFootballData for no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    if b"\0" in content[:4096]:
        raise NotFootballData("It is no text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace").removeprefix("ï»¿")


def _header(row: list[str], line: int) -> list[str]:
    """The row as header when it is one; the columns behind its last name are none."""
    names = {cell.strip().lower() for cell in row}
    if "date" not in names:
        if line > MOST_TITLE_LINES:
            raise NotFootballData("It has no header with a date, a home team and an away team.")
        return []
    header = [cell.strip() for cell in row]
    while header and not header[-1]:
        header.pop()
    return header


def _beyond(row: list[str], width: int, line: int) -> list[Rejected]:
    return [
        Rejected(line, "a cell behind the last column", column=str(place + 1), cell=cell.strip()[:200])
        for place, cell in enumerate(row[width:], start=width)
        if cell.strip()
    ]

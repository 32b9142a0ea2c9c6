"""Tables to an Excel workbook, row by row. Texts are texts, whatever they begin with; amounts are exact numbers.

Excel knows no time zones: moments are written as local time, and each head says whose. A sheet holds 1,048,576 rows,
its head among them; what does not fit goes on in a sheet of the next number.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from analytics.reports.data.tables import Of, Row, Table
from analytics.reports.progress import Beat
from ledger.money import format_micro, from_micro

MOST_ROWS = 1_048_576
MOST_EXACT = 10**15 - 1  # Excel reckons with fifteen digits: an amount with more is written as text
LONGEST = 32_767
FORMULA = tuple("=+-@")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CLOCK = "yyyy-mm-dd hh:mm:ss"
FORMATS = {
    Of.MONEY: "#,##0.00####;[Red]-#,##0.00####",
    Of.ODDS: "0.00####",
    Of.MOMENT: CLOCK,
    Of.CLOCK: CLOCK,
}
WIDTHS = {Of.TEXT: 22, Of.WHOLE: 10, Of.MONEY: 14, Of.ODDS: 10, Of.MOMENT: 19, Of.CLOCK: 19, Of.YES: 9}
Explained = Callable[[dict[str, int]], list[str]]


def write(tables: list[Table], zone: ZoneInfo, explained: Explained, path: Path, beat: Beat) -> None:
    """Write all tables, then what they mean: bets come first, for whoever imports a workbook takes its first sheet."""
    book = Workbook(write_only=True)
    try:
        counts = {table.name: _Sheets(book, table, zone).fill(beat) for table in tables}
        about = book.create_sheet("about")
        about.column_dimensions["A"].width = 110
        for line in explained(counts):
            about.append([text_cell(about, line)])
        book.save(path)
    except BaseException:
        _clear(book)
        raise


def _clear(book: Workbook) -> None:
    """Remove what lies aside of sheets that will never be put together: a worker lives long, and they are large."""
    for sheet in book.worksheets:
        writer = getattr(sheet, "_writer", None)
        if writer is not None and Path(writer.out).exists():
            writer.cleanup()


def text_cell(sheet: Any, text: str) -> Any:
    """A cell that is a text and stays one: no formula, no sign that a workbook cannot hold."""
    cell = WriteOnlyCell(sheet, value="")
    cell.value = UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)[:LONGEST]
    cell.data_type = "s"
    if text.lstrip().startswith(FORMULA):
        cell.quotePrefix = True
    return cell


class _Sheets:
    """One table's sheets, the next begun when one is full."""

    def __init__(self, book: Workbook, table: Table, zone: ZoneInfo) -> None:
        self.book, self.table, self.zone = book, table, zone
        self.number = self.used = 0
        self.sheet: Any = None
        self.begin()

    def fill(self, beat: Beat) -> int:
        """All rows; how many they were."""
        told = 0
        beat.at(self.table.name, total=self.table.count())
        for piece in self.table.pieces():
            for row in piece:
                if self.used == MOST_ROWS:
                    self.begin()
                self.sheet.append(self.cells(row))
                self.used += 1
            told += len(piece)
            beat.advance(len(piece))
        return told

    def begin(self) -> None:
        """A new sheet with its head."""
        self.number += 1
        name = self.table.name if self.number == 1 else f"{self.table.name} {self.number}"
        self.sheet = self.book.create_sheet(name)
        self.sheet.freeze_panes = "A2"
        for place, column in enumerate(self.table.columns, start=1):
            self.sheet.column_dimensions[get_column_letter(place)].width = WIDTHS[column.of]
        head = []
        for column in self.table.columns:
            told = f"{column.name} ({self.zone.key})" if column.of is Of.MOMENT else column.name
            cell = text_cell(self.sheet, told)
            cell.font = Font(bold=True)
            head.append(cell)
        self.sheet.append(head)
        self.used = 1

    def cells(self, row: Row) -> list[Any]:
        """The row's cells."""
        return [
            None if value is None or value == "" else self.cell(value, column.of)
            for value, column in zip(row, self.table.columns, strict=True)
        ]

    def cell(self, value: Any, of: Of) -> Any:
        """One cell by what its column holds."""
        if of is Of.TEXT:
            return text_cell(self.sheet, str(value))
        if of in (Of.WHOLE, Of.YES):
            return value
        if of is Of.MONEY and abs(value) > MOST_EXACT:
            return text_cell(self.sheet, format_micro(value))
        cell = WriteOnlyCell(self.sheet, value=self.plain(value, of))
        cell.number_format = FORMATS[of]
        return cell

    def plain(self, value: Any, of: Of) -> Any:
        """An exact number, or local time without its zone."""
        if of is Of.MOMENT:
            return value.astimezone(self.zone).replace(tzinfo=None)
        if of is Of.CLOCK:
            return value
        return from_micro(value) if of is Of.MONEY else Decimal(value)

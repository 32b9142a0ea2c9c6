"""Fixture files of the formats, and the ways tests rewrite them. Independent of the importer: csv and bytes only."""

import csv
import io
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import openpyxl

from imports import generator

NAMED_DAYS = ("%Y-%m-%d", "%d-%b-%y", "%d %b %Y")
DAY_FIRST, MONTH_FIRST = (*NAMED_DAYS, "%d/%m/%Y"), (*NAMED_DAYS, "%m/%d/%Y")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,13})(\.\d+)?")
FIXTURES = Path(__file__).parent / "fixtures"
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "exports"


@dataclass(frozen=True)
class Export:
    """A delimited file taken apart: title lines, header, rows."""

    title: list[str]
    header: list[str]
    rows: list[list[str]]
    delimiter: str = ","

    def text(self) -> str:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=self.delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerows([self.header, *self.rows])
        return "".join(f'"{line}"\n' for line in self.title) + out.getvalue()

    def data(self) -> bytes:
        return self.text().encode()

    def with_rows(self, rows: list[list[str]]) -> "Export":
        return replace(self, rows=rows)

    def column(self, name: str) -> int:
        """Where the column whose name begins so stands."""
        return next(
            place for place, column in enumerate(self.header) if column.lower().startswith(name.lower())
        )


def fixtures() -> list[Path]:
    """Every fixture file, by format."""
    return sorted(path for path in FIXTURES.glob("*/*") if not path.name.endswith(".json"))


def taken_apart(data: bytes) -> Export:
    """An export as its parts. Smarkets and Action Network have a line before, Bet-Analytix has semicolons."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    title = []
    if text.startswith(('"Smarkets Account Overview', "data:text/csv")):
        first, _, text = text.partition("\n")
        title = [first.strip('"')]
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 5 else ","
    header, *rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    return Export(title, header, [row for row in rows if row], delimiter)


def reversed_rows(export: Export) -> Export:
    """The rows in the opposite order; the legs of a Bet-Analytix multi stay below it."""
    groups: list[list[list[str]]] = []
    for row in export.rows:
        is_leg = export.delimiter == ";" and groups and not row[0] and not row[1] and not row[5]
        if is_leg:
            groups[-1].append(row)
        else:
            groups.append([row])
    return export.with_rows([row for group in reversed(groups) for row in group])


def other_columns(export: Export, order: list[int]) -> Export:
    """The columns in another order."""
    pick = [[row[place] for place in order] for row in [export.header, *export.rows]]
    return replace(export, header=pick[0], rows=pick[1:])


def one_more_column(export: Export) -> Export:
    """A column nobody knows, in the middle."""
    wide = [[*row[:2], word, *row[2:]] for word, row in _with_words(export)]
    return replace(export, header=wide[0], rows=wide[1:])


def long_export(slug: str, rows: int, seed: int) -> bytes:
    """A file of so many rows; where nobody has written a generator for the format, its first fixture without twins."""
    if slug in generator.FORMATS:
        return generator.make(slug, rows, seed)
    export = taken_apart(next(path for path in fixtures() if path.parent.name == slug).read_bytes())
    return export.with_rows([list(row) for row in dict.fromkeys(map(tuple, export.rows))]).data()


def workbook(export: Export, *, days: tuple[str, ...] | None = None) -> bytes:
    """The same table as an .xlsx file. `days`: what looks like a number is one there, and what looks like a day
    written in one of these ways is a date, as when a spreadsheet has opened the file."""
    book = openpyxl.Workbook()
    for row in [*([line] for line in export.title), export.header, *export.rows]:
        book.active.append([cell if days is None else _taken_for(cell, days) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _taken_for(cell: str, days: tuple[str, ...]) -> str | float | datetime:
    if _NUMBER.fullmatch(cell):
        return float(cell)
    for form in (f"{day}{clock}" for day in days for clock in CLOCKS):
        try:
            return datetime.strptime(cell, form)  # noqa: DTZ007  a workbook knows no zones
        except ValueError:
            continue
    return cell


def _with_words(export: Export) -> list[tuple[str, list[str]]]:
    words = ["Meine Spalte ü", *(f"für £{place} – „Café“" for place in range(len(export.rows)))]
    return list(zip(words, [export.header, *export.rows], strict=True))

"""Tables to files: zipped CSV, zipped Parquet, an Excel workbook, piece by piece: no table is held whole.

Amounts are exact decimals in all three: text in CSV, numbers in the workbook's own text, decimal columns in Parquet.
"""

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from analytics.reports.data import parquet, workbook
from analytics.reports.data.tables import Of, Row, Table
from analytics.reports.models import Format
from analytics.reports.progress import Beat
from ledger.money import format_micro
from web.csv_file import inert

READ_ME = "READ ME.txt"
ANONYMOUS = (
    "Betsite, an anonymous history of bets",
    "Names are letters and numbers. Amounts are measured by the usual stake, which is 100, in three digits; they are"
    " of no real currency. Every day was moved by the same whole number of weeks, so weekdays, hours"
    " and pauses are true and dates are not.",
    "A Betsite imports bets and cash (as CSV, or bets from the first sheet of the workbook) like any other export."
    " Never add two currencies.",
)


@dataclass(frozen=True, slots=True)
class About:
    """What the file is of: days in words, the filter by its names, the zone of the days, when it was asked for.

    An anonymous file says none of them.
    """

    title: str
    asked: list[tuple[str, str]]
    zone: ZoneInfo
    asked_at: datetime
    is_anonymous: bool = False

    def lines(self, tables: Sequence[Table], counts: dict[str, int]) -> list[str]:
        """The file's own explanation."""
        said = list(ANONYMOUS) if self.is_anonymous else self._told()
        for table in tables:
            said += ["", f"{table.name}: {counts.get(table.name, 0):,} rows. {table.meaning}"]
            said += [
                f"  {column.name}: {column.of.value}. {column.meaning}".rstrip() for column in table.columns
            ]
        return said

    def _told(self) -> list[str]:
        local = self.asked_at.astimezone(self.zone)
        said = [
            f"Betsite, {self.title}",
            f"Asked for on {local:%-d %B %Y at %H:%M}; days and times are those of {self.zone.key}.",
        ]
        if narrowed := [f"{name}: {value}" for name, value in self.asked if name not in ("from", "to")]:
            said.append(f"Only bets that fit {'; '.join(narrowed)}.")
            said.append(
                "Movements, statement lines and accounts answer to days, bookmaker and currency alone."
            )
        said.append("Amounts are exact; never add two currencies. A bet belongs to the day it was settled.")
        return said


MADE_AT = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
Writer = Callable[[list[Table], About, Path, Beat], None]


def write_csv(tables: list[Table], about: About, path: Path, beat: Beat) -> None:
    """A zip with one CSV a table: UTF-8 with the mark that spreadsheets know it by, CRLF, no cell a formula."""
    with archive(path) as inside:
        counts = {}
        for table in tables:
            with inside(f"{table.name}.csv") as raw:
                counts[table.name] = _csv(table, about.zone, raw, beat)
        _read_me(inside, about, tables, counts)


def write_parquet(tables: list[Table], about: About, path: Path, beat: Beat) -> None:
    """A zip with one Parquet file a table: decimals for money, moments in the person's zone."""
    with archive(path, stored=True) as inside:
        counts = {}
        for table in tables:
            with inside(f"{table.name}.parquet") as raw:
                counts[table.name] = parquet.write(table, about.zone, raw, beat)
        _read_me(inside, about, tables, counts)


def write_xlsx(tables: list[Table], about: About, path: Path, beat: Beat) -> None:
    """A workbook with a sheet a table, more where a sheet is full, and one that explains them."""
    workbook.write(tables, about.zone, lambda counts: about.lines(tables, counts), path, beat)
    if about.is_anonymous:
        timeless(path)


def timeless(path: Path) -> None:
    """Write a workbook again without the moments that it was made at, which its parts and properties tell."""
    aside = path.with_name(f"{path.name}.aside")
    try:
        with zipfile.ZipFile(path) as made, archive(aside) as inside:
            for name in made.namelist():
                with made.open(name) as source, inside(name) as raw:
                    if name == "docProps/core.xml":
                        raw.write(MADE_AT.sub(b"", source.read()))
                    else:
                        shutil.copyfileobj(source, raw)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


WRITERS: dict[Format, Writer] = {
    Format.CSV: write_csv,
    Format.PARQUET: write_parquet,
    Format.XLSX: write_xlsx,
}


@contextmanager
def archive(path: Path, *, stored: bool = False) -> Iterator[Any]:
    """A zip that is written member by member: `with archive(path) as inside, inside("a.csv") as raw: ...`.

    Its members carry no clock time, so that the same rows make the same bytes.
    """
    with zipfile.ZipFile(path, "w") as file:

        def inside(name: str) -> IO[bytes]:
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            return file.open(member, "w", force_zip64=True)

        yield inside


def _csv(table: Table, zone: ZoneInfo, raw: IO[bytes], beat: Beat) -> int:
    told = 0
    beat.at(table.name, total=table.count())
    text = io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=False)
    text.write("\ufeff")
    writer = csv.writer(text)
    writer.writerow([column.name for column in table.columns])
    say = [SAY[column.of] for column in table.columns]
    for piece in table.pieces():
        writer.writerows(_said(row, say, zone) for row in piece)
        told += len(piece)
        beat.advance(len(piece))
    text.flush()
    text.detach()
    return told


def _said(row: Row, say: list[Callable[[Any, ZoneInfo], str]], zone: ZoneInfo) -> list[str]:
    return ["" if cell is None else each(cell, zone) for cell, each in zip(row, say, strict=True)]


SAY: dict[Of, Callable[[Any, ZoneInfo], str]] = {
    Of.TEXT: lambda cell, _: inert(cell),
    Of.WHOLE: lambda cell, _: str(cell),
    Of.MONEY: lambda cell, _: format_micro(cell),
    Of.ODDS: lambda cell, _: str(cell),
    Of.MOMENT: lambda cell, zone: cell.astimezone(zone).isoformat(),
    Of.CLOCK: lambda cell, _: cell.isoformat(sep=" "),
    Of.YES: lambda cell, _: "true" if cell else "false",
}


def _read_me(inside: Any, about: About, tables: list[Table], counts: dict[str, int]) -> None:
    with inside(READ_ME) as raw:
        raw.write("\r\n".join(about.lines(tables, counts)).encode())

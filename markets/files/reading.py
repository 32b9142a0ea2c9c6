"""Rows of a table to bars: each is one, says that there is none, or is rejected with its reason."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from markets.files import cells
from markets.files.bars import Bar, Told
from markets.files.columns import Columns, recognise
from markets.files.tables import table_of
from markets.models import Instrument

BETWEEN = "the close does not lie between low and high"


def read(content: bytes, instrument: Instrument, *, column: str | None = None) -> Told:
    """The bars of a file. Raises NotCloses when it is no such file, or its columns are not known."""
    table = table_of(content)
    columns = recognise(table.names, instrument, column=column)
    told = Told(rows=len(table.rejects), rejects=list(table.rejects))
    wanted = {"session": columns.day, "close": columns.close, **columns.others}
    texts = {name: table.column(place) for name, place in wanted.items()}
    for line, row in zip(table.lines, zip(*texts.values(), strict=True), strict=True):
        _take(told, columns, line, dict(zip(texts, ((cell or "") for cell in row), strict=True)))
    told.rejects.sort(key=lambda each: each.line)
    return told


def _take(told: Told, columns: Columns, line: int, row: dict[str, str]) -> None:
    if not any(cell.strip() for cell in row.values()):
        return
    told.rows += 1
    name = "session"
    try:
        values: dict[str, Any] = {"session": cells.day(row["session"])}
        if cells.is_missing(row["close"]):
            told.missing += 1
            return
        for name, cell in row.items():
            if name != "session" and not cells.is_missing(cell):
                values[name] = _reader(name)(cell)
    except cells.BadCell as error:
        told.reject(line, _column(columns, name), row[name], str(error))
        return
    bar = Bar(line=line, **values)
    if not _is_between(bar):
        told.reject(line, columns.names[columns.close], row["close"], BETWEEN)
        return
    told.bars.append(bar)


def _reader(name: str) -> Callable[[str], Decimal | int]:
    return cells.volume if name == "volume" else cells.price


def _column(columns: Columns, name: str) -> str:
    places = {"session": columns.day, "close": columns.close, **columns.others}
    return columns.names[places[name]]


def _is_between(bar: Bar) -> bool:
    return (bar.low is None or bar.low <= bar.close) and (bar.high is None or bar.close <= bar.high)

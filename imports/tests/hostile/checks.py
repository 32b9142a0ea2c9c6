"""What must hold for every file, however it was damaged."""

from decimal import Decimal

import numpy as np
import pandas as pd

from imports import decoding, formats, sniff
from imports.formats import FileError, Format, Options, Parsed
from imports.formats._amounts import MOST_MICRO
from imports.formats._columns import RAGGED, RAW
from imports.proof import Proof, prove
from imports.sniff import Table

EARLIEST, LATEST = pd.Timestamp("1989-12-30", tz="UTC"), pd.Timestamp("2100-01-03", tz="UTC")
TRACES = ("Traceback", "Error(", "Exception", "object at 0x", 'File "')


def read(data: bytes, name: str = "x.csv", *, fallback: str = "") -> tuple[Table, Format, Parsed, Proof]:
    """Sniff, recognise, parse and prove, as the pipeline does. Raises FileError."""
    table = sniff.read(data, name)
    found = formats.detect(table.sample).format
    if found is None:
        if not fallback:
            raise FileError("This file's format was not recognised.")
        found = formats.get(fallback)  # as when the person insists on a format
    parsed = found.parse(table.frame, Options(user_currency="AUD"))
    return table, found, parsed, prove(parsed.balances, is_newest_first=found.is_newest_first)


def letters(text: str) -> int:
    """How many signs of the text say something, whatever its quoting."""
    return sum(map(str.isalnum, text))


def nothing_is_lost_in_reading(data: bytes, table: Table) -> None:
    """Every letter and digit behind the header is in a cell or in the text of a refused row, unless that is endless."""
    text = decoding.decode(data)[0].decode("utf-8", "replace")
    body = "\n".join(text.split("\n")[table.header_line :])
    columns = [name for name in table.frame.columns if name not in (RAGGED, RAW)]
    raws = table.frame[RAW] if RAW in table.frame.columns else pd.Series(None, index=table.frame.index)
    cells = table.frame[columns].to_numpy(dtype=object)
    found = sum(
        letters("".join(row)) if pd.isna(raw) else letters(raw) for row, raw in zip(cells, raws, strict=True)
    )
    if (
        RAGGED in table.frame.columns
        and table.frame[RAGGED].str.contains("more than any bet", na=False).any()
    ):
        assert found <= letters(body)
    else:
        assert found == letters(body), (found, letters(body))


def rows_are_accounted_for(table: Table, parsed: Parsed) -> None:
    """Each data row is one line or one reject, told by its place in the file."""
    told = [*parsed.lines["row"], *parsed.rejects["row"]]
    assert sorted(told) == sorted(table.frame.index), "a row vanished or came twice"
    assert len(set(told)) == len(told)
    assert parsed.rejects["reason"].map(is_a_sentence).all()
    assert parsed.rejects["raw"].notna().all()


def figures_are_sane(parsed: Parsed) -> None:
    """Money is whole and bounded, odds are decimal numbers, times are within a lifetime, texts can be stored."""
    for frame in (parsed.lines, parsed.bets, parsed.legs, parsed.rejects, parsed.balances):
        if frame is None:
            continue
        for name in frame.columns:
            _column_is_sane(name, frame[name].dropna())


def _column_is_sane(name: str, values: pd.Series) -> None:
    if name.endswith("_micro"):
        assert values.dtype in ("Int64", "int64"), name
        assert not len(values) or values.abs().max() <= 4 * MOST_MICRO, name
    elif name.endswith("_at"):
        assert not len(values) or (values.min() > EARLIEST and values.max() < LATEST), name
    elif name in ("odds", "closing_odds"):
        assert all(1 <= Decimal(odds) < 10**12 for odds in values), name
    elif values.dtype == object:
        for text in values:
            assert isinstance(text, (str, bool, np.bool_)), (name, text)
            assert "\x00" not in str(text)
            str(text).encode()


def is_a_sentence(text: object) -> bool:
    """Something a person can be shown."""
    return isinstance(text, str) and 3 < len(text) < 4000 and not any(trace in text for trace in TRACES)


def is_refused_kindly(error: FileError) -> None:
    """The refusal is a sentence for a person."""
    assert is_a_sentence(error.message), error.message

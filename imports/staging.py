"""Hand data frames over to PostgreSQL: COPY in text form into temporary tables of the running transaction.

COPY straight into the real tables is refused to a role under row-level security, and the comparison with what is
known needs the rows in the database anyway.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
from django.db import connection

CHUNK = 50_000
MISSING = "\\N"
MARK = "\x1f"
SPECIAL = re.compile("[\\\\\t\n\r\x00]")
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""}

Told = Callable[[int], None]


def make_table(name: str, columns: Mapping[str, str]) -> None:
    """A temporary table of this transaction; one of the same name from an earlier import in it is replaced."""
    fields = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ({fields}) ON COMMIT DROP")


def stage(
    name: str, columns: Mapping[str, str], frame: pd.DataFrame, *, told: Told = lambda rows: None
) -> None:
    """Make the table and fill it with the frame's columns of the same names; `told` hears of rows done."""
    make_table(name, columns)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY pg_temp.{name} ({', '.join(columns)}) FROM STDIN") as copy:
            for start in range(0, len(frame), CHUNK):
                part = frame.iloc[start : start + CHUNK]
                copy.write(as_copy_text(part, list(columns)).encode("utf-8", "replace"))
                told(len(part))
        cursor.execute(f"ANALYZE pg_temp.{name}")


def as_copy_text(frame: pd.DataFrame, columns: Sequence[str]) -> str:
    """Rows in COPY's text form: tabs between, line ends after, backslash escapes, \\N for what is missing."""
    count = len(frame)
    texts = [_same(frame[column], count) or _texts(frame[column]) for column in columns]
    lists = [repeat(text, count) if isinstance(text, str) else text for text in texts]
    return "\n".join([*map("\t".join, zip(*lists, strict=True)), ""])


def _same(column: pd.Series, count: int) -> str:
    """The text that all values of a column have, "" where they differ. Many columns of a file say one thing."""
    if not count:
        return ""
    missing = column.isna().to_numpy()
    if missing.all():
        return MISSING
    first = column.iloc[0]
    if missing.any() or isinstance(column.dtype, pd.CategoricalDtype) or column.iloc[-1] != first:
        return ""
    return _texts(column.iloc[:1])[0] if bool((column == first).all()) else ""


def _texts(column: pd.Series) -> list[str]:
    """The values of a column as COPY reads them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        names = _texts(pd.Series(column.cat.categories, dtype=object))
        return [names[code] if code >= 0 else MISSING for code in column.cat.codes.tolist()]
    missing = column.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        texts = _moments(column)
    elif pd.api.types.is_bool_dtype(column.dtype):
        texts = ["t" if value is True else "f" for value in column.to_numpy(dtype=object, na_value=False)]
    elif pd.api.types.is_integer_dtype(column.dtype):
        texts = list(map(str, column.to_numpy(dtype=np.int64, na_value=0).tolist()))
    else:
        return _strings(column.to_numpy(dtype=object).tolist(), missing)
    if missing.any():
        for place in np.flatnonzero(missing).tolist():
            texts[place] = MISSING
    return texts


def _moments(column: pd.Series) -> list[str]:
    """UTC, to the microsecond."""
    moments = column.dt.tz_convert("UTC").dt.tz_localize(None) if column.dt.tz is not None else column
    texts = np.datetime_as_string(moments.to_numpy(dtype="datetime64[us]"), unit="us", timezone="UTC")
    return list(texts.tolist())


def _strings(values: list[Any], missing: np.ndarray) -> list[str]:
    """Escaped, all at once where no value holds the mark."""
    if missing.any():
        values = ["" if gone else value for value, gone in zip(values, missing.tolist(), strict=True)]
    texts = [value if type(value) is str else _plain(value) for value in values]
    if SPECIAL.search(joined := MARK.join(texts)):
        if joined.count(MARK) == len(texts) - 1:
            for sign, escaped in ESCAPES.items():
                joined = joined.replace(sign, escaped)
            texts = joined.split(MARK)
        else:
            texts = [SPECIAL.sub(lambda found: ESCAPES[found[0]], text) for text in texts]
    if missing.any():
        for place in np.flatnonzero(missing).tolist():
            texts[place] = MISSING
    return texts


def _plain(value: Any) -> str:
    """A value in an object column: True and False as PostgreSQL writes them, whole numbers without a point."""
    if isinstance(value, (bool, np.bool_)):
        return "t" if value else "f"
    return str(value)

"""Data frames to temporary tables of the running transaction, by COPY in its text form."""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from django.db import connections

CHUNK = 50_000
MISSING = "\\N"
SPECIAL = re.compile("[\\\\\t\n\r\x00]")
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""}


def stage(name: str, columns: Mapping[str, str], frame: pd.DataFrame, *, using: str) -> None:
    """Make the table and fill it with the frame's columns of the same names. None and NaN are NULL."""
    fields = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    with connections[using].cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        cursor.execute(f"CREATE TEMP TABLE {name} ({fields}) ON COMMIT DROP")
        with cursor.copy(f"COPY pg_temp.{name} ({', '.join(columns)}) FROM STDIN") as copy:
            for begin in range(0, len(frame), CHUNK):
                part = frame.iloc[begin : begin + CHUNK]
                texts = [_texts(part[column]) for column in columns]
                copy.write(
                    "\n".join([*map("\t".join, zip(*texts, strict=True)), ""]).encode("utf-8", "replace")
                )
        cursor.execute(f"ANALYZE pg_temp.{name}")


def _texts(column: pd.Series) -> list[str]:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        plain = column.dt.tz_convert("UTC").dt.tz_localize(None)
        texts = np.datetime_as_string(
            plain.to_numpy(dtype="datetime64[us]"), unit="us", timezone="UTC"
        ).tolist()
        return [MISSING if text == "NaT" else text for text in texts]
    if pd.api.types.is_bool_dtype(column.dtype):
        return ["t" if value else "f" for value in column.to_numpy().tolist()]
    if pd.api.types.is_integer_dtype(column.dtype):
        return list(map(str, column.to_numpy().tolist()))
    known: dict[object, str] = {}
    return [known.get(value) or known.setdefault(value, _text(value)) for value in column.tolist()]


def _text(value: object) -> str:
    if value is None or value != value:  # NaN is the only value that is not itself
        return MISSING
    if isinstance(value, bool):
        return "t" if value else "f"
    return SPECIAL.sub(lambda found: ESCAPES[found[0]], str(value))

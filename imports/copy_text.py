"""Data frames in COPY's text form: tabs between, line ends after, backslash escapes, \\N for what is missing.

Arrow makes and joins the texts of whole columns, in a fifth of the time that Python's own joining takes.
"""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import compute

from imports.formats._coded import by_object, objects

MISSING = "\\N"
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""}  # the backslash first
LARGE = pa.large_string()


def as_copy_text(frame: pd.DataFrame, columns: Sequence[str]) -> bytes:
    """The rows of these columns. Moments are UTC to the microsecond.

    A text's NUL, which no database holds, is left out, and half a surrogate becomes a question mark.
    """
    if not len(frame):
        return b""
    texts: list[Any] = [_text(frame[column]) for column in columns]
    if all(isinstance(text, pa.Scalar) for text in texts):
        texts[0] = pa.array([texts[0].as_py()] * len(frame), LARGE)
    rows = compute.binary_join_element_wise(
        *texts, pa.scalar("\t", LARGE), null_handling="replace", null_replacement=MISSING
    )
    whole = pa.LargeListArray.from_arrays(pa.array([0, len(rows)], pa.int64()), rows)
    joined = compute.binary_join(whole, pa.scalar("\n", LARGE))
    return bytes(joined[0].as_buffer()) + b"\n"


def same_texts(frame: pd.DataFrame, columns: Collection[str]) -> dict[str, str | None]:
    """The columns in which all rows say the same, and what: None for nothing. Never all columns, and none whose text
    would have to be escaped."""
    alike = {}
    for name in columns:
        text = _same_text(frame[name])
        if text is not None and not any(sign in (text.as_py() or "") for sign in ESCAPES):
            alike[name] = text.as_py()
    if len(alike) == len(columns):
        alike.popitem()
    return alike


def _same_text(column: pd.Series) -> pa.LargeStringScalar | None:
    """What all rows say, None where they differ. Of texts only the same object counts as the same."""
    if column.dtype == object:
        which = objects(column.to_numpy())
        return _strings(column.to_numpy()[:1])[0] if len(which) and (which == which[0]).all() else None
    if (same := _same(column)) is None:
        return None
    missing = pa.scalar(None, LARGE)
    return missing if _is_missing(same) else _of(pd.Series([same], dtype=column.dtype))[0]


def _text(column: pd.Series) -> pa.LargeStringArray | pa.LargeStringScalar:
    """A column's texts, escaped; one text where all rows say the same, as many columns of a file do."""
    if column.dtype == object:
        return _of_objects(column.to_numpy())
    return _of(column) if (same := _same_text(column)) is None else same


def _of_objects(cells: np.ndarray) -> pa.LargeStringArray | pa.LargeStringScalar:
    """The texts of a column whose rows share their objects are made once for each object."""
    if (known := by_object(cells)) is None:
        return _strings(cells)
    codes, several = known
    texts = _strings(several)
    return texts[0] if len(texts) == 1 else texts.take(pa.array(codes))


def _same(column: pd.Series) -> Any:
    """The value that all rows have (pd.NA where none has any), None where they differ."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return None
    missing = column.isna().to_numpy()
    if missing.all():
        return pd.NA
    first = column.iloc[0]
    if missing.any() or column.iloc[-1] != first:
        return None
    return first if bool((column == first).all()) else None


def _is_missing(value: Any) -> bool:
    return value is pd.NA


def _of(column: pd.Series) -> pa.LargeStringArray:
    kind = column.dtype
    if isinstance(kind, pd.CategoricalDtype):
        names = _strings(kind.categories.to_numpy(dtype=object))
        codes = column.cat.codes.to_numpy(dtype=np.int64)
        return names.take(pa.array(codes, mask=codes < 0))
    if pd.api.types.is_datetime64_any_dtype(kind):
        return _moments(column)
    if pd.api.types.is_bool_dtype(kind) and not pd.api.types.is_object_dtype(kind):
        flags = pa.array(column.to_numpy(dtype=object), pa.bool_(), from_pandas=True)
        return compute.if_else(flags, pa.scalar("t", LARGE), pa.scalar("f", LARGE))
    if pd.api.types.is_integer_dtype(kind):
        numbers = column.to_numpy(dtype=np.int64, na_value=0)
        return compute.cast(pa.array(numbers, mask=column.isna().to_numpy()), LARGE)
    return _strings(column.to_numpy(dtype=object))


def _moments(column: pd.Series) -> pa.LargeStringArray:
    """UTC, to the microsecond. Arrow writes moments with a zone ten times slower than those without one."""
    moments = column.dt.tz_convert("UTC").dt.tz_localize(None) if column.dt.tz is not None else column
    texts = compute.cast(pa.array(moments.to_numpy(dtype="datetime64[us]"), pa.timestamp("us")), LARGE)
    return compute.binary_join_element_wise(texts, pa.scalar("Z", LARGE), pa.scalar("", LARGE))


def _strings(values: np.ndarray) -> pa.LargeStringArray:
    try:
        texts = pa.array(values, LARGE, from_pandas=True)
    except (pa.ArrowException, UnicodeError):  # not only texts, or half a surrogate among them
        missing = pd.isna(values)
        told = [None if gone else _plain(value) for value, gone in zip(values, missing, strict=True)]
        texts = pa.array(told, LARGE)
    signs = bytes(texts.buffers()[2] or b"")
    for sign, escaped in ESCAPES.items():
        if sign.encode() in signs:
            texts = compute.replace_substring(texts, sign, escaped)
    return texts


def _plain(value: Any) -> str:
    """A value in an object column: True and False as PostgreSQL writes them, whole numbers without a point."""
    if isinstance(value, (bool, np.bool_)):
        return "t" if value else "f"
    return str(value).encode("utf-8", "replace").decode()

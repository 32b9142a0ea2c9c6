"""Identity of rows: fingerprints for rows without an id, ordinals for twins, digests to tell whether a row
changed."""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
import pandas as pd

from imports.formats._coded import Coded, factorized, repeats

Column = np.ndarray | pd.Series | Coded | str

PRIME = np.uint64(0x100000001B3)
MISSING = np.uint64(0x9E3779B97F4A7C15)
BETWEEN = "\x1f"


def digest(columns: Sequence[Column]) -> np.ndarray:
    """One int64 for each row, the same whenever the columns' values are the same. A text stands in every row."""
    count = next(len(column) for column in columns if not isinstance(column, str))
    return mixed(np.zeros(count, dtype=np.int64), columns)


def fingerprints(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Twenty hexadecimal digits for each row of texts (None counts as empty)."""
    parts = [["" if cell is None else str(cell) for cell in column] for column in columns]
    rows = (BETWEEN.join(row) for row in zip(*parts, strict=True))
    done = np.empty(len(parts[0]), dtype=object)
    done[:] = [blake2b(row.encode("utf-8", "replace"), digest_size=10).hexdigest() for row in rows]
    return done


def numbered(keys: np.ndarray, order: Sequence[np.ndarray] = ()) -> np.ndarray:
    """Keys with an ordinal behind: equal ones are twins and all of them survive.

    They are counted by `order` (so that it does not matter in which order a file tells them), then as they come.
    """
    frame = pd.DataFrame({"key": keys, **{str(place): column for place, column in enumerate(order)}})
    frame = frame.sort_values(list(frame.columns), kind="stable") if order else frame
    ordinal = frame.groupby("key", sort=False).cumcount().sort_index().to_numpy() + 1
    done = np.empty(len(keys), dtype=object)
    done[:] = [f"{key}:{number}" for key, number in zip(keys, ordinal, strict=True)]
    return done


def shared(ids: np.ndarray, times: np.ndarray, digests: np.ndarray) -> np.ndarray:
    """The file's own ids as keys. The very same row told twice keeps one key; different rows that share an id
    are told apart by an ordinal in order of time and content, so that neither order nor repetition in a file
    matters."""
    if len(set(ids)) == len(ids):
        return ids.copy()
    frame = pd.DataFrame({"id": ids, "time": times.astype(np.int64), "digest": digests})
    twins = frame[frame.duplicated("id", keep=False)]
    keys = ids.copy()
    if twins.empty:
        return keys
    unlike = twins.drop_duplicates(["id", "digest"]).sort_values(["id", "time", "digest"])
    ordinal = unlike.groupby("id").cumcount() + 1
    places = dict(zip(zip(unlike["id"], unlike["digest"], strict=True), ordinal, strict=True))
    for row, key, content in zip(twins.index, twins["id"], twins["digest"], strict=True):
        number = places[key, content]
        keys[row] = key if number == 1 else f"{key}:{number}"
    return keys


def mixed(digests: np.ndarray, columns: Sequence[Column]) -> np.ndarray:
    """Digests, with what further columns say mixed in."""
    total = digests.view(np.uint64).copy()
    for column, hashes in zip(columns, _each_once(columns), strict=True):
        total ^= column.spread(hashes) if isinstance(column, Coded) else hashes
        total *= PRIME
    return total.view(np.int64)


def _each_once(columns: Sequence[Column]) -> Iterator[np.ndarray]:
    """The hashes of each column's values. A column that comes again is not hashed again."""
    ids = [id(column) for column in columns]
    known: dict[int, np.ndarray] = {}
    for place, (column, name) in enumerate(zip(columns, ids, strict=True)):
        hashes = known.pop(name) if name in known else _hashed(column)
        if name in ids[place + 1 :]:
            known[name] = hashes
        yield hashes


def _hashed(column: Column) -> np.ndarray:
    """One uint64 for each row; for each value of a coded column, and one for a text."""
    if isinstance(column, str):
        column = np.array([column], dtype=object)
    if isinstance(column, Coded):
        return _hashed_texts(column.values)
    if not isinstance(column, pd.Series):
        if column.dtype == object:
            return _hashed_texts(column)
        column = pd.Series(column)
    if column.dtype == object or isinstance(column.dtype, pd.StringDtype):
        return _hashed_texts(column.to_numpy(dtype=object))
    numbers = _numbers(column)
    if numbers is None:
        return _hashed_texts(column.to_numpy(dtype=object))
    return np.where(column.isna().to_numpy(), MISSING, pd.util.hash_array(numbers, categorize=False))


def _numbers(column: Any) -> np.ndarray | None:
    """A series of moments or whole numbers as numbers, whatever for missing ones; None for any other."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.tz_localize(None) if column.dt.tz is not None else column
        return column.to_numpy().astype("datetime64[us]").astype(np.int64)
    if pd.api.types.is_integer_dtype(column.dtype):
        return column.to_numpy(dtype=np.int64, na_value=0)
    return None


def _hashed_texts(texts: np.ndarray) -> np.ndarray:
    """Each distinct text is hashed once where texts repeat themselves, which a sample tells."""
    if repeats(texts):
        codes, distinct = factorized(texts)
        return _hashed_each(distinct)[codes]
    return _hashed_each(texts)


def _hashed_each(texts: np.ndarray) -> np.ndarray:
    missing = pd.isna(texts)
    if not missing.any():
        return pd.util.hash_array(texts, categorize=False)
    return np.where(missing, MISSING, pd.util.hash_array(np.where(missing, "", texts), categorize=False))

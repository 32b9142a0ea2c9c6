"""Identity of rows: fingerprints for rows without an id, ordinals for twins, digests to tell whether a row
changed."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
import pandas as pd

PRIME = np.uint64(0x100000001B3)
MISSING = np.uint64(0x9E3779B97F4A7C15)
BETWEEN = "\x1f"
SAMPLE = 1_000


def digest(columns: Sequence[np.ndarray | pd.Series]) -> np.ndarray:
    """One int64 for each row, the same whenever the columns' values are the same."""
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        total = (total ^ _hashed(_series(column))) * PRIME
    return total.view(np.int64)


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


def _hashed(column: pd.Series) -> np.ndarray:
    missing = column.isna().to_numpy()
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        column = column.dt.tz_localize(None) if column.dt.tz is not None else column
        values = column.to_numpy().astype("datetime64[us]").astype(np.int64)
    elif pd.api.types.is_integer_dtype(column.dtype):
        values = column.to_numpy(dtype=np.int64, na_value=0)
    else:
        texts = column.to_numpy(dtype=object)
        hashed = _hashed_texts(np.where(missing, "", texts) if missing.any() else texts)
        return np.where(missing, MISSING, hashed)
    return np.where(missing, MISSING, pd.util.hash_array(values, categorize=False))


def _series(column: np.ndarray | pd.Series) -> pd.Series:
    """As it is: pandas would look through texts for what they are, and copy them."""
    is_texts = isinstance(column, np.ndarray) and column.dtype == object
    return pd.Series(column, dtype=object) if is_texts else pd.Series(column)


def _hashed_texts(texts: np.ndarray) -> np.ndarray:
    """Each distinct text is hashed once where texts repeat themselves, which a sample tells."""
    sample = texts[:: max(1, len(texts) // SAMPLE)]
    if 2 * len(set(sample)) >= len(sample):
        return pd.util.hash_array(texts, categorize=False)
    codes, distinct = pd.factorize(texts, use_na_sentinel=False)
    return pd.util.hash_array(distinct, categorize=False)[codes]


def mixed(digests: np.ndarray, columns: Sequence[pd.Series]) -> np.ndarray:
    """Digests, with what further columns say mixed in."""
    total = digests.view(np.uint64)
    for column in columns:
        total = (total ^ _hashed(column)) * PRIME
    return total.view(np.int64)

"""Columns of texts of which many rows say the same: each distinct text once, and which of them each row has.

What is asked of a column is asked of its distinct texts, and handed to the rows by their codes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

SAMPLE = 1_000


@dataclass(frozen=True, eq=False)
class Coded:
    """`values` are the texts (or what was made of them), `codes` their places for each row of the file.

    codes is None where nearly every row says something of its own: then the values are the rows. Two values may be
    equal, as two texts are that differed by the spaces around them.
    """

    values: np.ndarray
    codes: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.values) if self.codes is None else len(self.codes)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.texts)

    @property
    def texts(self) -> np.ndarray:
        """One for each row."""
        return self.spread(self.values)

    def spread(self, of_values: Any) -> Any:
        """For each row what an array has for its value."""
        return of_values if self.codes is None else of_values.take(self.codes)

    def each(self, work: Callable[[Any], Any]) -> "Coded":
        """`work` done once for each value."""
        return replace(self, values=mapped(work, self.values))

    def figures(self, work: Callable[[Any], Any], kind: type) -> np.ndarray:
        """What `work` makes of each value, for each row, as numbers or flags of this kind."""
        return self.spread(np.fromiter(map(work, self.values.tolist()), dtype=kind, count=len(self.values)))

    def places(self) -> np.ndarray:
        """Which value each row has."""
        return np.arange(len(self.values)) if self.codes is None else self.codes

    def are(self, value: Any) -> np.ndarray:
        """Which rows have this value."""
        return self.spread(self.values == value)

    def of(self, rows: np.ndarray) -> "Coded":
        """Only the rows at these places."""
        return Coded(self.values[rows]) if self.codes is None else Coded(self.values, self.codes[rows])

    def whole(self) -> "Coded":
        """With codes, where at least a third of the rows repeat others; as it is otherwise."""
        if self.codes is not None:
            return self
        codes, values = factorized(self.values)
        return Coded(values, codes) if 3 * len(values) <= 2 * len(codes) else self


def lengths(lists: Sequence[Sequence[Any]]) -> np.ndarray:
    """How many members each list has."""
    return np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))


def laid_out(counts: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each member of the lists of all rows: its row, its place in its list (from nought), and where it is in all
    lists one after the other. `counts` are the lengths of the lists, `codes` tell which list each row has."""
    starts = (counts.cumsum() - counts)[codes]
    counts = counts[codes]
    rows = np.repeat(np.arange(len(codes)), counts)
    number = np.arange(len(rows)) - np.repeat(counts.cumsum() - counts, counts)
    return rows, number, np.repeat(starts, counts) + number


def mapped(work: Callable[[Any], Any], values: np.ndarray) -> np.ndarray:
    """What `work` makes of each value, as objects."""
    return np.fromiter(map(work, values.tolist()), dtype=object, count=len(values))


def same(value: Any, count: int) -> Coded:
    """A column that says the same in every row."""
    return Coded(np.array([value], dtype=object), np.zeros(count, dtype=np.int8))


def coded(series: pd.Series, tidy: Callable[[pd.Series], np.ndarray]) -> Coded:
    """The column's cells made `tidy`, by distinct cells where it has them apart or repeats itself."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes = series.cat.codes.to_numpy()
        if not len(codes) or codes.min() >= 0:
            return Coded(tidy(pd.Series(series.cat.categories, dtype=object)), codes)
    cells = tidy(series)
    if not repeats(cells):
        return Coded(cells)
    codes, values = factorized(cells)
    return Coded(values, codes)


def repeats(cells: np.ndarray) -> bool:
    """Do at least half of the cells say what others say, as far as a sample tells?"""
    sample = cells[:: max(1, len(cells) // SAMPLE)]
    return 2 * len(set(sample)) < len(sample)


def factorized(cells: Any) -> tuple[np.ndarray, np.ndarray]:
    """Codes and distinct values in order of their first row, as pandas.factorize; of texts in a third of its time, and
    in a tenth where the rows share their objects."""
    cells = np.asarray(cells, dtype=object)
    if (known := by_object(cells)) is not None:
        codes, several = known
        of_several, values = factorized(several)
        return of_several[codes], values
    try:
        texts = pa.array(cells, pa.large_string(), from_pandas=True)
    except (pa.ArrowException, UnicodeError):  # not only texts, or half a surrogate among them
        texts = None
    if texts is None or texts.null_count:
        return pd.factorize(cells, use_na_sentinel=False)
    encoded = texts.dictionary_encode()
    del texts
    codes = encoded.indices.to_numpy()
    return codes, cells[_firsts(codes, len(encoded.dictionary))]


def objects(cells: np.ndarray) -> np.ndarray:
    """Which object each cell is, as numbers: cells that are one object say the same, and need not be compared."""
    return np.ndarray(cells.shape, np.uintp, buffer=np.ascontiguousarray(cells))


def by_object(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Codes and the different objects of cells of which at least three in four are an object that came before; None of
    others. Two of these objects may be equal."""
    if len(cells) < SAMPLE:
        return None
    which = objects(cells)
    sample = which[:: len(cells) // SAMPLE]
    if 4 * len(np.unique(sample)) > len(sample):
        return None
    codes, several = pd.factorize(which)
    if 4 * len(several) > len(cells):
        return None
    return codes, cells[_firsts(codes, len(several))]


def _firsts(codes: np.ndarray, count: int) -> np.ndarray:
    """The first row of each code."""
    firsts = np.empty(count, dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of equal ones the first is written last
    return firsts

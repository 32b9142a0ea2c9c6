"""Where the records of a delimited text end, found by counting quotes, line ends and delimiters in arrays.

A body is looked at block by block: what is found of one stays in the processor's caches while it is counted, which
takes half the time that whole columns of a large file take.
"""

from dataclasses import dataclass

import numpy as np

QUOTE, NEWLINE = 0x22, 0x0A
BLOCK = 1 << 20  # bytes
CUT_WITHIN = 20_000  # bytes: a quote that is still open so near the end was cut off, any other is a stray one


@dataclass(frozen=True)
class Marks:
    """Where records end (the last one perhaps with the body), and how many delimiters outside quotes and how many line
    ends, those in cells included, there are up to there."""

    ends: np.ndarray
    delimiters: np.ndarray
    newlines: np.ndarray
    is_cut: bool


def marks(signs: np.ndarray, delimiter: int) -> Marks | None:
    """Of a body of bytes. None where quotes open elsewhere than where a cell begins, or close elsewhere than where one
    ends."""
    count = _Count(signs, delimiter)
    if not all(count.block(start) for start in range(0, len(signs), BLOCK)):
        return None
    is_cut = bool(count.quotes & 1)
    if is_cut and len(signs) - count.last_quote >= CUT_WITHIN:
        return None
    ends = np.concatenate(count.ends) if count.ends else np.zeros(0, dtype=np.int64)
    if ends.size and ends[-1] == len(signs) - 1:
        return Marks(ends, np.concatenate(count.of_delimiters), np.concatenate(count.of_newlines), is_cut)
    return Marks(
        np.append(ends, len(signs)),
        np.concatenate([*count.of_delimiters, [count.delimiters]]),
        np.concatenate([*count.of_newlines, [count.newlines]]),
        is_cut,
    )


class _Count:
    """What the blocks so far have: sums, and for each record's end the sums up to it."""

    def __init__(self, signs: np.ndarray, delimiter: int) -> None:
        self.signs, self.delimiter = signs, delimiter
        self.quotes = self.delimiters = self.newlines = 0
        self.last_quote = -1
        self.ends: list[np.ndarray] = []
        self.of_delimiters: list[np.ndarray] = []
        self.of_newlines: list[np.ndarray] = []
        # What stands around a quoted cell, quotes within it included.
        self._around = np.zeros(256, dtype=bool)
        self._around[[delimiter, NEWLINE, QUOTE]] = True

    def block(self, start: int) -> bool:
        """Count the block that begins here; False where its quotes are irregular."""
        part = self.signs[start : start + BLOCK]
        places = np.flatnonzero((part == QUOTE) | (part == NEWLINE) | (part == self.delimiter))
        if not len(places):
            return True
        kinds = part[places]
        places += start
        are_quotes, are_newlines = kinds == QUOTE, kinds == NEWLINE
        quotes = np.cumsum(are_quotes) + self.quotes
        if quotes[-1] > self.quotes and not self._are_regular(places[are_quotes], quotes[are_quotes]):
            return False
        is_outside = quotes & 1 == 0
        delimiters = np.cumsum((kinds == self.delimiter) & is_outside) + self.delimiters
        newlines = np.cumsum(are_newlines) + self.newlines
        are_ends = np.flatnonzero(are_newlines & is_outside)
        self.ends.append(places[are_ends])
        self.of_delimiters.append(delimiters[are_ends])
        self.of_newlines.append(newlines[are_ends])
        self.quotes, self.delimiters, self.newlines = int(quotes[-1]), int(delimiters[-1]), int(newlines[-1])
        return True

    def _are_regular(self, places: np.ndarray, numbers: np.ndarray) -> bool:
        """Do quotes at these places, the first in the body being number one, open and close where cells do?"""
        self.last_quote = int(places[-1])
        opening, closing = places[numbers & 1 == 1], places[numbers & 1 == 0]
        before = self.signs[opening[opening > 0] - 1]
        after = self.signs[closing[closing < len(self.signs) - 1] + 1]
        return bool(self._around[before].all() and self._around[after].all())

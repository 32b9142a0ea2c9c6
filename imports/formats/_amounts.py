"""Money and odds of text cells, exactly: whole micro-units by digit arithmetic on whole columns, never a
fraction of two.

The fast path reads plain numbers ("-12.5") for a whole column at once, one position of the text after the other.
What it does not know (currency signs, brackets, thousands marks, decimal commas) is read by `ledger.money`, once
per distinct text."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

import numpy as np
import pandas as pd

from imports.formats._coded import Coded
from imports.formats._columns import is_nothing, per_value
from ledger.money import parse_money, to_micro

WIDTH = 20  # longer texts are no plain numbers
LONGEST = 200  # and beyond this none at all, whatever marks and spaces they are written with
MOST_MICRO = (
    2**53 - 1
)  # nine thousand million of any currency: beyond it a figure is a mistake, and JSON loses digits
POWERS = np.array([10**places for places in range(7)], dtype=np.int64)

_FRACTION = re.compile(r"\d+(?:[.,]\d+)?")
_COMMA = re.compile(r"[+-]?\d+,(?:\d{1,2}|\d{4,})")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+")
_SPACED = re.compile(r"\s+(?=-?\d)|(?<=-)\s+|(?<=\d)\s+(?=\D*$)")


@dataclass(frozen=True)
class Amounts:
    """Micro-units where a cell has an amount; `wrong` says why it cannot be read, None where it can or is
    empty."""

    micro: np.ndarray
    known: np.ndarray
    wrong: np.ndarray

    @property
    def is_wrong(self) -> np.ndarray:
        return self.wrong != None  # noqa: E711  element by element

    def nullable(self, *, fill: int | None = None) -> pd.arrays.IntegerArray:
        """As a nullable integer column; unknown ones as NA or `fill`."""
        if fill is not None:
            return pd.arrays.IntegerArray(np.where(self.known, self.micro, fill), ~self.known & self.is_wrong)
        return pd.arrays.IntegerArray(self.micro.copy(), ~self.known)


def money(cells: np.ndarray | Coded, *, decimal: str | None = None) -> Amounts:
    """Amounts of a column in micro-units. decimal="," reads "1.234" as thousands and "1,234" as a fraction."""
    if isinstance(cells, Coded) and cells.codes is not None:
        each = money(cells.values, decimal=decimal)
        return Amounts(*map(cells.spread, (each.micro, each.known, each.wrong)))
    if isinstance(cells, Coded):
        cells = cells.values
    micro, plain = _plain_numbers(cells)
    if decimal == ",":
        plain &= ~np.fromiter(("." in cell for cell in cells), dtype=bool, count=len(cells))
    wrong = np.full(len(cells), None, dtype=object)
    odd = np.flatnonzero(~plain & ~is_nothing(cells))
    if odd.size:
        read = per_value(cells[odd], lambda cell: _exact(cell, decimal))
        for place, found in zip(odd, read, strict=True):
            if isinstance(found, int):
                micro[place], plain[place] = found, True
            else:
                wrong[place] = found
    return Amounts(micro, plain, wrong)


def decimal_mark(*columns: np.ndarray) -> str | None:
    """ "," when a number of these columns can only be read with a decimal comma, else None."""
    return "," if any(_COMMA.fullmatch(cell) for cells in columns for cell in cells) else None


def odds(cells: np.ndarray) -> np.ndarray:
    """Decimal odds as plain texts ("2.25"), None where the cell has none that can be. Of "12.00/3.50" the
    first."""
    return per_value(cells, read_odds)


@lru_cache(maxsize=20_000)
def read_odds(text: str | None) -> str | None:
    """One text's decimal odds: at least 1, at most six places."""
    if not text or len(text) > LONGEST:
        return None
    found = _FRACTION.fullmatch(text.split("/")[0].strip())
    if not found:
        return None
    number = Decimal(found[0].replace(",", "."))
    if not 1 <= number < 10_000_000:
        return None
    number = number.quantize(Decimal("0.000001")).normalize()
    return f"{number:f}"


def _exact(text: str, decimal: str | None) -> int | str:
    """Micro-units of one text, or why it has none."""
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    try:
        if len(text) > LONGEST:
            raise ValueError
        tidy = _SPACED.sub("", text)
        if decimal == "," and "," in tidy:
            tidy = tidy.replace(".", "").replace(",", ".")
        elif decimal == "," and _THOUSANDS.fullmatch(tidy):
            tidy = tidy.replace(".", "")
        amount = parse_money(tidy) if len(tidy) <= 60 else None
    except (ValueError, InvalidOperation):
        amount = None
    if amount is None:
        return f"'{shown}' is not an amount of money"
    try:
        micro = to_micro(amount)
    except ValueError:
        return f"'{shown}' has more than six decimal places or is too large"
    return micro if abs(micro) <= MOST_MICRO else f"'{shown}' is too large"


def _plain_numbers(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Micro-units of the cells that are plain numbers, and which those are."""
    count = len(cells)
    length = np.fromiter(map(len, cells), dtype=np.int64, count=count)
    matrix = _characters(cells, np.where((length > 0) & (length <= WIDTH), length, 0))
    number = np.zeros(count, dtype=np.int64)
    digits, places = np.zeros(count, dtype=np.int8), np.zeros(count, dtype=np.int8)
    point, wrong = np.zeros(count, dtype=bool), (length == 0) | (length > WIDTH)
    for position in range(matrix.shape[1]):
        sign = matrix[:, position]
        digit = (sign >= 48) & (sign <= 57)
        number = np.where(digit, number * 10 + (sign.astype(np.int64) - 48), number)
        digits += digit
        places += digit & point
        dot = sign == 46
        wrong |= dot & point
        point |= dot
        minus = (sign == 45) | (sign == 43) if position == 0 else np.False_
        wrong |= ~(digit | dot | minus | (sign == 0))
        if position > 16:
            wrong |= digits > 17
    plain = ~wrong & (digits > 0) & (places <= 6) & (digits - places <= 9)
    micro = np.where(plain, number, 0) * POWERS[6 - np.where(plain, places, 6)]
    negative = matrix[:, 0] == 45 if matrix.shape[1] else np.zeros(count, dtype=bool)
    return np.where(negative, -micro, micro), plain


def _characters(cells: np.ndarray, length: np.ndarray) -> np.ndarray:
    """The cells' characters as numbers, one row each, filled up with zeros; cells of length 0 are left out."""
    width = int(length.max()) if len(length) else 0
    if not width:
        return np.zeros((len(cells), 0), dtype=np.uint32)
    kept = np.where(length > 0, cells, "")
    try:
        return kept.astype(f"S{width}").view(np.uint8).reshape(len(cells), width)
    except UnicodeEncodeError:
        return kept.astype(f"U{width}").view(np.uint32).reshape(len(cells), width)

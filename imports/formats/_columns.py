"""Cells of a text frame: named without regard to case and order, trimmed, and worked on once per distinct
value."""

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from imports.formats._coded import Coded, factorized, mapped

Texts = TypeVar("Texts", np.ndarray, Coded)

RAGGED = (
    "\x1fragged"  # reserved columns of the frame, set by imports.sniff on rows that do not fit the header
)
RAW = "\x1fraw"

NOTHING = frozenset({"", "-", "--", "---", "–", "—", "n/a", "na", "null", "none", "nan"})

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]")
_MARKS = re.compile(r"[^0-9a-z]+")
_GUARDED = re.compile(r"'\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_UNIT = re.compile(r"\(([^()]*)\)\s*$")
_SIGNS = {
    "£": "GBP",
    "€": "EUR",
    "R$": "BRL",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
}
_SIGNS |= {"US$": "USD", "¥": "JPY", "₹": "INR", "KR": "SEK", "ZŁ": "PLN", "S$": "SGD", "HK$": "HKD"}


def normal(column: str) -> str:
    """A column's name without case, accents, marks and what stands in brackets: "Time (AEST)" is "time"."""
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode().lower()
    return _MARKS.sub(" ", _BRACKETS.sub(" ", plain)).strip()


def unit(column: str) -> str | None:
    """What a header says in brackets at its end: "Cash In (£)" gives "£"."""
    found = _UNIT.search(column.replace("Â", ""))
    return found[1].strip() if found else None


def currency_of(sign: str | None, *, dollar: str | None) -> str | None:
    """The currency of a sign or code; a bare "$" is `dollar`."""
    if not sign:
        return None
    text = sign.strip().upper()
    if text == "$":
        return dollar
    if text in _SIGNS:
        return _SIGNS[text]
    return text if re.fullmatch(r"[A-Z]{3,5}", text) else None


def per_value(cells: pd.Series | np.ndarray | Coded, work: Callable[[str], Any]) -> np.ndarray:
    """`work` done once for each distinct text; an object array as long as the cells."""
    if isinstance(cells, Coded):
        return cells.each(work).texts
    codes, values = factorized(cells)
    return mapped(work, values)[codes]


def is_nothing(cells: np.ndarray | Coded) -> np.ndarray:
    """Which cells say that there is nothing: empty, a dash or two, n/a, null."""
    if isinstance(cells, Coded):
        return cells.spread(is_nothing(cells.values))
    short = np.fromiter(map(len, cells), dtype=np.int64, count=len(cells)) <= 4
    empty = np.zeros(len(cells), dtype=bool)
    empty[short] = [cell in NOTHING or cell.lower() in NOTHING for cell in cells[short]]
    return empty


def or_none(cells: Texts) -> Texts:
    """Empty texts as None."""
    return _instead(cells, None)


def filled(cells: Texts, fallback: str) -> Texts:
    """The cells, with `fallback` where there is nothing."""
    return _instead(cells, fallback)


def _instead(cells: Texts, fallback: str | None) -> Texts:
    if isinstance(cells, Coded):
        return replace(cells, values=_instead(cells.values, fallback))
    done = cells.copy()
    done[is_nothing(cells)] = fallback
    return done


def only(cells: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The cells of these rows; None elsewhere."""
    done = cells.copy()
    done[~rows] = None
    return done


def either(chosen: np.ndarray, text: str, other: str) -> np.ndarray:
    """The text where chosen, else the other: each once in memory, however many rows say it."""
    said = np.array([other, text], dtype=object)
    return said[chosen.astype(np.int8)]


def choice(cells: Texts, meanings: Mapping[str, str]) -> Texts:
    """Each cell's meaning, looked up without case and marks; None where it has none."""
    table = {_MARKS.sub(" ", said.lower()).strip(): meaning for said, meaning in meanings.items()}

    def meant(cell: str) -> str | None:
        return table.get(_MARKS.sub(" ", cell.lower()).strip())

    if isinstance(cells, Coded):
        return replace(cells, values=mapped(meant, cells.values))
    return per_value(cells, meant)


def truth(cells: np.ndarray | Coded) -> np.ndarray:
    """Which cells say yes."""
    said_yes = {"true", "yes", "y", "1", "x", "oui", "si", "sim", "ja", "vrai"}
    return per_value(cells, lambda cell: cell.strip().lower() in said_yes).astype(bool)


def unguarded(cells: Coded) -> Coded:
    """Texts without the apostrophe that keeps spreadsheets from running them: "'+1.5 Leeds" is "+1.5 Leeds"."""
    return cells.each(lambda cell: cell[1:] if _GUARDED.match(cell) else cell)


def trimmed(values: pd.Series) -> np.ndarray:
    """Texts without spaces around, missing as ""."""
    cells = values.to_numpy(dtype=object)
    try:
        texts = list(map(str.strip, cells))
    except TypeError:  # something is missing
        cells = np.where(values.isna(), "", cells)
        texts = list(map(str.strip, cells))
    if all(map(operator.is_, texts, cells)):
        return cells  # nothing to trim, so no second array of a large column
    done = np.empty(len(cells), dtype=object)
    done[:] = texts
    return done

"""Times written with a fixed number of digits, read for whole columns at once.

Only what is written exactly so, and is a time, is read here. Everything else is left to the slower ways, which read
what is read here to the same moments.
"""

import re
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute

STEP = 1 << 16  # rows at once: what is made of them stays in the processor's cache
FIRST_YEAR, LAST_YEAR = 1990, 2099
DIRECTIVES = {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "hh", "%M": "mm", "%S": "ss"}
UNITS = {"h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000, "f": 1_000}  # microseconds; f are thousandths
HIGHEST = {"M": 12, "D": 31, "h": 23, "m": 59, "s": 59}


def pattern(form: str) -> str | None:
    """A strptime format as a pattern of fixed width; None when it is none."""
    if set(re.sub("%.", "", form)) & set("YMDhmsf"):
        return None  # letters that would be taken for digits
    for directive, letters in DIRECTIVES.items():
        form = form.replace(directive, letters)
    return None if "%" in form else form


def times(cells: np.ndarray, written: str) -> np.ndarray:
    """Times of the cells written like the pattern ("YYYY-MM-DDThh:mm:ss.fffZ"), from 1990 to 2099; NaT for others.

    The letters YMDhmsf stand for digits, everything else for itself.
    """
    found = np.full(len(cells), np.datetime64("NaT"), dtype="datetime64[us]")
    for start in range(0, len(cells), STEP):
        rows, signs = _of_width(cells[start : start + STEP], len(written))
        if rows.size:
            found[start + rows] = _read(signs, written)
    return found


def _of_width(cells: np.ndarray, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Which cells have so many bytes in UTF-8, and those bytes, a row for each cell."""
    try:
        texts: Any = pa.array(cells, pa.large_string(), from_pandas=True)
    except (pa.ArrowException, UnicodeError):  # not only texts, or half a surrogate among them
        texts = pa.array([cell if _is_plain(cell) else None for cell in cells], pa.large_string())
    fits = compute.equal(compute.binary_length(texts), width).fill_null(False)  # noqa: FBT003
    rows = np.flatnonzero(fits.to_numpy(zero_copy_only=False))
    if not rows.size:
        return rows, np.zeros((0, width), dtype=np.uint8)
    kept = texts if len(rows) == len(texts) else texts.filter(fits)
    first = np.frombuffer(kept.buffers()[1], dtype=np.int64)[kept.offset]
    signs = np.frombuffer(kept.buffers()[2], dtype=np.uint8)[first : first + len(rows) * width]
    return rows, signs.reshape(len(rows), width)


def _is_plain(cell: Any) -> bool:
    return isinstance(cell, str) and cell.isascii()


def _read(signs: np.ndarray, written: str) -> np.ndarray:
    """Times of rows of characters; NaT where they are not as written, or no time."""
    fits = np.ones(len(signs), dtype=bool)
    fields: dict[str, Any] = dict.fromkeys("YMDhmsf", np.int32(0))
    for place, letter in enumerate(written):
        sign = signs[:, place]
        if letter not in fields:
            fits &= sign == ord(letter)
            continue
        digit = sign - np.uint8(48)
        fits &= digit <= 9
        fields[letter] = fields[letter] * np.int32(10) + digit
    fits &= (fields["Y"] >= FIRST_YEAR) & (fields["Y"] <= LAST_YEAR) & (fields["M"] >= 1) & (fields["D"] >= 1)
    for letter, highest in HIGHEST.items():
        fits &= fields[letter] <= highest
    day, is_day = _days(*(np.where(fits, fields[letter], 1) for letter in "YMD"))
    clock: Any = sum(fields[letter] * np.int64(unit) for letter, unit in UNITS.items())
    read = day.astype("datetime64[us]") + clock.astype("timedelta64[us]")
    read[~(fits & is_day)] = np.datetime64("NaT")
    return read


def _days(year: np.ndarray, month: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Days as dates, and which of them their month has."""
    months = (year.astype(np.int64) - 1970) * 12 + month - 1
    first, following = (each.astype("datetime64[M]").astype("datetime64[D]") for each in (months, months + 1))
    date = first + (day - 1).astype("timedelta64[D]")
    return date, date < following

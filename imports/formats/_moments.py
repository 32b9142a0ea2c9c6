"""Times of text cells as moments in UTC: many ways of writing a date, named months of several languages, zones."""

import re
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from imports.formats import _fixed as fixed
from imports.formats._base import FileError
from imports.formats._coded import Coded, factorized

MONTHS = (
    "jan january janv janvier ene enero januar janeiro gen gennaio",
    "feb february fevr fev fevrier fevereiro febrero februar febbraio févr février fév",
    "mar march mars mär märz marz marzo março marco mrz",
    "apr april avr avril abr abril aprile",
    "may mai mayo maio mag maggio",
    "jun june juin junio junho juni giu giugno",
    "jul july juil juillet julio julho juli lug luglio",
    "aug august août aout ago agosto",
    "sep sept september septembre septiembre set setembro settembre",
    "oct october octobre octubre out outubro okt oktober ott ottobre",
    "nov november novembre noviembre novembro",
    "dec december déc decembre décembre dic diciembre dez dezembro dezember dicembre",
)
MONTH_NUMBER = {name: f"{number:02d}" for number, names in enumerate(MONTHS, 1) for name in names.split()}

# Minutes east of Greenwich of the abbreviations that exports print behind a time.
ZONE_MINUTES = {
    "GMT": 0,
    "UTC": 0,
    "Z": 0,
    "WET": 0,
    "BST": 60,
    "IST": 60,
    "WEST": 60,
    "CET": 60,
    "CEST": 120,
}
ZONE_MINUTES |= {"EET": 120, "EEST": 180, "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420}
ZONE_MINUTES |= {"MDT": -360, "PST": -480, "PDT": -420, "AEST": 600, "AEDT": 660, "BRT": -180}
# Letters that mean a clock, whichever of its two hours it keeps that day.
REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

EARLIEST, LATEST = np.datetime64("1990-01-01", "us"), np.datetime64("2100-01-01", "us")
MINUTE = np.timedelta64(60_000_000, "us")

ISO = "YYYY-MM-DDThh:mm:ss.fffZ"

_WORD = re.compile(r"[^\W\d_]+\.?")
_SPACES = re.compile(r"\s+")
_SUFFIX = re.compile(r"^(.*\d(?:\s*[AaPp][Mm])?)\s*([A-Za-z]{1,4})$")


def zone(name: str) -> str:
    """The name, if it is a time zone; FileError otherwise."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise FileError(
            f"'{name}' is not a time zone. Write it like Europe/London or Australia/Sydney."
        ) from error
    return name


def naive(cells: np.ndarray, formats: Sequence[str]) -> np.ndarray:
    """Times as written, without a zone: the first of the formats that fits a cell, NaT where none does.

    English month names are read by the formats themselves, those of other languages by their number.
    """
    written = fixed.pattern(formats[0])
    return _regular_first(cells, written, lambda left: _by_formats(left, formats))


def _by_formats(cells: np.ndarray, formats: Sequence[str]) -> np.ndarray:
    codes, values = factorized(cells)
    texts = pd.Series([_SPACES.sub(" ", value) for value in values], dtype=object)
    found = np.full(len(texts), np.datetime64("NaT"), dtype="datetime64[us]")
    _try(texts, found, formats)
    left = np.isnat(found)
    if left.any():
        named = [
            form.replace("%b", "%m").replace("%B", "%m") for form in formats if "%b" in form or "%B" in form
        ]
        _try(texts.map(_numbered), found, named)
    out = (found < EARLIEST) | (found >= LATEST)
    found[out] = np.datetime64("NaT")
    return found[codes]


def _regular_first(
    cells: np.ndarray, written: str | None, otherwise: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Times of the cells written with fixed digits like the pattern; those of the others as `otherwise` reads them."""
    if written is None:
        return otherwise(cells)
    found = fixed.times(cells, written)
    left = np.isnat(found)
    if left.any():
        found[left] = otherwise(cells[left])
    return found


def in_zone(times: np.ndarray, name: str) -> np.ndarray:
    """Wall-clock times of a zone in UTC. An hour that comes twice is the later one; one that is left out moves
    on."""
    index = pd.DatetimeIndex(times)
    local = index.tz_localize(
        zone(name), ambiguous=np.zeros(len(index), dtype=bool), nonexistent="shift_forward"
    )
    return local.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[us]")


def iso(cells: np.ndarray | Coded) -> np.ndarray:
    """Moments written as ISO 8601 with a zone or Z (without one: UTC), NaT where the cell is none."""
    if isinstance(cells, Coded):
        return cells.spread(iso(cells.values))
    return _regular_first(cells, ISO, _iso)


def _iso(cells: np.ndarray) -> np.ndarray:
    codes, values = factorized(cells)
    found = pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601", errors="coerce", utc=True)
    times = found.dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    times[(times < EARLIEST) | (times >= LATEST)] = np.datetime64("NaT")
    return times[codes]


def with_suffix(cells: np.ndarray, formats: Sequence[str], *, default_zone: str) -> np.ndarray:
    """Moments of times that may name their zone behind ("16:00 GMT", "7:39PM ET"), else in the default zone."""
    written = fixed.pattern(f"{formats[0]} GMT")
    return _regular_first(cells, written, lambda left: _with_suffix(left, formats, default_zone))


def _with_suffix(cells: np.ndarray, formats: Sequence[str], default_zone: str) -> np.ndarray:
    codes, values = factorized(cells)
    split = [_suffix(value) for value in values]
    times = naive(np.array([text for text, _ in split], dtype=object), formats)
    suffixes = np.array([suffix for _, suffix in split], dtype=object)
    minutes = np.array([ZONE_MINUTES.get(suffix, 0) for suffix in suffixes], dtype=np.int64)
    is_told = np.isin(suffixes, list(ZONE_MINUTES))
    moments = np.where(is_told, times - minutes * MINUTE, in_zone(times, default_zone))
    for suffix, region in REGIONS.items():
        here = suffixes == suffix
        if here.any():
            moments[here] = in_zone(times[here], region)
    return moments[codes]


def utc(times: np.ndarray) -> pd.Series:
    """An aware column of moments given in UTC."""
    return pd.Series(pd.DatetimeIndex(times.astype("datetime64[us]")).tz_localize("UTC"))


def direction(times: np.ndarray) -> int:
    """1 when times mostly rise from row to row, -1 when they mostly fall, 0 when neither."""
    ticks = times[~np.isnat(times)].astype(np.int64)
    steps = np.sign(np.diff(ticks)).sum()
    return int(np.sign(steps))


def _try(texts: pd.Series, found: np.ndarray, formats: Sequence[str]) -> None:
    for form in formats:
        left = np.isnat(found)
        if not left.any():
            return
        read = pd.to_datetime(texts[left], format=form, errors="coerce")
        found[left] = read.to_numpy().astype("datetime64[us]")


def _numbered(text: str) -> str:
    """The text with named months as two digits."""
    return _WORD.sub(lambda word: MONTH_NUMBER.get(word[0].rstrip(".").lower(), word[0]), text)


def _suffix(text: str) -> tuple[str, str]:
    """The time and the letters of its zone; "" where it names none."""
    found = _SUFFIX.match(text)
    if found and found[2].upper() in {*ZONE_MINUTES, *REGIONS}:
        return found[1], found[2].upper()
    return text, ""

"""Cells as people write them into their own lists: days, times of day, amounts of units."""

import re

import numpy as np

from imports.formats._columns import per_value
from imports.formats._moments import in_zone, iso, naive, with_suffix

DAYS = {
    "dmy": ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d-%m-%y", "%d.%m.%Y", "%d.%m.%y", "%d %b %Y", "%d %B %Y", "%d-%b-%y",
            "%d-%b-%Y", "%d %b %y"),
    "mdy": ("%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y", "%m-%d-%y", "%m.%d.%Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y"),
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%y-%m-%d"),
}  # fmt: skip
CLOCKS = (
    "",
    " %H:%M",
    " %H:%M:%S",
    ", %H:%M",
    ", %H:%M:%S",
    " %I:%M %p",
    " %I:%M:%S %p",
    " %I:%M%p",
    "T%H:%M:%S",
    "T%H:%M",
)
# "Saturday, 4th January": neither the weekday nor the ending tells more than the rest.
WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? +(?=\w)", re.IGNORECASE)
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
CLOCK = re.compile(
    r"^(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2}))? ?h?(?: ?([ap])\.?m\.?)?(?: uhr)?$", re.IGNORECASE
)
MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$")
UNITS = re.compile(r"(?<=\d) ?(?:u|units?|pts?|points?)$", re.IGNORECASE)


def moments(cells: np.ndarray, *, order: str, zone: str) -> np.ndarray:
    """Moments in UTC (NaT where there is none): days written in that order, ISO 8601, or seconds since 1970.

    Clock times without a zone are that zone's.
    """
    cells = per_value(cells, plain_day)
    orders = [order, *(other for other in ("ymd",) if other != order)]
    forms = [day + clock for key in orders for day in DAYS[key] for clock in CLOCKS]
    told = with_suffix(cells, forms, default_zone=zone)
    left = np.isnat(told)
    has_zone = per_value(
        cells, lambda text: text.endswith("Z") or "+" in text[10:] or "-" in text[19:]
    ).astype(bool)
    told[left & has_zone] = iso(cells[left & has_zone])
    left = np.isnat(told)
    told[left & ~has_zone] = in_zone(
        naive(cells[left & ~has_zone], ("%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M:%S.%f")), zone
    )
    left = np.isnat(told)
    told[left] = per_value(cells[left], _epoch).astype("datetime64[us]")
    return told


def plain_day(cell: str) -> str:
    """A day without its weekday and without the ending of its number."""
    return ORDINAL.sub("", WEEKDAY.sub("", cell))


def is_clock(cell: str) -> bool:
    """Whether a cell is a time of day: "21:05", "9.05 pm", "21h"; a mere number is none."""
    return bool(CLOCK.match(cell)) and not cell.isdigit()


def with_clock(days: np.ndarray, clocks: np.ndarray) -> np.ndarray:
    """Days with the time of day that stands beside them, where they have none (or midnight's) themselves."""
    told = np.empty(len(days), dtype=object)
    told[:] = [_at(MIDNIGHT.sub("", day), clock) or day for day, clock in zip(days, clocks, strict=True)]
    return told


def without_units(cells: np.ndarray) -> np.ndarray:
    """Amounts without the "u" of units: "1.5u"."""
    return per_value(cells, lambda text: UNITS.sub("", text))


def _at(day: str, clock: str) -> str | None:
    """The day with the clock time behind it; None where it has one of its own, or the other is none."""
    found = CLOCK.match(clock)
    if not day or ":" in day or not found or clock.isdigit():
        return None
    hour, minute, second, half = int(found[1]), found[2] or "00", found[3] or "00", (found[4] or "").lower()
    if half:
        hour = hour % 12 + 12 * (half == "p")
    return f"{day} {hour:02}:{minute}:{second}"


def _epoch(text: str) -> np.datetime64:
    """Seconds or milliseconds since 1970."""
    if text.isdigit() and len(text) in (10, 13):
        return np.datetime64(int(text) * (1_000_000 if len(text) == 10 else 1_000), "us")
    return np.datetime64("NaT", "us")

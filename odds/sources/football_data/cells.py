"""Dates, prices, handicaps and goals as football-data.co.uk writes them. Every distinct text is read once."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from odds.sources.batch import MICRO, NO_LINE

LONDON = ZoneInfo("Europe/London")  # the site gives every kick-off in British time
NOON = time(12)
NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
HIGHEST = 10_000  # decimal odds from which a price is no price
BLANK, NOT_A_NUMBER, NOT_ABOVE_ONE, TOO_HIGH = -1, -2, -3, -4
WHY_NOT = {
    NOT_A_NUMBER: "no number",
    NOT_ABOVE_ONE: "no price: decimal odds are above one",
    TOO_HIGH: "no price: higher than any bookmaker pays",
}
SLASHES = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
HOUR = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
EARLIEST = 1991  # the site's first season is 1993/94, and the store keeps no quote from before 1990
QUARTERS = re.compile(r"([+-]?\d{1,2}(?:\.\d{1,3})?)(?:\s*[,/]\s*([+-]?\d{1,2}(?:\.\d{1,3})?))?")
MOST_GOALS = 99
Value = TypeVar("Value")


def each_once(cells: np.ndarray, read: Callable[[str], int]) -> np.ndarray:
    """`read` of every cell as int64; equal texts are read once."""
    codes, texts = pd.factorize(cells.ravel(), use_na_sentinel=False)
    values = np.array([read(str(text).strip()) for text in texts], dtype=np.int64)
    return values[codes].reshape(cells.shape) if len(texts) else np.zeros(cells.shape, dtype=np.int64)


def price(text: str) -> int:
    """Decimal odds in millionths, or why there are none (BLANK and below)."""
    if not text:
        return BLANK
    if not NUMBER.fullmatch(text):
        return NOT_ABOVE_ONE if text.startswith("-") and NUMBER.fullmatch(text[1:]) else NOT_A_NUMBER
    micro = int(round(Decimal(text) * MICRO))
    if micro <= MICRO:
        return NOT_ABOVE_ONE
    return TOO_HIGH if micro >= HIGHEST * MICRO else micro


def handicap(text: str) -> int:
    """A line in thousandths: "-0.75", "+1", and "0,-0.5" for a quarter line. NO_LINE where it is none."""
    found = QUARTERS.fullmatch(text)
    if not found:
        return NO_LINE
    parts = [int(Decimal(part) * 1000) for part in found.groups() if part]
    if len(parts) == 2 and abs(parts[0] - parts[1]) != 500:
        return NO_LINE
    line = sum(parts) // len(parts)
    return line if line % 250 == 0 and abs(line) <= 15_000 else NO_LINE


def goals(text: str) -> int:
    """Goals, -1 for a blank, -2 for what is no count."""
    if not text:
        return -1
    plain = text.removesuffix(".0")
    return int(plain) if plain.isdecimal() and int(plain) <= MOST_GOALS else -2


def day(text: str, *, latest: int) -> date | None:
    """16/08/24, 16/08/2024 and 2024-08-16; None for no day, or one that no match of these files was played on."""
    if found := SLASHES.fullmatch(text):
        year = int(found[3])
        if len(found[3]) == 2:
            year += 1900 if year >= EARLIEST % 100 else 2000
        parts = year, int(found[2]), int(found[1])
    elif found := ISO.fullmatch(text):
        parts = int(found[1]), int(found[2]), int(found[3])
    else:
        return None
    try:
        told = date(*parts)
    except ValueError:
        return None
    return told if EARLIEST <= told.year <= latest else None


def hour(text: str) -> time | None:
    """19:45; None for anything else."""
    found = HOUR.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def start(told: date, at: time | None) -> datetime:
    """The kick-off in UTC; noon UTC of the day where the hour is not told."""
    if at is None:
        return datetime.combine(told, NOON, tzinfo=UTC)
    return datetime.combine(told, at, tzinfo=LONDON).astimezone(UTC)


def collected(starts_at: datetime, *, now: datetime) -> datetime:
    """When the site took the prices that are not closing ones, as far as it says: on Friday afternoon for the matches
    from Friday to Monday, on Tuesday afternoon for the others. We take noon UTC, always before the match and now."""
    moment = starts_at.replace(hour=12, minute=0, second=0, microsecond=0)
    moment -= timedelta(
        days=(moment.weekday() - 4) % 7 if moment.weekday() in (4, 5, 6, 0) else moment.weekday() - 1
    )
    if moment > starts_at - timedelta(hours=3):
        moment = starts_at - timedelta(hours=3)
    while moment > now:
        moment -= timedelta(days=1)
    return moment

"""Cells of price files. Prices are read from their text, digit by digit: nothing is ever a float."""

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

PLACES = Decimal("1E-10")  # as the database keeps them
MISSING = {"", ".", "-", "--", "null", "none", "nan", "n/a", "na", "#n/a", "nd"}
DAY = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:Z| ?UTC|[+-]\d\d:?\d\d)?"
)
NUMBER = re.compile(
    r"\$?(\d{1,12}(?:\.\d{0,20})?|\.\d{1,20}|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{0,20})?)([eE][+-]?\d{1,2})?"
)
MOST = Decimal(10) ** 12
MOST_VOLUME = 2**62


class BadCell(ValueError):
    """What is in the cell cannot be read; the words say why."""


def is_missing(text: str) -> bool:
    """Whether the cell says that there is nothing: empty, FRED's dot, null and the like."""
    return text.strip().lower() in MISSING


def day(text: str) -> date:
    """A day written 2026-11-20 or 20261120; a time of day and a zone after it are left out."""
    found = DAY.fullmatch(text.strip())
    if found is None:
        raise BadCell("no day like 2026-11-20")
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError as error:
        raise BadCell("no day of the calendar") from error


def price(text: str) -> Decimal:
    """A price above zero, rounded to ten places where a program printed more."""
    found = NUMBER.fullmatch(text.strip())
    if found is None:
        raise BadCell("no price")
    value = Decimal(found[1].replace(",", "") + (found[2] or ""))
    if value >= MOST:
        raise BadCell("too large for a price")
    rounded = value.quantize(PLACES, rounding=ROUND_HALF_EVEN)
    if not rounded:
        raise BadCell("a price is above zero")
    return rounded


def volume(text: str) -> int:
    """A whole number, 0 included; written with a point and zeros too."""
    found = NUMBER.fullmatch(text.strip())
    value = Decimal(found[1].replace(",", "") + (found[2] or "")) if found else None
    if value is None or value != value.to_integral_value() or value > MOST_VOLUME:
        raise BadCell("no whole number")
    return int(value)

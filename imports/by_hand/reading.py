"""What people type for odds, parts and percentages. Pure; exact: Decimal and fractions, no float."""

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

EVENS = ("evens", "even", "evs", "ev")
FRACTION = re.compile(r"(\d{1,6})\s*[/:-]\s*(\d{1,6})")
AMERICAN = re.compile(r"([+-])\s*(\d{3,7})")
PLACES = Decimal("0.000001")


def read_odds(text: str, odds_format: str = "decimal") -> Decimal:
    """Decimal odds from "2.5", "2,5", "6/4", "evens", "+150", "-200", and "150" where odds are read as American.

    Raises ValueError with a sentence for the person.
    """
    said = text.strip().lower().replace("−", "-").replace("\N{FRACTION SLASH}", "/")
    if said in EVENS:
        return Decimal(2)
    if found := FRACTION.fullmatch(said):
        if not int(found[2]):
            raise ValueError("Those are no odds.")
        return _decimal(1 + Fraction(int(found[1]), int(found[2])))
    if odds_format == "american" and said.isascii() and said.isdigit() and len(said) > 2:
        said = f"+{said}"
    if found := AMERICAN.fullmatch(said):
        points = int(found[2])
        if points < 100:
            raise ValueError("American odds are 100 or more, after a plus or a minus.")
        return _decimal(1 + (Fraction(points, 100) if found[1] == "+" else Fraction(100, points)))
    try:
        odds = Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise ValueError("Those are no odds. Write them like 2.50, 6/4 or +150.") from None
    if not odds.is_finite() or not 1 < odds < 10_000_000:
        raise ValueError("Decimal odds are more than 1.")
    return odds.quantize(PLACES).normalize()


def read_part(text: str) -> Decimal:
    """A part of the odds: "1/5", "0.2" or "20%". Raises ValueError."""
    said = text.strip()
    if found := FRACTION.fullmatch(said):
        top, bottom = int(found[1]), int(found[2])
        if not 0 < top < bottom:
            raise ValueError("A place pays a part of the odds, such as 1/5.")
        return _decimal(Fraction(top, bottom))
    return _between(said, is_percent="%" in said)


def read_percent(text: str) -> Decimal:
    """A share told in percent: "5", "2.5%" or "2,5". Raises ValueError."""
    return _between(text.strip(), is_percent=True)


def _between(said: str, *, is_percent: bool) -> Decimal:
    try:
        value = Decimal(said.replace("%", "").replace(",", ".").strip()) / (100 if is_percent else 1)
    except InvalidOperation:
        raise ValueError("That is no number. Write it like 5 or 2.5.") from None
    if not value.is_finite() or not 0 <= value < 1:
        raise ValueError("That lies between nothing and a whole.")
    return value.quantize(PLACES).normalize()


def _decimal(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES).normalize()

"""What a calculator tells: every figure is a Decimal that is already rounded, so page and API say the same.

Amounts have two places (or as many as the step), rounded half up. Chances, odds, ratios and what
is called exact have ten places, rounded half to even.
"""

from dataclasses import fields, is_dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

CENT = Decimal("0.01")
TEN = Decimal("1e-10")


def ratio(value: float | Decimal | Fraction) -> Decimal:
    """A chance, price or ratio with ten places."""
    if isinstance(value, Fraction):
        scaled = round(value * 10**10)
        return Decimal(scaled).scaleb(-10)
    return Decimal(value).quantize(TEN, rounding=ROUND_HALF_EVEN) + 0


def amount(value: Decimal) -> Decimal:
    """Money with two places, or as many as it has."""
    return value if -value.as_tuple().exponent > 2 else value.quantize(CENT)  # type: ignore[operator]


def plainly(value: Any) -> Any:
    """An answer as JSON: dataclasses as objects, Decimals as strings without an exponent."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plainly(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple | list):
        return [plainly(each) for each in value]
    return f"{value:f}" if isinstance(value, Decimal) else value

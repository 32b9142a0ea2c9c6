"""How a coach's pages write a figure: real money where the client agreed to it, else usual stakes to two digits."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from analytics.coaching.anonymous import UNIT
from analytics.harm.templatetags.wellbeing import reading
from web.numbers import sign_of
from web.templatetags.show import MISSING, money, signed_money

TIMES = "×"  # noqa: RUF001  times the usual stake
DIGITS = 2


@dataclass(frozen=True, slots=True)
class Sayer:
    """Writes figures; `is_real` when amounts are real money."""

    is_real: bool

    def amount(self, micro: int | None, currency: str, *, plus: bool = False) -> str:
        """An amount: "$1,204.50", or "12×" for twelve usual stakes."""
        if micro is None:
            return MISSING
        if self.is_real:
            return (signed_money if plus else money)(micro, currency)
        return stakes_text(micro, plus=plus)

    def figure(self, value: Decimal | int | None, unit: str, currency: str) -> str:
        """A marker's figure in its unit."""
        if unit == "money" and value is not None:
            return self.amount(int(value), currency)
        return reading(value, unit, currency)


def stakes_text(micro: int, *, plus: bool = False) -> str:
    """Millionths of the usual stake to two digits that count: 1,234 of them is "1,200×", a third is "0.33×"."""
    value = rounded(Decimal(micro) / UNIT)
    return f"{sign_of(value, plus=plus)}{abs(value):,f}{TIMES}"


def rounded(value: Decimal) -> Decimal:
    """To two digits that count, and never finer than a hundredth."""
    if not value:
        return Decimal(0)
    shown = _to(value, value.adjusted())
    return (
        _to(value, shown.adjusted()) if shown.adjusted() > value.adjusted() else shown
    )  # 9.96 is 10, not 10.0


def _to(value: Decimal, first_digit: int) -> Decimal:
    place = max(first_digit - DIGITS + 1, -2)
    shown = value.quantize(Decimal(1).scaleb(place), rounding=ROUND_HALF_EVEN)
    return shown if place < 0 else shown.quantize(Decimal(1))

"""Money is a whole number of micro-units (10^-6) of a currency (docs/decisions/0003-micro-units.md).

Decimal at the edges (forms, files, pages), integers inside, never binary fractions.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

MICRO = 1_000_000
PLACES = 6
MOST_MICRO = 2**63 - 1  # a bigint column

_CURRENCY = r"(?:[A-Za-z]{0,3}[$£€¥₹]|[A-Za-z]{2,4})?"
_AMOUNT = re.compile(
    rf"(?P<open>\()?(?P<before>[+-]?){_CURRENCY}(?P<within>[+-]?)(?P<digits>[\d.,]+){_CURRENCY}(?P<after>[+-]?)(?(open)\))"
)
_SPACE = re.compile(r"[\s'’_]")  # \s has the narrow and the no-break space
_DIGITS = re.compile(r"\d+(\.\d*)?|\.\d+")


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """An amount of one currency. Adding two currencies raises ValueError: no rate decides money."""

    amount_micro: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_micro + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_micro - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_micro, self.currency)

    def __bool__(self) -> bool:
        return self.amount_micro != 0

    def __lt__(self, other: "Money") -> bool:
        return self.amount_micro < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount_micro <= self._same(other)

    def __str__(self) -> str:
        return f"{format_micro(self.amount_micro)} {self.currency}"

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be reckoned together.")
        return other.amount_micro


def parse_money(text: str) -> Decimal:
    """Read an amount as people and files write it: "1,234.50", "-£5", "(12.30)", "AUD 7", "1.234,50", "5-".

    Before exactly three digits a lone comma is a thousands mark, a lone point the decimal point. Raises
    ValueError for anything that is no amount.
    """
    found = _AMOUNT.fullmatch(_SPACE.sub("", text.replace("−", "-")))
    digits = _decimal_point(found["digits"]) if found else ""
    if not found or not _DIGITS.fullmatch(digits):
        raise ValueError(f"{text!r} is not an amount of money.")
    signs = found["before"] + found["within"] + found["after"] + ("-" if found["open"] else "")
    if len(signs) > 1:
        raise ValueError(f"{text!r} has two signs.")
    return -Decimal(digits) if signs == "-" else Decimal(digits)


def _decimal_point(digits: str) -> str:
    """Drop thousands marks and write the decimal mark as a point."""
    if "," not in digits:
        return digits.replace(".", "") if digits.count(".") > 1 and _grouped(digits, ".") else digits
    if "." in digits:
        decimal, thousands = (".", ",") if digits.rindex(".") > digits.rindex(",") else (",", ".")
        whole, _, fraction = digits.rpartition(decimal)
        return f"{whole.replace(thousands, '')}.{fraction}" if _grouped(whole, thousands) else digits
    return digits.replace(",", "") if _grouped(digits, ",") else digits.replace(",", ".")


def _grouped(digits: str, mark: str) -> bool:
    """Does the mark stand where thousands marks stand (also the Indian 1,00,000)?"""
    return (
        re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{2,3}})*{re.escape(mark)}\d{{3}}", digits) is not None
    )


def to_micro(amount: Decimal | str) -> int:
    """Micro-units of an exact decimal amount. Raises ValueError for more than six places or no number."""
    try:
        exact = Decimal(amount)
        sign, digits, exponent = exact.as_tuple()
    except InvalidOperation as error:
        raise ValueError(f"{amount!r} is not an amount of money.") from error
    if not isinstance(exponent, int):
        raise ValueError(f"{amount} is not an amount of money.")
    number = int("".join(map(str, digits)) or "0")
    shift = exponent + PLACES
    if shift > 30:
        raise ValueError(f"{amount} is too much money.")
    micro, rest = (number * 10**shift, 0) if shift >= 0 else divmod(number, 10**-shift)
    if rest:
        raise ValueError(f"{amount} has more than {PLACES} decimal places.")
    if micro > MOST_MICRO:
        raise ValueError(f"{amount} is too much money.")
    return -micro if sign else micro


def from_micro(amount_micro: int) -> Decimal:
    """The exact decimal amount, without trailing zeros beyond the second place."""
    return Decimal(format_micro(amount_micro))


def format_micro(amount_micro: int, places: int = 2) -> str:
    """A plain decimal string such as "-12.34": at least `places` places, more only when they are not zero."""
    whole, micro = divmod(abs(amount_micro), MICRO)
    digits = f"{micro:06d}"
    kept = max(places, len(digits.rstrip("0")))
    fraction = f".{digits[:kept].ljust(kept, '0')}" if kept else ""
    return f"{'-' if amount_micro < 0 else ''}{whole}{fraction}"

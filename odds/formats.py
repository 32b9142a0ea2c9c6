"""Odds as people write them, read into decimal odds, and decimal odds written in every format. Pure.

Read: decimal ("2.60", "2,60"), American ("+160", "-110") and fractional ("8/5", "8-5", "evens"). What has a sign is
American. Decimal odds are exact where the writing is (8/5, +160, 2.6); thirds and the like have 28 significant digits,
so that writing them again in the format they came from gives the same text.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from odds.errors import BadOdds

MOST = Decimal(10) ** 9
EVENS = {"evens", "evs", "even", "ev", "pick", "pk"}
NUMBER = r"[0-9]{1,10}(?:[.,][0-9]{1,24})?"
AMERICAN = re.compile(rf"([+-])({NUMBER})")
FRACTION = re.compile(r"([0-9]{1,9})[/-]([0-9]{1,9})")
DECIMAL = re.compile(NUMBER)
LONGEST_TEXT = 40


@dataclass(frozen=True, slots=True)
class Written:
    """The same odds in every format; `probability` is 1/odds. Rounded half up: Asian ones to four places, American to
    two, both without trailing zeros. `fractional` is exact where a fraction with a denominator up to 1,000 is."""

    decimal: str
    american: str
    fractional: str
    hong_kong: str
    indonesian: str
    malay: str
    probability: Decimal


def read(text: str) -> Decimal:
    """Decimal odds above one. Raises BadOdds, whose message says what is wrong."""
    cleaned = text.strip().replace("\N{MINUS SIGN}", "-").lower()
    if len(cleaned) > LONGEST_TEXT:
        raise BadOdds("Odds are a short number such as 2.60, +160 or 8/5.")
    if cleaned in EVENS:
        return Decimal(2)
    if found := AMERICAN.fullmatch(cleaned):
        return _american(found[1], _number(found[2]))
    if found := FRACTION.fullmatch(cleaned):
        return _fractional(Decimal(found[1]), Decimal(found[2]))
    if not DECIMAL.fullmatch(cleaned):
        raise BadOdds("Odds are written as 2.60, +160 or 8/5.")
    return _bounded(_number(cleaned))


def write(odds: Decimal) -> Written:
    """Decimal odds above one in every format."""
    profit = odds - 1
    return Written(
        decimal=plain(odds, 4, least=2),
        american=american(odds),
        fractional=fractional(odds),
        hong_kong=plain(profit, 4),
        indonesian=plain(profit if profit >= 1 else -1 / profit, 4),
        malay=plain(profit if profit <= 1 else -1 / profit, 4),
        probability=1 / odds,
    )


def american(odds: Decimal) -> str:
    """ "+160": what a stake of 100 wins; "-110": the stake that wins 100. Evens is "+100"."""
    return f"+{plain((odds - 1) * 100, 2)}" if odds >= 2 else f"-{plain(100 / (odds - 1), 2)}"


def fractional(odds: Decimal) -> str:
    """Winnings to stake: "8/5"; the nearest fraction with a denominator up to 1,000, of tiny ones up to a billion."""
    profit = Fraction(odds) - 1
    near = profit.limit_denominator(1000) or profit.limit_denominator(10**9)
    return f"{near.numerator}/{near.denominator}"


def plain(number: Decimal, places: int, *, least: int = 0) -> str:
    """Rounded half up, without an exponent and without trailing zeros beyond the `least` places."""
    rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) + 0
    text = f"{rounded:f}"
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0").ljust(least, "0")
    return f"{whole}.{rest}" if rest else whole


def _american(sign: str, number: Decimal) -> Decimal:
    if number < 100:
        raise BadOdds("American odds are +100 and more, or -100 and less.")
    return _bounded(1 + (number / 100 if sign == "+" else 100 / number))


def _fractional(winnings: Decimal, stake: Decimal) -> Decimal:
    if not stake or not winnings:
        raise BadOdds("Fractional odds are winnings to stake, both above nothing: 8/5.")
    return _bounded(1 + winnings / stake)


def _bounded(odds: Decimal) -> Decimal:
    if odds <= 1:
        raise BadOdds("Decimal odds are above one.")
    if odds > MOST:
        raise BadOdds("Nobody offers odds of more than a billion.")
    return odds


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))

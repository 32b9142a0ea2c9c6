"""Numbers as people read them: money from micro-units, odds in the person's format, percentages. No float anywhere."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

MICRO = 1_000_000
MINUS = "\N{MINUS SIGN}"
NARROW = "\N{NO-BREAK SPACE}"
MASK = "•••"
SYMBOLS = {
    "AUD": "$", "USD": "$", "NZD": "$", "CAD": "$", "SGD": "$", "HKD": "$",
    "GBP": "£", "EUR": "€", "JPY": "¥", "INR": "₹", "BRL": "R$", "CHF": "CHF" + NARROW,
}  # fmt: skip
DOLLARS = {"AUD": "A$", "USD": "US$", "NZD": "NZ$", "CAD": "C$", "SGD": "S$", "HKD": "HK$"}


def currency_sign(currency: str, own: str = "") -> str:
    """What stands before an amount: "$" alone only for the person's own dollar, another dollar says whose it is."""
    if currency in DOLLARS and currency != own:
        return DOLLARS[currency]
    return SYMBOLS.get(currency, f"{currency}{NARROW}" if currency else "")


def amount_text(micro: int, *, least_places: int = 2) -> str:
    """Digits of an amount in micro-units without sign: "1,234.50"; more places only where they are not zero."""
    whole, rest = divmod(abs(micro), MICRO)
    places = f"{rest:06d}".rstrip("0").ljust(least_places, "0")
    return f"{whole:,}.{places}" if places else f"{whole:,}"


def sign_of(value: int | Decimal, *, plus: bool = False) -> str:
    """A real minus sign, and a plus sign when wanted; zero has none."""
    if value < 0:
        return MINUS
    return "+" if plus and value > 0 else ""


def money_text(micro: int, currency: str, *, own: str = "", plus: bool = False) -> str:
    """An amount in micro-units with its currency: "−$1,234.50", "+US$20.00", "USDC 1.250001"."""
    return f"{sign_of(micro, plus=plus)}{currency_sign(currency, own)}{amount_text(micro)}"


def percent_text(ratio: Decimal, *, places: int = 1, plus: bool = False) -> str:
    """A ratio as a percentage, rounded half to even: Decimal("-0.0512") is "−5.1%"."""
    value = (ratio * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return f"{sign_of(value, plus=plus)}{abs(value):,}%"


def decimal_odds(odds: Decimal) -> str:
    """At least two places, more only where they are not zero: "2.50", "1.909"."""
    text = f"{odds.normalize():f}"
    whole, _, places = text.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def fractional_odds(odds: Decimal) -> str:
    """The fraction with the smallest denominator that agrees with the odds to half a hundredth: 2.50 is "3/2"."""
    exact = Fraction(odds) - 1
    for denominator in range(1, 101):
        near = Fraction(round(exact * denominator), denominator)
        if near > 0 and abs(near - exact) <= Fraction(1, 200):
            return f"{near.numerator}/{near.denominator}"
    return f"{exact.limit_denominator(100).numerator}/{exact.limit_denominator(100).denominator}"


def american_odds(odds: Decimal) -> str:
    """What 100 wins (from evens upwards, "+150"), or what must be staked to win 100 ("−200")."""
    if odds <= 1:
        return decimal_odds(odds)
    if odds >= 2:
        return f"+{((odds - 1) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)}"
    return f"{MINUS}{(100 / (odds - 1)).quantize(Decimal(1), rounding=ROUND_HALF_UP)}"


FORMATS = {"decimal": decimal_odds, "fractional": fractional_odds, "american": american_odds}


def odds_text(odds: Decimal, odds_format: str) -> str:
    """Decimal odds in one of the FORMATS."""
    return FORMATS.get(odds_format, decimal_odds)(odds)

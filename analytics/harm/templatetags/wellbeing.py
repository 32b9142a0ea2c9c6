"""How the well-being page shows a marker's figure.

{{ finding.value|reading:marker.unit }}            "12.5%", "1.25 times", "3.4 days a week"
{{ point.value|reading_of:finding.currency }}      money in that currency, micro-units
"""

from decimal import Decimal

from django import template

from web.numbers import money_text, sign_of
from web.templatetags.show import MISSING, money, percent, signed_percent

register = template.Library()
ENDINGS = {
    "times": "times",
    "hours": "hours",
    "hours_week": "hours a week",
    "per_week": "days a week",
    "number": "",
}


@register.simple_tag
def reading(value: Decimal | int | None, unit: str, currency: str = "") -> str:
    """A figure in its unit; money is in micro-units of the currency."""
    if value is None:
        return MISSING
    if unit == "money":
        return money(int(value), currency)
    if unit in ("percent", "growth"):
        return (
            percent(Decimal(value))
            if unit == "percent"
            else f"{signed_percent(Decimal(value))} in four weeks"
        )
    if unit in ("count", "days"):
        number = int(value)
        return f"{number:,}" if unit == "count" else f"{number} day{'' if number == 1 else 's'}"
    places = "0.01" if unit in ("times", "number") else "0.1"
    shown = Decimal(value).quantize(Decimal(places))
    return f"{sign_of(shown)}{abs(shown):,} {ENDINGS[unit]}".rstrip()


@register.filter
def published(micro: int, currency: str) -> str:
    """A published amount: never hidden, and always with its currency."""
    return money_text(micro, currency).removesuffix(".00")

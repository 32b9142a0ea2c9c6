"""How the calculators show what they found: amounts without a currency, never hidden, since they are nobody's.

{{ answer.staked|amount }} 1,000.00 · {{ leg.profit|result }} +37.34 with colour and word · {{ price|price }} 2.6877 in
the person's own format
"""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web import numbers, preferences
from web.templatetags.show import WORDS, sign_class

register = template.Library()
SHORT = Decimal("0.0001")


@register.filter
def amount(value: Decimal) -> str:
    """ "1,234.50"; a real minus sign."""
    return f"{numbers.sign_of(value)}{abs(value):,f}"


@register.filter
def result(value: Decimal) -> SafeString:
    """A profit or loss: sign, shape, colour, and the word for those who see none of them."""
    tone = sign_class(value)
    text = f"{numbers.sign_of(value, plus=True)}{abs(value):,f}"
    return format_html(
        '<span class="gain {}"><span class="sr-only">{} </span>{}</span>', tone, WORDS[tone], text
    )


@register.filter
def price(value: Decimal) -> str:
    """Odds to four places, in the person's format."""
    rounded = value.quantize(SHORT, rounding=ROUND_HALF_UP) if value < 10**15 else value
    return numbers.odds_text(rounded, preferences.current().odds_format)


@register.filter
def plain(value: Decimal, places: int = 4) -> str:
    """A number rounded half up to so many places: "1.0321"."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{numbers.sign_of(rounded)}{abs(rounded):,f}"

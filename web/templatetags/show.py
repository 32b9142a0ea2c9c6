"""How every template shows money, odds, percentages and times. Built into all templates (settings).

    {{ bet.stake_micro|money:bet.currency }}        $20.00
    {{ bet.profit_micro|gain:bet.currency }}        +$12.50 with colour, shape and the word for screen readers
    {{ bet.profit_micro|sign_class }}               is-gain, is-loss, is-even or nothing
    {{ bet.odds|odds }}                             2.50, 3/2 or +150, as the person wants
    {{ figures.yield|percent }}                     4.2%; |signed_percent +4.2%
    {{ bet.placed_at|when }}                        <time> in the person's time zone; |day without the clock
    {{ rows|count }}                                1,204

Missing values show as a dash. Amounts are hidden when the person has asked for that.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from web import numbers, preferences

register = template.Library()

MISSING = mark_safe('<span class="missing" aria-label="not known">–</span>')  # noqa: S308  a constant
WORDS = {"is-gain": "profit", "is-loss": "loss", "is-even": "even"}
DAY = "j M Y"


@register.filter
def money(micro: int | None, currency: str = "") -> str:
    """An amount in micro-units, exact, with the currency's sign: "−$1,234.50"."""
    return MISSING if micro is None else _amount(micro, currency, plus=False)


@register.filter
def signed_money(micro: int | None, currency: str = "") -> str:
    """As `money`, with a plus sign when above zero."""
    return MISSING if micro is None else _amount(micro, currency, plus=True)


@register.filter
def negated(micro: int | None) -> int | None:
    """The amount with its sign turned, to be shown by one of the filters above."""
    return None if micro is None else -micro


@register.filter
def gain(micro: int | None, currency: str = "") -> SafeString:
    """A profit or loss: sign, shape, colour, and the word for those who see none of them."""
    if micro is None:
        return MISSING
    tone = sign_class(micro)
    return format_html(
        '<span class="gain {}"><span class="sr-only">{} </span>{}</span>',
        tone,
        WORDS[tone],
        _amount(micro, currency, plus=True),
    )


@register.filter
def sign_class(value: int | Decimal | None) -> str:
    """The CSS class for the sign of a number; nothing for a missing one."""
    if value is None or value == "":
        return ""
    if value == 0:
        return "is-even"
    return "is-gain" if value > 0 else "is-loss"


@register.filter
def sign_word(value: int | Decimal | None) -> str:
    """The word for the sign of an amount: profit, loss or even."""
    return WORDS.get(sign_class(value), "")


@register.filter
def odds(value: Decimal | None) -> str:
    """Decimal odds in the person's format."""
    return MISSING if value is None else numbers.odds_text(value, preferences.current().odds_format)


@register.filter
def percent(ratio: Decimal | None, places: int = 1) -> str:
    """A ratio as a percentage: 0.0512 is "5.1%"."""
    return _percent(ratio, places, plus=False)


@register.filter
def signed_percent(ratio: Decimal | None, places: int = 1) -> str:
    """As `percent`, with a plus sign when above zero."""
    return _percent(ratio, places, plus=True)


@register.filter
def count(value: int | None) -> str:
    """A whole number with separators: "1,204"."""
    return MISSING if value is None else f"{numbers.sign_of(value)}{abs(value):,}"


@register.filter
def words(code: str) -> str:
    """The journal's name of a kind as a person reads it: round_win is "Round win"."""
    return code.replace("_", " ").capitalize()


@register.filter
def when(moment: datetime | None) -> SafeString:
    """A moment in the active time zone, to the minute, the exact one in the attribute."""
    return _time(moment, f"{DAY}, H:i")


@register.filter
def day(moment: datetime | date | None) -> SafeString:
    """The day of a moment in the active time zone, or a date."""
    return _time(moment, DAY)


@register.filter
def clock_time(moment: datetime | None) -> SafeString:
    """Only hours and minutes, in the active time zone."""
    return _time(moment, "H:i")


@register.simple_tag
def time_zone_name() -> str:
    """The active time zone, for notes such as "Times are Australia/Sydney"."""
    return timezone.get_current_timezone_name().replace("_", " ")


def _amount(micro: int, currency: str, *, plus: bool) -> str:
    shown = preferences.current()
    if shown.is_masked:
        sign = "" if shown.is_anonymous else numbers.currency_sign(currency, shown.currency)
        return f"{sign}{numbers.MASK}"
    return numbers.money_text(int(micro), currency, own=shown.currency, plus=plus)


def _percent(ratio: Decimal | None, places: int, *, plus: bool) -> str:
    if ratio is None or ratio == "":
        return MISSING
    try:
        return numbers.percent_text(Decimal(ratio), places=places, plus=plus)
    except InvalidOperation:
        return MISSING


def _time(moment: Any, form: str) -> SafeString:
    if moment is None or moment == "":
        return MISSING
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), dateformat.format(local, form))


ALERT_ICONS = {"success": "tick", "good": "tick", "warning": "warning", "error": "warning", "bad": "warning"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing from static/img/icons.svg beside a word; never the only way to understand something."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        _icons(),
        name,
    )


@register.filter
def alert_icon(tone: str) -> str:
    """The icon of an alert's tone."""
    return ALERT_ICONS.get(tone, "info")


@register.filter
def widget_kind(field: BoundField) -> str:
    """How a field is laid out: checkbox (label after), choices (a group), or input (label above)."""
    widget = field.field.widget
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choices"
    return "checkbox" if isinstance(widget, forms.CheckboxInput) else "input"


def _icons() -> str:
    return static("img/icons.svg")

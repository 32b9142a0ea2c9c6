"""The fields that forms of bets by hand are made of."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from ledger.money import parse_money, to_micro
from web.clock import now

MOMENT = "%Y-%m-%dT%H:%M"
LEG_RESULTS = {
    "": "Open", "won": "Won", "lost": "Lost", "void": "Void", "half_won": "Half won", "half_lost": "Half lost",
}  # fmt: skip
SHORT = {"autocomplete": "off"}
NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


def moment_field(label: str, **more: Any) -> forms.DateTimeField:
    """A moment of the person's own clock."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(
        label=label, widget=widget, input_formats=[MOMENT, "%Y-%m-%dT%H:%M:%S"], **more
    )


def read_amount(text: str) -> int:
    """Micro-units of what is typed, nothing or more. Raises ValidationError."""
    try:
        micro = to_micro(parse_money(text))
    except ValueError as error:
        raise ValidationError("That is no amount. Write it like 12.50.") from error
    if micro < 0:
        raise ValidationError("An amount is nothing or more.")
    return micro


class Said(forms.CharField):
    """A text that is read by a function raising ValueError; empty is None."""

    def __init__(self, read: Callable[[str], Any], **more: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs=NUMBER), **more)
        self.read = read

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.read(text)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class Amount(forms.CharField):
    """An amount in micro-units; empty is None."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs=NUMBER), **more)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        return read_amount(text) if text else None


def fresh_token() -> str:
    """Of a form that is shown for the first time."""
    return str(uuid4())


def this_minute() -> datetime:
    """Now, without seconds."""
    return now().replace(second=0, microsecond=0)

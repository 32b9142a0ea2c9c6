"""An amount of money as a person writes it."""

from typing import Any

from django import forms

from ledger.money import parse_money, to_micro


class AmountField(forms.CharField):
    """Micro-units from 0 to `most_micro`, or None where nothing is written."""

    def __init__(self, *, most_micro: int, **more: Any) -> None:
        self.most_micro = most_micro
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(**{"required": False, "max_length": 30, "widget": widget, **more})

    def clean(self, value: Any) -> int | None:
        """Raises ValidationError for what is no amount."""
        text = super().clean(value).strip()
        if not text:
            return None
        try:
            micro = to_micro(parse_money(text))
        except ValueError:
            raise forms.ValidationError("Write an amount, such as 50 or 1,250.50.") from None
        if not 0 <= micro <= self.most_micro:
            raise forms.ValidationError("An amount from 0 upwards.")
        return micro

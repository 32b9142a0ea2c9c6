"""What a person says when they wager. The token makes a form that is sent twice one wager."""

from typing import Any

from django import forms

from accounts.amount_field import AmountField
from rounds.errors import AmountTooSmall
from rounds.models import Side
from rounds.wagering import MOST_MICRO


class WagerForm(forms.Form):
    """A side, and how much on it (micro-units)."""

    side = forms.ChoiceField(choices=Side, widget=forms.RadioSelect)
    amount = AmountField(most_micro=MOST_MICRO, required=True)

    def __init__(self, *args: Any, currency: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["amount"].label = f"Amount in {currency}" if currency else "Amount"
        self.fields["amount"].help_text = "From 0.000001 on, as many wagers as you like."

    def clean_amount(self) -> int:
        """Above zero."""
        micro = self.cleaned_data["amount"]
        if not micro:
            raise forms.ValidationError(AmountTooSmall().message)
        return int(micro)


class PlaceForm(WagerForm):
    """The same, said for good."""

    token = forms.UUIDField(widget=forms.HiddenInput)

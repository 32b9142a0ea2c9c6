"""What a person may tell for the well-being page. Everything is optional."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import CURRENCIES
from analytics.harm import words
from analytics.harm.models import MOST_MICRO
from ledger.money import parse_money, to_micro


class CircumstancesForm(forms.Form):
    """Income after tax in a month, its currency, and the country whose help lines come first."""

    income = forms.CharField(
        label="Income after tax, a month",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="What reaches your account. Leave it empty to take it back.",
    )
    currency = forms.ChoiceField(choices=[(code, f"{code} · {name}") for code, name in CURRENCIES.items()])
    country = forms.ChoiceField(
        label="Help lines for", required=False, help_text="Which come first. All the others stay listed."
    )

    def __init__(self, *args: Any, own_currency: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "Not said"), *words.countries()]  # type: ignore[attr-defined]
        if own_currency and own_currency not in CURRENCIES:
            self.fields["currency"].choices = [  # type: ignore[attr-defined]
                *self.fields["currency"].choices,  # type: ignore[attr-defined]
                (own_currency, own_currency),
            ]

    def clean_income(self) -> int | None:
        """Micro-units, None when left empty."""
        text = self.cleaned_data["income"].strip()
        if not text:
            return None
        try:
            micro = to_micro(parse_money(text))
        except ValueError as error:
            raise ValidationError("That is no amount. Write it like 4,200 or 4200.50.") from error
        if not 0 < micro <= MOST_MICRO:
            raise ValidationError("Write an amount above zero.")
        return micro

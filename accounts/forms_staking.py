"""The form about stakes and risk."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import User
from accounts.models.people import KELLY_CAP
from ledger.money import MOST_MICRO, format_micro, parse_money, to_micro

AMOUNT = {"inputmode": "decimal", "autocomplete": "off"}


class StakingForm(forms.Form):
    """Risk tolerance, a Kelly fraction of the person's own, and the most that may be open."""

    risk_tolerance = forms.DecimalField(
        min_value=Decimal(0),
        max_value=Decimal(1),
        max_digits=3,
        decimal_places=2,
        help_text=f"From 0 (as little as possible) to 1. Stakes are this part of {KELLY_CAP} of Kelly.",
    )
    kelly_fraction = forms.DecimalField(
        required=False,
        min_value=Decimal("0.01"),
        max_value=KELLY_CAP,
        max_digits=3,
        decimal_places=2,
        label="Part of Kelly",
        help_text=f"Instead of that: 0.25 is a quarter of Kelly. At most {KELLY_CAP}, for everybody.",
    )
    most_exposure_micro = forms.CharField(
        required=False,
        max_length=30,
        label="Most that may be open at once",
        widget=forms.TextInput(attrs=AMOUNT),
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        exposure = user.most_exposure_micro
        known = {
            "risk_tolerance": user.risk_tolerance,
            "kelly_fraction": user.kelly_fraction,
            "most_exposure_micro": "" if exposure is None else format_micro(exposure),
        }
        super().__init__(*args, **{"initial": known, **more})
        self.fields["most_exposure_micro"].help_text = f"In {user.currency}; empty for no such limit."

    def clean_most_exposure_micro(self) -> int | None:
        """Micro-units, or None for no limit."""
        text = self.cleaned_data["most_exposure_micro"].strip()
        if not text:
            return None
        try:
            micro = to_micro(parse_money(text))
        except ValueError:
            raise forms.ValidationError("Write an amount, such as 50 or 1,250.50.") from None
        if not 0 <= micro <= MOST_MICRO:
            raise forms.ValidationError("An amount from 0 upwards.")
        return micro

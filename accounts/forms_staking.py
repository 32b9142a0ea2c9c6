"""The form about stakes and risk."""

from decimal import Decimal
from typing import Any

from django import forms

from accounts.amount_field import AmountField
from accounts.models import User
from accounts.models.people import KELLY_CAP
from ledger.money import MOST_MICRO, format_micro


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
    most_exposure_micro = AmountField(most_micro=MOST_MICRO, label="Most that may be open at once")

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        exposure = user.most_exposure_micro
        known = {
            "risk_tolerance": user.risk_tolerance,
            "kelly_fraction": user.kelly_fraction,
            "most_exposure_micro": "" if exposure is None else format_micro(exposure),
        }
        super().__init__(*args, **{"initial": known, **more})
        self.fields["most_exposure_micro"].help_text = f"In {user.currency}; empty for no such limit."

"""What a person says when recording an adjustment. The token makes a form that is sent twice one adjustment."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError

from ledger.money import parse_money, to_micro

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 1, 1)
MOST_MICRO = 10**15  # a thousand million units


class MissingForm(forms.Form):
    """Confirms the amount that was shown."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    amount_micro = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        required=False,
        max_length=300,
        help_text="Where the money was or went, if you know: it stays with the entry.",
    )


class OtherForm(forms.Form):
    """An amount, a day and a reason of the person's own."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.CharField(
        max_length=40,
        help_text="Positive when the bookmaker has more than the journal, negative when it has less.",
    )
    day = forms.DateField(label="On", widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label="Why", max_length=300)

    def clean_amount(self) -> int:
        """Micro-units."""
        try:
            micro = to_micro(parse_money(self.cleaned_data["amount"]))
        except ValueError as error:
            raise ValidationError("That is no amount. Write it like 12.50 or -12.50.") from error
        if not micro:
            raise ValidationError("An adjustment of nothing changes nothing.")
        if abs(micro) > MOST_MICRO:
            raise ValidationError("No account holds that much.")
        return micro

    def clean_day(self) -> date:
        """Between 1990 and 2100."""
        day: date = self.cleaned_data["day"]
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError("That day is too far away.")
        return day

    def moment(self, zone: ZoneInfo) -> datetime:
        """Noon of the day in the person's zone, UTC."""
        return datetime.combine(self.cleaned_data["day"], time(12), zone).astimezone(UTC)

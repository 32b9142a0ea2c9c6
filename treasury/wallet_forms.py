"""What a person says when taking money out. The token makes a form that is sent twice one withdrawal."""

from django import forms
from django.core.exceptions import ValidationError

from ledger.money import parse_money, to_micro
from treasury.chain.configured import current
from treasury.chain.contract import AddressInvalid

MOST_MICRO = 10**15  # a thousand million units


def read_amount(text: str) -> int:
    """Micro-units of an amount above zero. Raises ValidationError."""
    try:
        micro = to_micro(parse_money(text))
    except ValueError as error:
        raise ValidationError("That is no amount. Write it like 12.50.") from error
    if micro <= 0:
        raise ValidationError("The amount must be above zero.")
    if micro > MOST_MICRO:
        raise ValidationError("Nobody has that much here.")
    return micro


class WithdrawForm(forms.Form):
    """How much, and where to."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    amount = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    )
    address = forms.CharField(
        label="To address",
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "list": "used-addresses"}
        ),
        help_text="Copy it from your own wallet: what is sent to a wrong address cannot be brought back.",
    )

    def clean_amount(self) -> int:
        """Micro-units."""
        return read_amount(self.cleaned_data["amount"])

    def clean_address(self) -> str:
        """As it is stored."""
        try:
            return current().normalise(self.cleaned_data["address"])
        except AddressInvalid as error:
            raise ValidationError(error.message) from error


class SimulateForm(forms.Form):
    """How much is to arrive on the simulated network."""

    amount = forms.CharField(
        max_length=40, initial="100", widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )

    def clean_amount(self) -> int:
        """Micro-units."""
        return read_amount(self.cleaned_data["amount"])

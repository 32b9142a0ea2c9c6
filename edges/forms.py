"""What a person types on the pages about edges."""

from decimal import Decimal
from typing import Any

from django import forms

from edges.models import Preference

HUNDRED = Decimal(100)


def percent(label: str, help_text: str) -> forms.DecimalField:
    """A percentage from 0 to 100."""
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


class PreferenceForm(forms.Form):
    """From which return on edges are shown, and whether the person is told of them."""

    least_certain = percent("Least certain return, in percent", "Of arbitrages and of backs against lays.")
    least_value = percent("Least value, in percent", "How much better than fair a price has to be.")
    uses_consensus = forms.BooleanField(label="Value against the other bookmakers", required=False)
    uses_sharp = forms.BooleanField(label="Value against a sharp bookmaker", required=False)
    is_told = forms.BooleanField(
        label="Tell me when some are found",
        required=False,
        help_text="All of one look together, every edge once. By which way is set under Notifications.",
    )

    @classmethod
    def of(cls, preference: Preference) -> "PreferenceForm":
        """Filled with what counts now."""
        told = {name: getattr(preference, name) for name in ("uses_consensus", "uses_sharp", "is_told")}
        for name in ("least_certain", "least_value"):
            told[name] = f"{(getattr(preference, name) * HUNDRED).normalize():f}"
        return cls(initial=told)

    def chosen(self) -> dict[str, Any]:
        """As the model keeps it."""
        told = dict(self.cleaned_data)
        return {**told, **{name: told[name] / HUNDRED for name in ("least_certain", "least_value")}}

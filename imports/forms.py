"""The settings of an import. Everything is optional: what is left empty is as the format assumes."""

from typing import Any

from django import forms

from accounts.forms import CURRENCIES, time_zones
from imports import formats

AS_USUAL = "As the format assumes"


def _zones() -> list[tuple[str, str]]:
    return [("", AS_USUAL), *((name, name.replace("_", " ")) for name in time_zones())]


class SettingsForm(forms.Form):
    """Which format, whose clock, which currency, which bookmaker."""

    format = forms.ChoiceField(
        required=False,
        choices=lambda: [
            ("", "Recognise it by its columns"),
            *((found.slug, found.name) for found in formats.all_formats()),
        ],
        help_text="Only when a file is not recognised, or wrongly.",
    )
    timezone = forms.ChoiceField(
        label="Time zone of the file",
        required=False,
        choices=_zones,
        help_text="Most exports print times without saying whose clock they mean.",
    )
    currency = forms.ChoiceField(
        required=False,
        choices=lambda: [("", AS_USUAL), *((code, f"{code} · {name}") for code, name in CURRENCIES.items())],
        help_text="For files that do not name one.",
    )
    bookmaker = forms.CharField(
        required=False, max_length=80, help_text="For files that do not name one, such as a tracker's."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("timezone", "currency"):  # what was chosen by command stays choosable
            field: Any = self.fields[name]
            chosen = self.initial.get(name)
            if chosen and chosen not in dict(field.choices):
                field.choices = [*field.choices, (chosen, chosen)]

    @property
    def options(self) -> dict[str, str]:
        """The settings that were chosen, for imports.intake."""
        return {name: value for name, value in self.cleaned_data.items() if value}

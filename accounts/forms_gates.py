"""Forms of the pages about limits, tokens, webhooks and notifications."""

from typing import Any

from django import forms

from accounts import tokens


class TokenForm(forms.Form):
    """A name and what the token may do."""

    name = forms.CharField(max_length=100, help_text="What will use it, such as “My spreadsheet”.")
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=[(name, f"{text} ({name})") for name, text in tokens.SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=["me:read"],
    )

    def clean_scopes(self) -> list[Any]:
        """In the order of the page."""
        return list(self.cleaned_data["scopes"])

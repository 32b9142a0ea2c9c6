"""What staff say in the admin about a round."""

from datetime import UTC
from typing import Any

from django import forms
from django.utils import timezone

from rounds.models import Forces

WHY = "Stays on record with your name."


class UtcField(forms.DateTimeField):
    """A moment in UTC, whatever the reader's zone."""

    def to_python(self, value: Any) -> Any:
        """Aware."""
        with timezone.override(UTC):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """As it stands in the form."""
        with timezone.override(UTC):
            return super().prepare_value(value)


class OpenForm(forms.Form):
    """Which instrument's next round."""

    instrument = forms.SlugField()


class EarlierForm(forms.Form):
    """When no wager is taken any more, in UTC, and why."""

    at = UtcField(
        label="Lock at (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"),
        input_formats=["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"],
    )
    reason = forms.CharField(label="Why", max_length=300, help_text=WHY)


class VoidForm(forms.Form):
    """Why everybody is refunded."""

    reason = forms.CharField(
        label="Why (everybody reads it)",
        max_length=300,
        help_text="Everybody has their stake back, without a fee.",
    )


class ForcedForm(forms.Form):
    """How the round ends, by which close, and why."""

    outcome = forms.ChoiceField(label="Result", choices=Forces.choices)
    close = forms.DecimalField(
        label="Close, where it is known", required=False, min_value=0, max_digits=20, decimal_places=6
    )
    reason = forms.CharField(label="Why", max_length=300, help_text="Another person reads it and confirms.")


class AnswerForm(forms.Form):
    """What became of a dispute."""

    dispute = forms.IntegerField(min_value=1)
    text = forms.CharField(label="Answer", max_length=2_000)

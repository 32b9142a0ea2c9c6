"""The form that tells how a bet ended. The token makes one that is sent twice one act."""

from typing import Any

from django import forms

from imports.by_hand.entry import Leg
from imports.by_hand.fields import LEG_RESULTS, Amount, Said, moment_field
from imports.by_hand.reading import read_percent


class SettleForm(forms.Form):
    """How a bet ended."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label="How it ended", widget=forms.RadioSelect)
    returned = Amount(
        label="What came back",
        required=False,
        help_text="To the cent, stake included; left empty, what stands beside the outcome.",
    )
    settled_at = moment_field("When")
    deduction = Said(read_percent, label="Deduction (Rule 4), % of the winnings", required=False)
    tied = forms.IntegerField(label="Runners in the dead heat", required=False, min_value=1, max_value=100)
    places = forms.IntegerField(label="Places they share", required=False, min_value=1, max_value=100)

    def __init__(
        self, *args: Any, outcomes: list[tuple[str, str]], legs: tuple[Leg, ...] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["outcome"]
        field.choices = outcomes
        self.leg_names = []
        for place, leg in enumerate(legs):
            name = f"leg_{place}"
            self.leg_names.append(name)
            self.fields[name] = forms.ChoiceField(
                label=leg.selection or leg.event,
                required=False,
                choices=list(LEG_RESULTS.items()),
                initial=leg.result,
            )

    @property
    def main(self) -> list[Any]:
        """The fields that are always seen."""
        return [self[name] for name in (*self.leg_names, "outcome", "returned", "settled_at")]

    @property
    def special(self) -> list[Any]:
        """Those folded away."""
        return [self[name] for name in ("deduction", "tied", "places")]

    @property
    def asked(self) -> dict[str, Any]:
        """As verbs.settle() takes it."""
        said = self.cleaned_data
        legs = [said[name] for name in self.leg_names]
        asked: dict[str, Any] = {
            "outcome": "" if said["outcome"] == "legs" else said["outcome"],
            "returned_micro": said["returned"],
            "settled_at": said["settled_at"],
            "legs": legs if any(legs) else (),
            "version": said["version"],
            "key": str(said["token"]),
        }
        for name, value in (
            ("deduction", said["deduction"]),
            ("tied", said["tied"]),
            ("places", said["places"]),
        ):
            if value:
                asked[name] = value
        return asked

"""The forms of coaches and clients."""

from typing import Any

from django import forms

from analytics.coaching.consenting import COVERS, YEAR
from analytics.coaching.scopes import SCOPES

KEEP = "keep"


class CoachForm(forms.Form):
    """How clients see a coach."""

    name = forms.CharField(max_length=100, label="Your name", help_text="Clients see it before they agree.")
    organisation = forms.CharField(max_length=120, required=False, label="Organisation or practice")


class InviteClientForm(forms.Form):
    """A coach invites a client."""

    pseudonym = forms.CharField(
        max_length=60,
        required=False,
        label="What you call this client",
        help_text="A pseudonym, not a name. They may change it.",
    )
    email = forms.EmailField(
        required=False,
        label="Their e-mail address",
        help_text="We send the link there. Leave it empty to copy the link yourself.",
    )


class InviteCoachForm(forms.Form):
    """A client asks somebody to be their coach."""

    email = forms.EmailField(
        label="Your coach's e-mail address", help_text="Only somebody with this address can accept."
    )
    pseudonym = forms.CharField(
        max_length=60,
        required=False,
        label="What they shall call you",
        help_text="A pseudonym. Your name and address are not shown.",
    )


class ConsentForm(forms.Form):
    """What a client shows. `before` is the consent that holds, when there is one: its days may be kept."""

    scopes = forms.MultipleChoiceField(
        choices=[(scope.key, scope.title) for scope in SCOPES],
        error_messages={"required": "Tick at least one of patterns, results and times of day."},
    )
    covers = forms.ChoiceField(label="Which days", choices=list(COVERS.items()), widget=forms.RadioSelect)
    until_on = forms.DateField(
        required=False,
        label="Last day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="It ends by itself after this day. Leave it empty to end it yourself.",
    )

    def __init__(self, data: Any = None, *, before: Any = None) -> None:
        initial: dict[str, Any] = {"covers": YEAR, "scopes": [each.key for each in SCOPES if each.is_default]}
        if before is not None:
            initial = {"covers": KEEP, "scopes": before.scopes, "until_on": before.until_on}
        super().__init__(data, initial=initial)
        if before is not None:
            since = f"from {before.from_on:%-d %B %Y}" if before.from_on else "everything"
            covers: Any = self.fields["covers"]
            covers.choices = [(KEEP, f"As before: {since}"), *COVERS.items()]

    @property
    def ticks(self) -> list[tuple[Any, bool]]:
        """Each scope and whether it is ticked."""
        chosen = set(self["scopes"].value() or ())
        return [(scope, scope.key in chosen) for scope in SCOPES]


class NoteForm(forms.Form):
    """A coach's note of a session."""

    text = forms.CharField(max_length=10_000, label="Note", widget=forms.Textarea(attrs={"rows": 4}))
    is_shared = forms.BooleanField(required=False, label="Share this note with the client")

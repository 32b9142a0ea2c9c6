"""Forms of the pages about limits, tokens, webhooks and notifications."""

from datetime import timedelta
from typing import Any

from django import forms

from accounts import api_auth, notifications
from accounts.amount_field import AmountField
from accounts.forms import CURRENCIES
from accounts.models import LimitKind, NotificationChoice, Period, User
from ledger.models import Account
from web.context import acting_as

EVENTS = {
    "deposit.seen.v1": "A deposit is on its way",
    "deposit.credited.v1": "A deposit was credited",
    "deposit.reversed.v1": "The network took a credited deposit back",
    "deposit.gone.v1": "A deposit is gone before it was credited",
    "withdrawal.requested.v1": "A withdrawal was requested",
    "withdrawal.approved.v1": "A withdrawal was approved",
    "withdrawal.refused.v1": "A withdrawal was refused",
    "withdrawal.cancelled.v1": "A withdrawal was called off",
    "withdrawal.sent.v1": "A withdrawal was sent",
    "withdrawal.confirmed.v1": "A withdrawal was paid",
    "withdrawal.failed.v1": "A withdrawal failed",
    "import.finished.v1": "An import finished",
    "import.failed.v1": "An import failed",
    "import.balance_broken.v1": "A file's balance does not add up",
    "edge.found.v1": "An edge was found",
    "round.settled.v1": "A round you wagered on was settled",
    "round.void.v1": "A round you wagered on was void",
    "round.ended.v1": "Any round ended, for those who run the rounds",
    "notification.created.v1": "You were told something",
}
BREAKS = {1: "24 hours", 3: "3 days", 7: "A week", 14: "Two weeks", 30: "30 days", 42: "Six weeks"}
EXCLUSIONS = {90: "90 days", 182: "Half a year", 365: "A year", 1_826: "Five years", 0: "For good"}
LARGEST_MICRO = 9_000_000_000_000 * 1_000_000


class TokenForm(forms.Form):
    """A name and what the token may do."""

    name = forms.CharField(max_length=100, help_text="What will use it, such as “My spreadsheet”.")
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=lambda: [(name, f"{text} ({name})") for name, text in api_auth.offered().items()],
        widget=forms.CheckboxSelectMultiple,
        initial=["me:read"],
    )


class WebhookForm(forms.Form):
    """An address, and the events it wants."""

    url = forms.CharField(
        label="Address",
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        help_text="We send a signed POST there. It must be reachable on the open internet.",
    )
    events = forms.MultipleChoiceField(
        choices=[(name, f"{text} ({name})") for name, text in EVENTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="None chosen means all, those to come included.",
    )


class LimitForm(forms.Form):
    """A kind, a period, a currency and an amount; no amount asks for no limit."""

    kind = forms.ChoiceField(label="What", choices=LimitKind.choices)
    amount_micro = AmountField(
        label="At most",
        most_micro=LARGEST_MICRO,
        help_text="Leave it empty to ask for the limit to be removed.",
    )
    currency = forms.ChoiceField()
    period = forms.ChoiceField(
        choices=[
            (value, f"in {label}" if value != Period.EACH else label) for value, label in Period.choices
        ],
        initial=Period.WEEK,
        help_text="Days begin at midnight, weeks on Monday, months on the 1st, by your clock.",
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        with acting_as(user):  # whatever the person's files are in can be limited
            own = Account.objects.filter(owner=user).values_list("currency", flat=True).distinct()
            codes = [*CURRENCIES, *sorted(set(own) - CURRENCIES.keys())]
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]
        self.fields["currency"].initial = user.currency

    def clean(self) -> dict[str, Any]:
        """A limit for one stake has no period, all others have one."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == LimitKind.STAKE:
            cleaned["period"] = Period.EACH
        elif cleaned.get("period") == Period.EACH:
            self.add_error("period", "“Each time” is for the limit of one stake.")
        return cleaned


class BreakForm(forms.Form):
    """How long a break lasts."""

    length = forms.TypedChoiceField(
        label="For how long", choices=list(BREAKS.items()), coerce=lambda days: timedelta(days=int(days))
    )


class ExclusionForm(forms.Form):
    """How long an exclusion lasts, and the second yes."""

    length = forms.TypedChoiceField(
        label="For how long",
        choices=list(EXCLUSIONS.items()),
        coerce=lambda days: timedelta(days=int(days)) if int(days) else None,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    is_sure = forms.BooleanField(label="I have read this, and I cannot take it back before the time is over")


class WaysForm(forms.Form):
    """For each kind of notification: by e-mail, by webhook."""

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.user = user
        chosen = {each.kind: each for each in NotificationChoice.objects.visible_to(user)}
        for kind, (_, by_mail) in notifications.KINDS.items():
            found = chosen.get(kind)
            self.fields[f"mail-{kind}"] = forms.BooleanField(
                required=False, initial=found.by_mail if found else by_mail
            )
            self.fields[f"webhook-{kind}"] = forms.BooleanField(
                required=False, initial=bool(found and found.by_webhook)
            )

    def rows(self) -> list[tuple[str, Any, Any]]:
        """Name, field for e-mail, field for webhook."""
        kinds = notifications.KINDS.items()
        return [(name, self[f"mail-{kind}"], self[f"webhook-{kind}"]) for kind, (name, _) in kinds]

    def save(self) -> None:
        """Keep all choices."""
        for kind in notifications.KINDS:
            notifications.choose(
                user=self.user,
                kind=kind,
                by_mail=self.cleaned_data[f"mail-{kind}"],
                by_webhook=self.cleaned_data[f"webhook-{kind}"],
            )

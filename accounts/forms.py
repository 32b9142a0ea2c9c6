"""How a person wants to see things."""

from functools import cache
from zoneinfo import available_timezones

from django import forms
from django.http import HttpRequest

from accounts.models import User

CURRENCIES = {
    "AUD": "Australian dollar", "NZD": "New Zealand dollar", "GBP": "Pound sterling", "EUR": "Euro",
    "USD": "US dollar", "CAD": "Canadian dollar", "CHF": "Swiss franc", "DKK": "Danish krone",
    "NOK": "Norwegian krone", "SEK": "Swedish krona", "PLN": "Polish zloty", "CZK": "Czech koruna",
    "HUF": "Hungarian forint", "RON": "Romanian leu", "TRY": "Turkish lira", "BRL": "Brazilian real",
    "MXN": "Mexican peso", "ARS": "Argentine peso", "ZAR": "South African rand", "KES": "Kenyan shilling",
    "NGN": "Nigerian naira", "INR": "Indian rupee", "JPY": "Japanese yen", "HKD": "Hong Kong dollar",
    "SGD": "Singapore dollar", "USDC": "USD Coin",
}  # fmt: skip
NOT_PLACES = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def time_zones() -> tuple[str, ...]:
    """The IANA zones named for a place, and UTC, in order."""
    names = (name for name in available_timezones() if "/" in name and not name.startswith(NOT_PLACES))
    return ("UTC", *sorted(names))


class ProfileForm(forms.ModelForm):
    """The settings page."""

    currency = forms.ChoiceField(
        choices=[(code, f"{code} · {name}") for code, name in CURRENCIES.items()],
        help_text="For new accounts and forms. What you imported keeps the currency it was in.",
    )
    time_zone = forms.ChoiceField(
        choices=lambda: [(name, name.replace("_", " ")) for name in time_zones()],
        help_text="Days begin and end by this clock, on every page.",
    )

    class Meta:
        model = User
        fields = ["name", "currency", "time_zone", "odds_format", "theme", "mask_amounts"]
        widgets = {"odds_format": forms.RadioSelect, "theme": forms.RadioSelect}
        labels = {"odds_format": "Odds", "mask_amounts": "Hide amounts"}
        help_texts = {"mask_amounts": "Every amount is shown as ••• until you switch this off."}

    def __init__(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self._keep_choice("currency", self.instance.currency)
        self._keep_choice("time_zone", self.instance.time_zone)

    def _keep_choice(self, name: str, value: str) -> None:
        """What the person has stays choosable, even when we no longer offer it."""
        field: forms.ChoiceField = self.fields[name]  # type: ignore[assignment]
        if value and value not in dict(field.choices):  # type: ignore[arg-type]
            field.choices = [*field.choices, (value, value)]  # type: ignore[misc]


class SignupExtras(forms.Form):
    """What sign-up asks beside address and password: nothing; the browser tells its time zone, if it may."""

    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-time-zone": ""})
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the new person: a zone we know becomes theirs, any other is ignored."""
        if self.cleaned_data.get("time_zone") in time_zones():
            user.time_zone = self.cleaned_data["time_zone"]
            user.save(update_fields=["time_zone"])

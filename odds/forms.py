"""What a person says of a price they saw."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from bets.folding import fold
from bets.models import Bookmaker, Sport
from odds.entering import OUTCOMES, WITH_LINE, About, Entered
from odds.entry_doubts import Doubt
from web.clock import now

NAMES = {
    "match-result": "Match result (1X2)",
    "head-to-head": "Head to head (two ways)",
    "total": "Total",
    "handicap": "Handicap",
    "both-teams-to-score": "Both teams to score",
}
PLACES = ("first", "second", "third")
QUARTER = Decimal("0.25")


def _places(market: str) -> dict[str, str]:
    """The field of each outcome."""
    codes = OUTCOMES[market]
    return dict(zip(codes, PLACES if len(codes) == 3 else (PLACES[0], PLACES[2]), strict=True))


class PricesForm(forms.Form):
    """The prices of one bookmaker in one market, as decimal odds."""

    market = forms.ChoiceField(choices=list(NAMES.items()), label="Market")
    line = forms.DecimalField(
        label="Line", required=False, max_digits=7, decimal_places=3,
        help_text="Of a total, or the handicap of the home side: −1.25.",
    )  # fmt: skip
    bookmaker = forms.CharField(label="Bookmaker", max_length=120)
    first = forms.CharField(label="Home, over or yes", required=False, max_length=12)
    second = forms.CharField(
        label="Draw", required=False, max_length=12, help_text="Only of the match result."
    )
    third = forms.CharField(label="Away, under or no", required=False, max_length=12)
    side = forms.ChoiceField(choices=[("back", "Back"), ("lay", "Lay")], label="Side", initial="back")
    taken_at = forms.DateTimeField(
        label="When you saw them", required=False, help_text="Your time; left out, it is now.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )  # fmt: skip

    def clean_bookmaker(self) -> str:
        """As we name it, where we know it."""
        said = " ".join(self.cleaned_data["bookmaker"].replace("\0", "").split())
        if not fold(said):
            raise forms.ValidationError("Name the bookmaker.")
        known = Bookmaker.objects.filter(
            owner=None, is_aggregate=False, slug=fold(said).replace(" ", "-")
        ).first()
        if Bookmaker.objects.filter(
            owner=None, is_aggregate=True, slug=fold(said).replace(" ", "-")
        ).exists():
            raise forms.ValidationError("That is a figure over many bookmakers: nobody can bet there.")
        return known.name if known else said

    def clean_taken_at(self) -> Any:
        """Not in the future."""
        taken_at = self.cleaned_data["taken_at"] or now()
        if taken_at > now() + timedelta(minutes=1):
            raise forms.ValidationError("That moment is still to come.")
        if taken_at < now() - timedelta(days=366):
            raise forms.ValidationError("That is more than a year ago.")
        return taken_at

    def clean(self) -> dict[str, Any]:
        """The prices by outcome, and the line where the market has one."""
        said = super().clean() or {}
        market = said.get("market")
        if market not in OUTCOMES:
            return said
        codes = OUTCOMES[market]
        said["prices"] = {}
        for code, name in _places(market).items():
            if text := said.get(name, "").strip():
                self._price(said, code, name, text)
        if len(codes) == 2 and said.get("second"):
            self.add_error("second", "This market has no draw.")
        if not said["prices"] and not self.errors:
            raise forms.ValidationError("Say at least one price.")
        self._line(said, market)
        return said

    def _price(self, said: dict[str, Any], code: str, name: str, text: str) -> None:
        try:
            odds = Decimal(text.replace(",", "."))
        except InvalidOperation:
            odds = Decimal(0)
        if not (odds.is_finite() and Decimal("1.001") <= odds < 10_000):
            self.add_error(name, "Decimal odds above 1, like 2.50.")
        else:
            said["prices"][code] = odds.quantize(Decimal("0.000001"))

    def _line(self, said: dict[str, Any], market: str) -> None:
        line = said.get("line")
        if market in WITH_LINE and line is None and "line" not in self.errors:
            self.add_error("line", "This market needs its line.")
        elif market in WITH_LINE and line is not None and line % QUARTER:
            self.add_error("line", "Lines go by quarters: 2.5, 2.75.")
        elif market not in WITH_LINE:
            said["line"] = None

    def ask_again(self, doubts: Mapping[str, Doubt]) -> None:
        """Say at its field what is doubtful of a valid form."""
        places = _places(self.cleaned_data["market"])
        for code, doubt in doubts.items():
            self.add_error(places[code], str(doubt))

    def entered(self) -> Entered:
        """The prices of a valid form."""
        said = self.cleaned_data
        return Entered(
            said["market"],
            said["prices"],
            said["bookmaker"],
            said["taken_at"],
            said["line"],
            said["side"] == "lay",
        )


class EventForm(PricesForm):
    """The prices of an event that the store does not have."""

    sport = forms.ChoiceField(label="Sport")
    home = forms.CharField(label="Home side or first player", max_length=100)
    away = forms.CharField(label="Away side or second player", max_length=100)
    starts_at = forms.DateTimeField(
        label="Start", help_text="Your time.", widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    field_order = ["sport", "home", "away", "starts_at", "market", "line", "bookmaker"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        sports = Sport.objects.filter(owner=None).exclude(slug="several").order_by("name")
        choices = [(sport.slug, sport.name) for sport in sports]
        field = self.fields["sport"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = choices, "football"

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        for side in ("home", "away"):
            said[side] = " ".join(said.get(side, "").replace("\0", "").split())
        if said["home"] and fold(said["home"]) == fold(said["away"]):
            self.add_error("away", "Both sides are the same.")
        starts_at = said.get("starts_at")
        if starts_at and abs(starts_at - now()) > timedelta(days=700):
            self.add_error("starts_at", "That is too far from today.")
        return said

    def about(self) -> About:
        """What the event is, of a valid form."""
        said = self.cleaned_data
        return About(said["sport"], said["home"], said["away"], said["starts_at"])


def local_now(zone: str) -> str:
    """This minute as a field for local time has it."""
    return now().astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")

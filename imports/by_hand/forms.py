"""The forms of bets by hand. The token makes a form that is sent twice one act."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import CURRENCIES
from imports.by_hand.checks import checked
from imports.by_hand.entry import BONUSES, KINDS, MOST_LEGS, OUTCOMES, Entry, EntryWrong, Leg, Result
from imports.by_hand.fields import LEG_RESULTS, NUMBER, SHORT, Amount, Said, moment_field
from imports.by_hand.figures import outcome_of_legs
from imports.by_hand.models import MOST_CONFIDENT
from imports.by_hand.reading import read_odds, read_part, read_percent
from imports.by_hand.remarks import LONGEST_NOTE, tags_in
from web.clock import now
from web.numbers import amount_text, decimal_odds, odds_text

CONFIDENCES = [("", "–"), *((str(each), str(each)) for each in range(1, MOST_CONFIDENT + 1))]


class RemarkForm(forms.Form):
    """Tags, a note and how sure one was: the person's own on any bet."""

    tags = forms.CharField(
        required=False,
        max_length=900,
        help_text="With commas between them, such as value, late money.",
        widget=forms.TextInput(attrs=SHORT),
    )
    note = forms.CharField(required=False, max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 2}))
    confidence = forms.TypedChoiceField(
        label="How sure, 1 to 5", required=False, choices=CONFIDENCES, coerce=int, empty_value=None
    )
    probability = Said(read_percent, label="Chance you gave it, %", required=False)

    def clean_tags(self) -> list[str]:
        """The tags, each once."""
        try:
            return tags_in(self.cleaned_data["tags"])
        except EntryWrong as error:
            raise ValidationError(str(error)) from error

    def clean_probability(self) -> Decimal | None:
        """Nothing typed, or a chance that is one."""
        chance: Decimal | None = self.cleaned_data["probability"]
        if chance == 0:
            raise ValidationError("A chance lies between 0 and 100.")
        return chance


class LegForm(forms.Form):
    """One leg of a multi. One without any words is left out."""

    selection = forms.CharField(required=False, max_length=300, widget=forms.TextInput(attrs=SHORT))
    event = forms.CharField(required=False, max_length=300, widget=forms.TextInput(attrs=SHORT))
    odds = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs=NUMBER))
    result = forms.ChoiceField(required=False, choices=list(LEG_RESULTS.items()))
    market = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)
    sport = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, *args: Any, odds_format: str = "decimal", **more: Any) -> None:
        super().__init__(*args, **more)
        self.odds_format = odds_format

    def clean_odds(self) -> Decimal | None:
        """Decimal odds; None when not told."""
        text = self.cleaned_data["odds"]
        try:
            return read_odds(text, self.odds_format) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    @property
    def leg(self) -> Leg | None:
        """What it tells."""
        said: dict[str, Any] = self.cleaned_data
        if not (said.get("selection") or said.get("event")):
            return None
        told: dict[str, Any] = {name: said.get(name) for name in LegForm.base_fields}
        return Leg(**told)


class EntryForm(forms.Form):
    """A bet, as quick as it can be told; what is seldom needed is folded away (`quick`, `more`, `ended`)."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=list(KINDS.items()), widget=forms.RadioSelect, initial="single")
    bookmaker = forms.CharField(
        max_length=80, widget=forms.TextInput(attrs={"list": "bookmakers", "autocomplete": "off"})
    )
    selection = forms.CharField(
        label="What you bet on", required=False, max_length=300, widget=forms.TextInput(attrs=SHORT)
    )
    event = forms.CharField(required=False, max_length=300, widget=forms.TextInput(attrs=SHORT))
    odds = forms.CharField(
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=NUMBER),
        help_text="2.50, 6/4 or +150. A multi's follow from its legs unless told.",
    )
    stake = Amount(help_text="Each-way: of each of the two parts. Lay: the backer's stake.")
    placed_at = moment_field("Placed")
    currency = forms.ChoiceField(choices=list(CURRENCIES.items()))
    bonus = forms.ChoiceField(label="Whose money", choices=list(BONUSES.items()), initial="none")
    place_fraction = Said(read_part, label="A place pays (each-way)", required=False, initial="1/5")
    commission = Said(read_percent, label="Commission, % of the winnings", required=False)
    sport = forms.CharField(required=False, max_length=80, widget=forms.TextInput(attrs={"list": "sports"}))
    competition = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs=SHORT))
    market = forms.CharField(
        required=False, max_length=300, help_text="Such as Head to head.", widget=forms.TextInput(attrs=SHORT)
    )
    closing_odds = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs=NUMBER))
    outcome = forms.ChoiceField(
        label="How it ended",
        required=False,
        choices=[("", "It is open"), ("legs", "As its legs say"), *OUTCOMES.items()],
    )
    settled_at = moment_field("When", required=False)
    returned = Amount(label="What came back", required=False, help_text="Left empty, it is worked out.")

    quick = ("bookmaker", "selection", "event", "odds", "stake", "placed_at")
    more = (
        "currency",
        "bonus",
        "place_fraction",
        "commission",
        "sport",
        "competition",
        "market",
        "closing_odds",
    )
    ended = ("outcome", "returned", "settled_at")

    def __init__(
        self, data: Any = None, *, user: Any, former: Entry | None = None, legs: int = 0, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.user, self.former = user, former
        currency: Any = self.fields["currency"]
        mine = (former.currency if former else "") or user.currency
        if mine not in CURRENCIES:
            currency.choices = [*currency.choices, (mine, mine)]
        self.legs = [
            LegForm(
                data, prefix=f"leg-{place}", odds_format=user.odds_format, initial=self._leg_initial(place)
            )
            for place in range(min(max(legs, 2), MOST_LEGS))
        ]

    def _leg_initial(self, place: int) -> dict[str, Any]:
        legs = self.initial.get("legs", ())
        return legs[place] if place < len(legs) else {}

    @property
    def fields_of(self) -> dict[str, list[Any]]:
        """The visible fields in their groups."""
        return {name: [self[field] for field in getattr(self, name)] for name in ("quick", "more", "ended")}

    @property
    def is_more_open(self) -> bool:
        """Is there anything in the folded parts to be seen?"""
        return any(
            self[name].errors or self[name].value() not in (None, "", self.fields[name].initial)
            for name in self.more
            if name != "currency"
        )

    @property
    def is_ended_open(self) -> bool:
        """Is an end told, or wrong?"""
        return any(self[name].errors for name in self.ended) or bool(self["outcome"].value())

    def clean_odds(self) -> Decimal | None:
        """Decimal odds; None when not told."""
        return self._odds("odds")

    def clean_closing_odds(self) -> Decimal | None:
        """Decimal odds; None when not told."""
        return self._odds("closing_odds")

    def _odds(self, name: str) -> Decimal | None:
        text = self.cleaned_data[name]
        try:
            return read_odds(text, self.user.odds_format) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """The whole as an entry, or the field where it cannot be one."""
        said = super().clean() or {}
        if self.errors:
            return said
        legs = []
        if said["kind"] == "multi":
            if not all(leg.is_valid() for leg in self.legs):
                raise ValidationError("Look at the legs: not all can be read.")
            legs = [leg.leg for leg in self.legs if leg.leg]
        try:
            self.entry = checked(self._entry(said, tuple(legs)))
        except EntryWrong as error:
            self.add_error(error.field if error.field in self.fields else None, str(error))
        return said

    def _entry(self, said: Mapping[str, Any], legs: tuple[Leg, ...]) -> Entry:
        is_multi, kind = said["kind"] == "multi", said["kind"]
        made = Entry(
            **{name: said[name].strip() for name in ("bookmaker", "sport", "competition", "market")},
            currency=said["currency"],
            kind=kind,
            bonus=said["bonus"],
            stake_micro=said["stake"],
            placed_at=self._moment("placed_at", said),
            odds=said["odds"],
            place_fraction=said["place_fraction"] if kind == "each_way" else None,
            commission=said["commission"] or Decimal(0),
            selection="" if is_multi else said["selection"].strip(),
            event="" if is_multi else said["event"].strip(),
            closing_odds=said["closing_odds"],
            legs=legs,
        )
        return made.ended(_result(made, said, self))

    def _moment(self, name: str, said: Mapping[str, Any]) -> Any:
        """As typed, or as it was before where only its seconds differ."""
        moment = said[name]
        former = getattr(self.former, name, None)
        if name == "settled_at" and self.former and self.former.result:
            former = self.former.result.settled_at
        same = (
            former
            and moment
            and former.replace(second=0, microsecond=0) == moment.replace(second=0, microsecond=0)
        )
        return former if same else moment


def _result(made: Entry, said: Mapping[str, Any], form: EntryForm) -> Result | None:
    outcome = said["outcome"]
    if outcome == "legs":
        outcome = outcome_of_legs(made.legs) or ""
        if not outcome:
            raise EntryWrong("Not all of its legs have ended.", "outcome")
    if not outcome:
        return None
    former = form.former.result if form.former else None
    settled_at = form._moment("settled_at", said) or max(now(), made.placed_at)
    same = former if former and former.outcome == outcome else None
    blank = Result(outcome=outcome, settled_at=settled_at)
    return replace(same or blank, settled_at=settled_at, returned_micro=said["returned"])


def initial_of(entry: Entry, user: Any) -> dict[str, Any]:
    """What an entry's form shows."""
    shown: dict[str, Any] = {
        name: getattr(entry, name)
        for name in ("kind", "bookmaker", "currency", "bonus", "sport", "competition", "event", "market")
    }
    shown |= {
        "selection": entry.selection,
        "placed_at": entry.placed_at,
        "odds": odds_as_typed(entry.odds, user),
        "closing_odds": odds_as_typed(entry.closing_odds, user),
        "stake": amount_text(entry.stake_micro).replace(",", ""),
        "place_fraction": _part(entry.place_fraction),
        "commission": f"{(entry.commission * 100).normalize():f}" if entry.commission else "",
        "legs": [
            {
                "selection": leg.selection,
                "event": leg.event,
                "market": leg.market,
                "sport": leg.sport,
                "odds": odds_as_typed(leg.odds, user),
                "result": leg.result,
            }
            for leg in entry.legs
        ],
    }
    if entry.result:
        returned = entry.result.returned_micro
        shown |= {
            "outcome": entry.result.outcome,
            "settled_at": entry.result.settled_at,
            "returned": "" if returned is None else amount_text(returned).replace(",", ""),
        }
    return shown


def odds_as_typed(odds: Decimal | None, user: Any) -> str:
    """In the person's format where that says them exactly, else decimal."""
    if odds is None:
        return ""
    text = odds_text(odds, user.odds_format).replace("−", "-")
    return text if read_odds(text, user.odds_format) == odds.normalize() else decimal_odds(odds)


def _part(part: Decimal | None) -> str:
    if part is None:
        return "1/5"
    return next(
        (f"1/{down}" for down in range(2, 9) if read_part(f"1/{down}") == part.normalize()), f"{part:f}"
    )

"""What bets may be asked for and grouped by beside their catalogue: odds, stakes, times, teams and how they were built.

Each term is one database expression that gives a word. The filter compares it and a break-down groups by it, so that a
line and the list behind it cannot differ. A bet that does not tell has the word "none".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Case,
    CharField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Length
from django.db.models.lookups import IsNull, LessThan

from bets.models import Bonus, EventParticipant, Structure

NONE = "none"  # the word of bets that do not tell
MICRO = 1_000_000
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOURS = tuple(f"{hour:02d}" for hour in range(24))
LEGS = tuple(str(legs) for legs in range(1, 13))
ODDS = tuple(map(Decimal, ("1.5", "2", "3", "5", "10", "50")))
STAKES = tuple(map(Decimal, ("5", "10", "25", "50", "100", "250", "1000")))
LIVE = {"before": "Before the event", "live": "During the event"}
MONEY = {"own": "Own money", "bonus": "Bonus money"}


@dataclass(frozen=True)
class Term:
    """title for people; what it means; the expression in a time zone; how a word reads; the words in their order.

    Without `words` any word may be asked for. is_offered: the filter bar has a drop-down for it. `unknown` is how the
    word of bets that do not tell reads.
    """

    title: str
    meaning: str
    expression: Callable[[ZoneInfo], Any]
    label: Callable[[str], str]
    words: tuple[str, ...] = ()
    is_offered: bool = True
    unknown: str = "Not told"

    def says(self, word: str) -> str:
        """The word as people read it."""
        return self.unknown if word == NONE else self.label(word)

    def knows(self, word: str) -> bool:
        """Can a bet have this word?"""
        if self.words is LEGS:
            return word.isascii() and word.isdigit() and len(word) < 5
        return word == NONE or not self.words or word in self.words


def band_of(amount: Decimal | None, bounds: tuple[Decimal, ...]) -> str:
    """The word of the band that an amount falls into; a bound belongs to the band above it."""
    if amount is None:
        return NONE
    position = sum(amount >= bound for bound in bounds)
    return band_words(bounds)[position]


def band_words(bounds: tuple[Decimal, ...]) -> tuple[str, ...]:
    """The words of all bands, the lowest first."""
    between = [f"{low}-{high}" for low, high in zip(bounds, bounds[1:], strict=False)]
    return (f"under-{bounds[0]}", *between, f"from-{bounds[-1]}")


def say_band(word: str) -> str:
    """ "under-2" is "Under 2", "2-3" is "2 to 3", "from-3" is "3 and more"."""
    first, _, last = word.partition("-")
    if first == "under":
        return f"Under {last}"
    return f"{last} and more" if first == "from" else f"{first} to under {last}"


def _band(value: Any, bounds: tuple[Decimal, ...], scale: int = 1) -> Case:
    words = band_words(bounds)
    whens = [
        When(LessThan(value, Value(bound * scale)), then=Value(word))
        for bound, word in zip(bounds, words[:-1], strict=True)
    ]
    nothing = When(IsNull(value, True), then=Value(NONE))  # noqa: FBT003  Django's
    return Case(nothing, *whens, default=Value(words[-1]), output_field=CharField())


def _placed(zone: ZoneInfo, form: str) -> Func:
    """The moment of placing in a time zone, written by PostgreSQL's to_char."""
    local = Func(Value(zone.key), F("placed_at"), function="timezone")
    return Func(local, Value(form), function="to_char", output_field=CharField())


def _named() -> QuerySet:
    """Those of the bet's event whom the selection names at its beginning, the longest name first."""
    return (
        EventParticipant.objects.filter(event=OuterRef("event"))
        .exclude(folded="")
        .alias(said=ExpressionWrapper(OuterRef("selection"), output_field=CharField()))
        .filter(Q(said__istartswith=F("folded")) | Q(said__istartswith=F("participant__name")))
        .order_by(Length("folded").desc(), "position")
    )


def _backed() -> Coalesce:
    return Coalesce(Subquery(_named().values("participant__name")[:1]), Value(NONE))


def _against() -> Coalesce:
    """Who plays against the side that is backed; "none" where no side is."""
    others = EventParticipant.objects.filter(event=OuterRef("event")).exclude(position=OuterRef(BACKED))
    return Coalesce(Subquery(others.order_by("position").values("participant__name")[:1]), Value(NONE))


BACKED = "backed_position"
TERMS = {
    "team": Term(
        "Team or player",
        "The side that the selection names first, where the event has sides. A bet on a total or a draw backs nobody,"
        " and a multi backs several: they are told as nobody.",
        lambda zone: _backed(),
        str,
        is_offered=False,
        unknown="Nobody, or several",
    ),
    "opponent": Term(
        "Opponent",
        "Who plays against the side that is backed.",
        lambda zone: _against(),
        str,
        is_offered=False,
        unknown="Nobody, or several",
    ),
    "legs": Term(
        "Number of legs",
        "How many parts have to come in: 1 for a single bet.",
        lambda zone: Cast("legs_count", CharField()),
        lambda word: f"{word} leg{'' if word == '1' else 's'}",
        LEGS,
    ),
    "built": Term(
        "Built as",
        "Single, multi, system, or a market's result whose single bets the file does not tell.",
        lambda zone: F("structure"),
        lambda word: str(Structure(word).label),
        tuple(Structure.values),
        is_offered=False,
    ),
    "odds": Term(
        "Odds",
        "The decimal odds the bet was taken at; a multi's odds are those of the whole.",
        lambda zone: _band(F("odds"), ODDS),
        say_band,
        (*band_words(ODDS), NONE),
    ),
    "stake": Term(
        "Stake",
        "What was put on it, bonus money included; of a lay bet the liability. In units of the bet's currency.",
        lambda zone: _band(F("at_risk_micro") + F("bonus_stake_micro"), STAKES, MICRO),
        say_band,
        (*band_words(STAKES), NONE),
    ),
    "weekday": Term(
        "Day of the week",
        "The day the bet was placed on, in your time zone.",
        lambda zone: _placed(zone, "FMday"),
        str.capitalize,
        WEEKDAYS,
    ),
    "hour": Term(
        "Hour of the day",
        "The hour in which the bet was placed, in your time zone. Files that tell days only put every bet at midnight.",
        lambda zone: _placed(zone, "HH24"),
        lambda word: f"{word}:00",
        HOURS,
    ),
    "live": Term(
        "Live or before",
        "Whether the bet was placed while the event was under way, where the file says so.",
        lambda zone: Case(
            When(is_live=True, then=Value("live")),
            When(is_live=False, then=Value("before")),
            default=Value(NONE),
            output_field=CharField(),
        ),
        LIVE.__getitem__,
        (*LIVE, NONE),
    ),
    "money": Term(
        "Own or bonus money",
        "Whether bonus money was staked, as the file says or as we conclude.",
        lambda zone: Case(
            When(bonus=Bonus.NONE, then=Value("own")), default=Value("bonus"), output_field=CharField()
        ),
        MONEY.__getitem__,
        tuple(MONEY),
    ),
}


def with_terms(bets: Any, zone: ZoneInfo, names: Iterable[str]) -> Any:
    """The bets with each term's word as `term_<name>`."""
    wanted = [name for name in names if name in TERMS]
    if "opponent" in wanted:
        bets = bets.alias(**{BACKED: Subquery(_named().values("position")[:1])})
    return bets.alias(**{f"term_{name}": TERMS[name].expression(zone) for name in wanted})

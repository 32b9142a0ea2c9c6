"""What each file says of a bet, beside what is taken as true: sources, and where they contradict each other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from bets.models import Bet
from imports import formats
from imports.by_hand.telling import NAME
from imports.models import BetTelling, HandBet, Row, SetAside, Twin, Upload
from imports.pairing import BY_HAND

MOST = 12
# field of a telling -> its name on the page
FIELDS = {
    "status": "State",
    "placed_at": "Placed",
    "settled_at": "Settled",
    "stake_micro": "Stake",
    "odds": "Odds",
    "closing_odds": "Closing odds",
    "returned_micro": "Returned",
    "profit_micro": "Result",
    "commission_micro": "Commission",
    "event": "Event",
    "market": "Market",
    "selection": "Selection",
}


@dataclass(frozen=True)
class Source:
    """One content that files tell, the newest such file (None: it is told by hand), and the pair it came by, if any."""

    telling: BetTelling
    upload: Upload | None
    format: str
    twin: Twin | None


@dataclass(frozen=True)
class Field:
    """A field's values in the order of the sources; is_conflict: two of them differ."""

    name: str
    sort: str
    values: list[Any]
    is_conflict: bool


@dataclass(frozen=True)
class Sources:
    """Everything the page shows: sources, fields, and pairs the person refused."""

    sources: list[Source]
    fields: list[Field]
    refused: list[Twin]
    currency: str

    @property
    def is_worth_showing(self) -> bool:
        return len(self.sources) > 1 or bool(self.refused)

    @property
    def conflicts(self) -> int:
        return sum(field.is_conflict for field in self.fields)


def sources_of(user: Any, bet: Bet) -> Sources:
    """The live sources of a bet, the most detailed first. Read within acting_as(user)."""
    twins = {twin.bet_id: twin for twin in Twin.objects.visible_to(user).filter(into_id=bet.pk)}
    absorbed = [bet_id for bet_id, twin in twins.items() if not twin.is_refused]
    tellings = list(BetTelling.objects.visible_to(user).filter(bet_id__in=[bet.pk, *absorbed]))
    newest = dict(
        Row.objects.visible_to(user)
        .filter(telling__in=[telling.pk for telling in tellings], upload__undone_at=None)
        .values_list("telling_id")
        .annotate(Max("upload_id"))
    )
    uploads = Upload.objects.visible_to(user).in_bulk(list(newest.values()))
    aside = set(
        SetAside.objects.visible_to(user).values_list("pk", flat=True).filter(pk__in=[bet.pk, *absorbed])
    )
    hands = set(
        HandBet.objects.visible_to(user)
        .filter(pk__in={bet.pk, *absorbed} - aside)
        .values_list("telling_id", flat=True)
    )
    found = [
        Source(
            telling, uploads.get(newest.get(telling.pk, 0)), _name(telling.format), twins.get(telling.bet_id)
        )
        for telling in tellings
        if telling.pk in newest or telling.pk in hands
    ]
    found.sort(key=lambda source: (-source.telling.detail, -(source.upload.pk if source.upload else 0)))
    refused = list(Twin.objects.visible_to(user).filter(is_refused=True, into_id=bet.pk)) + list(
        Twin.objects.visible_to(user).filter(is_refused=True, bet_id=bet.pk)
    )
    return Sources(found[:MOST], _fields(found[:MOST], bet), refused, bet.currency)


def _fields(found: list[Source], bet: Bet) -> list[Field]:
    """Only fields that some source tells; a time given to the minute does not contradict one given to the second."""
    fields = []
    for name, label in FIELDS.items():
        values = [_value(source.telling, bet, name) for source in found]
        told = {_plain(value) for value in values if value not in (None, "")}
        if told:
            fields.append(Field(label, _sort(name), values, _contradict(told)))
    return fields


def _value(telling: BetTelling, bet: Bet, name: str) -> Any:
    """What a source tells; of a statement's bet the rows tell state, money and times, and the bet sums them up."""
    told = getattr(telling, name)
    in_rows = name.endswith(("_at", "_micro")) or name == "status"
    return getattr(bet, name) if telling.from_lines and told is None and in_rows else told


def _contradict(told: set[Any]) -> bool:
    """Two values differ, and neither is the other one with more words."""
    values = list(told)
    return any(
        not (isinstance(one, str) and isinstance(other, str) and (one in other or other in one))
        for place, one in enumerate(values)
        for other in values[place + 1 :]
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(second=0, microsecond=0)
    return value.strip().casefold() if isinstance(value, str) else value


def _sort(name: str) -> str:
    if name.endswith("_micro"):
        return "money"
    return "when" if name.endswith("_at") else "odds" if name.endswith("odds") else "text"


def _name(slug: str) -> str:
    if slug == BY_HAND:
        return NAME
    try:
        return formats.get(slug).name
    except LookupError:
        return slug

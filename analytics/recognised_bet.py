"""What was recognised of one bet, part by part, with the texts a correction can go by."""

from dataclasses import dataclass, field
from typing import Any

from analytics.labels import Label, labels_of
from bets.models import Bet, Correction, Field, Market, Sport, What
from bets.sides import split_event
from treasury.models import StatementLine


@dataclass(frozen=True)
class SaidText:
    """A text of the bet, as the form shows it."""

    field: str
    label: str
    text: str


@dataclass(frozen=True)
class Part:
    """One thing recognised (or not), and what the form that corrects it needs."""

    what: str
    key: str
    label: str
    shown: str
    texts: list[SaidText]
    choices: list[tuple[str, str]] = field(default_factory=list)
    sport: str = ""
    is_corrected: bool = False

    @property
    def is_wanting(self) -> bool:
        """Not every bet has a competition; a sport and a kind of market it has."""
        return not self.shown and self.what in (What.SPORT, What.MARKET)


@dataclass(frozen=True)
class RecognisedBet:
    """All parts, and the labels of the bet's money."""

    parts: list[Part]
    labels: list[Label]


def recognised_of(user: Any, bet: Bet, lines: list[StatementLine]) -> RecognisedBet:
    """Call it inside acting_as(user)."""
    said = _said(bet)
    parts = [*_about(user, bet, said), *_sides(user, bet)] if said else []
    has_cashout = any(line.kind == "cashout" for line in lines) if lines else None
    return RecognisedBet(parts, labels_of(bet, has_cashout_row=has_cashout))


def _said(bet: Bet) -> list[SaidText]:
    texts = [
        (Field.EVENT, bet.event_name),
        (Field.MARKET, bet.market_name),
        (Field.SELECTION, bet.selection),
        (Field.COMPETITION, bet.competition.name if bet.competition else ""),
    ]
    return [SaidText(name.value, name.label.lower(), text) for name, text in texts if text]


def _about(user: Any, bet: Bet, said: list[SaidText]) -> list[Part]:
    standing = Correction.objects.visible_to(user).standing()
    by_field = {text.field: text for text in said}
    for_market = [by_field[name] for name in (Field.MARKET, Field.SELECTION) if name in by_field]
    sports = list(Sport.objects.visible_to(user).order_by("name").values_list("slug", "name"))
    kinds = list(Market.objects.filter(owner=None).order_by("name").values_list("slug", "name"))
    slug = bet.sport.slug if bet.sport else ""
    parts = [
        Part("sport", "sport", "Sport", str(bet.sport or ""), said, sports),
        Part("competition", "competition", "Competition", str(bet.competition or ""), said, sport=slug),
        Part("market", "market", "Kind of market", str(bet.market_type or ""), for_market or said, kinds),
    ]
    return [_marked(part, standing.filter(what=part.what)) for part in parts]


def _marked(part: Part, standing: Any) -> Part:
    """With whether a standing correction fits one of its texts and says what is shown."""
    texts = {(text.field, text.text.casefold()) for text in part.texts}
    says = any(
        str(each.value) == part.shown
        and any(
            each.field == name and (each.text in text if each.is_part else each.text == text)
            for name, text in texts
        )
        for each in standing.select_related("sport", "competition", "market")
    )
    return Part(**{**part.__dict__, "is_corrected": says})


def _sides(user: Any, bet: Bet) -> list[Part]:
    """Who plays, home first."""
    named = split_event(bet.event_name)
    entries = bet.event.entries.select_related("participant").order_by("position") if bet.event else []
    slug = bet.sport.slug if bet.sport else ""
    labels = ((named.home, "Home, or named first"), (named.away, "Away, or named second"))
    return [
        Part(
            What.PARTICIPANT.value,
            f"side-{entry.position}",
            label,
            entry.participant.name,
            [SaidText(Field.SIDE.value, "team or player", name)],
            sport=slug,
            is_corrected=entry.recognised_id not in (None, entry.participant_id),
        )
        for entry, (name, label) in zip(entries, labels, strict=False)
        if name
    ]

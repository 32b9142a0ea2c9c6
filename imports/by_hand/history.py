"""What was done with a bet by hand, and which files told it: the whole history, in the words of people."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bets.models import Bonus, Side, Status, Structure
from imports.models import BetChange, BetTelling, Row, Twin

LABELS = {
    "status": "State",
    "bookmaker__name": "Bookmaker",
    "currency": "Currency",
    "structure": "Built as",
    "side": "Side",
    "bonus": "Money",
    "is_each_way": "Each-way",
    "sport__name": "Sport",
    "competition__name": "Competition",
    "event_name": "Event",
    "market_name": "Market",
    "selection": "Selection",
    "odds": "Odds",
    "closing_odds": "Closing odds",
    "stake_micro": "Stake",
    "bonus_stake_micro": "Bonus stake",
    "returned_micro": "Returned",
    "commission_micro": "Commission",
    "profit_micro": "Result",
    "placed_at": "Placed",
    "settled_at": "Settled",
    "legs": "Legs",
    "tags": "Tags",
    "note": "Note",
    "confidence": "How sure",
    "probability": "Chance given",
}
WORDS: dict[str, Any] = {"status": Status, "structure": Structure, "side": Side, "bonus": Bonus}
MOST_UPLOADS = 200


@dataclass(frozen=True)
class Difference:
    """One field of a bet before and after; `sort` says how its values are shown."""

    label: str
    sort: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Step:
    """One thing that happened to a bet: by a person (`change`), or told by a file (`row`)."""

    at: datetime
    what: str
    by: str
    via: str
    differences: list[Difference]
    row: Row | None = None


def history(user: Any, bet_id: int) -> list[Step]:
    """Everything that happened to a bet, the last first. Call it inside acting_as(user)."""
    ids = {
        bet_id,
        *Twin.objects.visible_to(user)
        .filter(into_id=bet_id, is_refused=False)
        .values_list("bet_id", flat=True),
    }
    changes = BetChange.objects.visible_to(user).filter(bet_id__in=ids).select_related("by").order_by("-pk")
    steps = [
        Step(change.made_at, change.get_act_display(), _who(change.by, user), change.via, differences(change))
        for change in changes
    ]
    return sorted(steps + _files(user, ids), key=lambda step: step.at, reverse=True)


def differences(change: BetChange) -> list[Difference]:
    """What an act changed, field by field; of a bet's first line all it was entered with."""
    before, after = change.before or {}, change.after or {}
    return [
        Difference(label, _sort(name), _shown(name, before.get(name)), _shown(name, after.get(name)))
        for name, label in LABELS.items()
        if (before.get(name) or None) != (after.get(name) or None)
    ]


def _files(user: Any, ids: set[int]) -> list[Step]:
    tellings = BetTelling.objects.visible_to(user).filter(bet_id__in=ids).values("pk")
    rows = (
        Row.objects.visible_to(user)
        .filter(telling__in=tellings)
        .select_related("upload")
        .order_by("-upload_id", "-number")[:MOST_UPLOADS]
    )
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row.upload_id, row)
    return [
        Step(
            row.upload.finished_at or row.upload.created_at,
            "Told by a file" if row.upload.undone_at is None else "Told by a file that was undone since",
            "",
            "file",
            [],
            row,
        )
        for row in found.values()
    ]


def _who(by: Any, user: Any) -> str:
    return "you" if by.pk == user.pk else by.greeting


def _shown(name: str, value: Any) -> Any:
    if value in (None, "", []):
        return None
    if name in WORDS:
        return WORDS[name](value).label
    sort = _sort(name)
    if sort == "when":
        return datetime.fromisoformat(value)
    if sort == "odds":
        return Decimal(value)
    if name == "probability":
        return f"{(Decimal(value) * 100).normalize():f}%"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else value


def _sort(name: str) -> str:
    if name.endswith("_micro"):
        return "money"
    return "when" if name.endswith("_at") else "odds" if name.endswith("odds") else "text"

"""A bet as a person tells it. Pure: no Django, no database.

Stakes and returns are integer micro-units, odds Decimal, commission and deductions Decimal fractions, times aware.
`stake_micro` is what is typed: of an each-way bet the stake of each of its two parts, of a lay bet the backer's stake,
of a bonus bet the bonus. `Entry.plain` is the JSON it is kept as. What it comes to is in figures.py, what it may be
in checks.py.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from math import prod
from typing import Any

from bets import settlement

KINDS = {"single": "Single", "multi": "Multi", "each_way": "Each-way", "lay": "Lay"}
BONUSES = {
    "none": "My own money",
    "kept": "Bonus bet, stake not paid back",
    "back": "Bonus bet, stake paid back",
}
OUTCOMES = {
    "won": "Won",
    "lost": "Lost",
    "void": "Void, stake back",
    "half_won": "Half won",
    "half_lost": "Half lost",
    "placed": "Placed",
    "cashed_out": "Cashed out",
}
LEG_OUTCOMES = ("won", "lost", "void", "half_won", "half_lost")
MOST_LEGS = 30
MOST_STAKE = 10**9 * 10**6  # a thousand million
MOST_ODDS = Decimal(9_999_999)
MOST_MICRO = 2**60
SIXTH = Decimal("0.000001")


class EntryWrong(ValueError):
    """The bet cannot be as it was told. The text is a sentence for the person; `field` is where it was told."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One part of a multi; `result` is one of LEG_OUTCOMES, or empty while it is open."""

    selection: str
    event: str = ""
    market: str = ""
    sport: str = ""
    odds: Decimal | None = None
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """How it ended. Without `returned_micro` the settlement table says what came back.

    deduction: Rule 4 and the like, a fraction of the winnings; tied runners share so many places in a dead heat.
    """

    outcome: str
    settled_at: datetime
    returned_micro: int | None = None
    deduction: Decimal = Decimal(0)
    tied: int = 1
    places: int = 1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One bet."""

    bookmaker: str
    currency: str
    stake_micro: int
    placed_at: datetime
    kind: str = "single"
    bonus: str = "none"
    odds: Decimal | None = None
    place_fraction: Decimal | None = None
    commission: Decimal = Decimal(0)
    sport: str = ""
    competition: str = ""
    event: str = ""
    market: str = ""
    selection: str = ""
    closing_odds: Decimal | None = None
    legs: tuple[Leg, ...] = field(default=())
    result: Result | None = None

    @property
    def is_bonus(self) -> bool:
        """Was bonus money staked?"""
        return self.bonus != "none"

    @property
    def total_odds(self) -> Decimal | None:
        """The odds of the whole: as told, else those of the legs multiplied; None where one is missing."""
        if self.odds is not None or self.kind != "multi":
            return self.odds
        odds = [leg.odds for leg in self.legs]
        if not odds or None in odds:
            return None
        whole = prod((each for each in odds if each is not None), start=Decimal(1))
        if whole > MOST_ODDS:
            raise EntryWrong("The odds of the legs multiply to more than any bookmaker pays.", "legs")
        return whole.quantize(SIXTH)

    @property
    def staked_micro(self) -> int:
        """All that was staked, whoever's money it was."""
        return self.stake_micro * (2 if self.kind == "each_way" else 1)

    @property
    def at_risk_micro(self) -> int:
        """The own money that could be lost: nothing of a bonus bet, of a lay bet the liability."""
        if self.is_bonus:
            return 0
        if self.kind == "lay":
            return settlement.lay(self.stake_micro, self.needed_odds, has_selection_won=True).turnover_micro
        return self.staked_micro

    @property
    def title(self) -> str:
        """One line for it."""
        if self.kind == "multi":
            return f"Multi of {len(self.legs)}: {', '.join(leg.selection for leg in self.legs)}"[:120]
        return " · ".join(part for part in (self.selection, self.event) if part)[:120]

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {name: value for name, value in _plain(asdict(self)).items() if value not in (None, "", [])}

    @property
    def needed_odds(self) -> Decimal:
        """The odds of the whole. Raises EntryWrong where they are not told."""
        odds = self.total_odds
        if odds is None:
            raise EntryWrong("Without its odds the result cannot be worked out: tell the odds.", "odds")
        return odds

    def ended(self, result: Result | None) -> "Entry":
        """The same bet with this end, or open again."""
        return replace(self, result=result)


def _plain(value: Any) -> Any:
    """Decimals and times as text, without what says nothing."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


DECIMALS = ("odds", "closing_odds", "place_fraction", "commission", "deduction")
TIMES = ("placed_at", "settled_at")


def read(plain: Mapping[str, Any]) -> Entry:
    """The entry that `Entry.plain` keeps."""
    values = _read(Entry, plain)
    values["legs"] = tuple(Leg(**_read(Leg, leg)) for leg in plain.get("legs", ()))
    values["result"] = Result(**_read(Result, plain["result"])) if plain.get("result") else None
    return Entry(**values)


def _read(kind: Any, plain: Mapping[str, Any]) -> dict[str, Any]:
    return {
        each.name: Decimal(plain[each.name])
        if each.name in DECIMALS
        else datetime.fromisoformat(plain[each.name])
        if each.name in TIMES
        else plain[each.name]
        for each in fields(kind)
        if plain.get(each.name) is not None
    }

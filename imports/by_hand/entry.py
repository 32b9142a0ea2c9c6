"""A bet as a person tells it, and what it comes to. Pure: no Django, no database.

Stakes and returns are integer micro-units, odds Decimal, commission and deductions Decimal fractions, times aware.
`stake_micro` is what is typed: of an each-way bet the stake of each of its two parts, of a lay bet the backer's stake,
of a bonus bet the bonus. `Entry.plain` is the JSON it is kept as.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import prod
from typing import Any

from bets import settlement
from bets.settlement import CENT, Settled

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
FIRST_YEAR, LAST_YEAR = 1970, 2200
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
            return settlement.lay(self.stake_micro, self._odds, has_selection_won=True).turnover_micro
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
    def _odds(self) -> Decimal:
        odds = self.total_odds
        if odds is None:
            raise EntryWrong("Without its odds the result cannot be worked out: tell the odds.", "odds")
        return odds

    def ended(self, result: Result | None) -> "Entry":
        """The same bet with this end, or open again."""
        return replace(self, result=result)


@dataclass(frozen=True)
class Figures:
    """What a settled bet came to, micro-units: profit is after commission, returned what was paid out."""

    returned_micro: int
    profit_micro: int
    commission_micro: int


def checked(entry: Entry) -> Entry:
    """The entry when it can be a bet. Raises EntryWrong."""
    if not entry.bookmaker.strip():
        raise EntryWrong("Say which bookmaker it was.", "bookmaker")
    if not 0 < entry.stake_micro <= MOST_STAKE:
        raise EntryWrong("A stake is more than nothing, and at most a thousand million.", "stake")
    _check_odds(entry.odds, "odds")
    _check_odds(entry.closing_odds, "closing_odds")
    _check_kind(entry)
    _check_legs(entry)
    _check_time(entry.placed_at, "placed_at")
    if max(entry.at_risk_micro, entry.staked_micro * (entry.total_odds or 1)) > MOST_MICRO:
        raise EntryWrong("That is more than any book holds.", "stake")
    if entry.kind != "multi" and not (entry.selection.strip() or entry.event.strip()):
        raise EntryWrong("Say what you bet on.", "selection")
    if entry.result is not None:
        _check_result(entry, entry.result)
    return entry


def _check_time(moment: datetime, field: str) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise EntryWrong("Look at the date: nobody bet then.", field)


def check_end(placed_at: datetime, settled_at: datetime) -> None:
    """Can a bet placed then have ended at this moment? Raises EntryWrong."""
    _check_time(settled_at, "settled_at")
    if settled_at < placed_at:
        raise EntryWrong("A bet ends after it was placed.", "settled_at")


def _check_odds(odds: Decimal | None, field: str) -> None:
    if odds is not None and not (odds.is_finite() and 1 < odds <= MOST_ODDS):
        raise EntryWrong("Decimal odds are more than 1.", field)


def _check_kind(entry: Entry) -> None:
    if entry.kind not in KINDS or entry.bonus not in BONUSES:
        raise EntryWrong("That is no kind of bet.", "kind")
    if entry.kind == "lay":
        if entry.is_bonus:
            raise EntryWrong("A lay bet is made with your own money.", "bonus")
        if entry.odds is None:
            raise EntryWrong("Your liability follows from the odds: tell them.", "odds")
    if entry.kind == "each_way" and entry.place_fraction is None:
        raise EntryWrong("Say which part of the odds a place pays, such as 1/5.", "place_fraction")
    for name in ("commission", "place_fraction"):
        value = getattr(entry, name)
        if value is not None and not 0 <= value < 1:
            raise EntryWrong("That lies between nothing and a whole.", name)


def figures(entry: Entry, result: Result) -> Figures:
    """What the bet came to: as its return was told, else by the settlement table. Raises EntryWrong."""
    risk = entry.at_risk_micro
    if result.returned_micro is not None:
        profit = result.returned_micro - risk
        return Figures(result.returned_micro, profit, _taken(profit, entry.commission))
    try:
        gross = _gross(entry, result).profit_micro
        fee = settlement.commission([gross], entry.commission)
    except settlement.SettlementError as error:
        raise EntryWrong(str(error), "outcome") from error
    return Figures(risk + gross - fee, gross - fee, fee)


def outcome_of_legs(legs: tuple[Leg, ...]) -> str | None:
    """How a multi ended by its legs: one lost leg decides; None while one is open."""
    results = {leg.result for leg in legs}
    if "lost" in results:
        return "lost"
    if not results or "" in results:
        return None
    return "void" if results == {"void"} else "won"


def _gross(entry: Entry, result: Result) -> Settled:
    """Before commission."""
    outcome, stake = result.outcome, entry.stake_micro
    if outcome == "cashed_out":
        raise EntryWrong("Say for how much you cashed out.", "returned")
    if outcome == "void":
        return Settled(entry.at_risk_micro, 0, 0)
    if outcome == "lost" and entry.kind != "lay":
        return settlement.bonus_lose() if entry.is_bonus else settlement.lose(entry.staked_micro)
    _check_is_worked_out(entry, result)
    if entry.kind == "lay":
        return _lay(entry, outcome)
    if entry.kind == "multi" and outcome == "won":
        settled = _multi(entry)
    elif entry.kind == "each_way":
        settled = settlement.each_way(
            stake,
            entry._odds,
            place_fraction=entry.place_fraction or Decimal(0),
            is_winner=outcome == "won",
            is_placed=outcome == "placed",
            deduction=result.deduction,
        )
    elif outcome == "half_lost":
        settled = settlement.half_lose(stake)
    elif outcome == "half_won":
        settled = settlement.half_win(stake, entry._odds)
    elif result.tied > 1:
        settled = settlement.dead_heat(stake, entry._odds, tied=result.tied, places=result.places)
    else:
        settled = settlement.win(stake, entry._odds, deduction=result.deduction)
    return _of_bonus(entry, result, settled) if entry.is_bonus else settled


def _check_is_worked_out(entry: Entry, result: Result) -> None:
    """Is there a rule for a dead heat or a deduction of this bet? Never pass one over: the return would be wrong."""
    is_tied, is_deducted = result.tied > 1, result.deduction > 0
    by_outcome = {"single": ("won",), "each_way": ("won", "placed")}.get(entry.kind, ())
    has_rule = result.outcome in by_outcome and not (is_tied and (is_deducted or entry.kind == "each_way"))
    if (is_tied or is_deducted) and not has_rule:
        raise EntryWrong(
            "What such a dead heat or deduction leaves cannot be worked out here: say what came back.",
            "returned",
        )


def _of_bonus(entry: Entry, result: Result, settled: Settled) -> Settled:
    """The same with bonus money: the part of the stake that won is paid out only where the bonus is paid back."""
    won = Decimal(entry.stake_micro * (2 if entry.kind == "each_way" and result.outcome == "won" else 1))
    if result.outcome == "half_lost":
        won /= 2
    kept = Decimal(0) if entry.bonus == "back" else won * result.places / result.tied
    left = max(settled.returned_micro - kept, Decimal(0))
    returned = int((left / CENT).to_integral_value(ROUND_HALF_UP)) * CENT if result.tied > 1 else int(left)
    return Settled(returned, returned, 0)


def _lay(entry: Entry, outcome: str) -> Settled:
    """From the layer's side: a lay bet is won when the selection was not."""
    won = settlement.lay(entry.stake_micro, entry._odds, has_selection_won=False)
    lost = settlement.lay(entry.stake_micro, entry._odds, has_selection_won=True)
    profits = {
        "won": won.profit_micro,
        "lost": lost.profit_micro,
        "half_won": won.profit_micro // 2 // CENT * CENT,
        "half_lost": -(-lost.profit_micro // 2 // CENT * CENT),
    }
    if outcome not in profits:
        raise EntryWrong("A lay bet is won, lost, half won, half lost, void or cashed out.", "outcome")
    profit = profits[outcome]
    return Settled(lost.turnover_micro + profit, profit, lost.turnover_micro)


def _multi(entry: Entry) -> Settled:
    """By its legs, those won of which nothing is told; where the whole was sold at other odds than theirs multiplied,
    and all won, at those."""
    if entry.odds is not None and all(leg.result in ("won", "") for leg in entry.legs):
        return settlement.win(entry.stake_micro, entry.odds)
    if not all(leg.odds for leg in entry.legs):
        raise EntryWrong(
            "Without the odds of each leg that cannot be worked out: say what came back.", "returned"
        )
    legs = [settlement.Leg(leg.odds or Decimal(1), leg.result or "won") for leg in entry.legs]
    return settlement.multi(entry.stake_micro, legs)


def _taken(profit: int, rate: Decimal) -> int:
    """The commission that leaves this profit."""
    return int((Decimal(max(profit, 0)) * rate / (1 - rate) / CENT).to_integral_value()) * CENT


def _check_legs(entry: Entry) -> None:
    if entry.kind != "multi":
        if entry.legs:
            raise EntryWrong("Only a multi has legs.", "legs")
        return
    if not 2 <= len(entry.legs) <= MOST_LEGS:
        raise EntryWrong(f"A multi has 2 to {MOST_LEGS} legs.", "legs")
    for leg in entry.legs:
        if not (leg.selection.strip() or leg.event.strip()):
            raise EntryWrong("Say of every leg what you bet on.", "legs")
        _check_odds(leg.odds, "legs")
        if leg.result and leg.result not in LEG_OUTCOMES:
            raise EntryWrong("A leg is won, lost, void, half won or half lost.", "legs")


def _check_result(entry: Entry, result: Result) -> None:
    if result.outcome not in OUTCOMES:
        raise EntryWrong("Say how it ended.", "outcome")
    if result.outcome == "placed" and entry.kind != "each_way":
        raise EntryWrong("Only an each-way bet is placed.", "outcome")
    if result.outcome in ("half_won", "half_lost") and entry.kind == "each_way":
        raise EntryWrong("An each-way bet is won, placed, lost or void.", "outcome")
    if entry.kind == "multi":
        _check_against_legs(result.outcome, [leg.result for leg in entry.legs])
    if not 0 <= result.deduction < 1:
        raise EntryWrong("A deduction lies between nothing and the whole.", "deduction")
    if not 1 <= result.places <= result.tied <= 100:
        raise EntryWrong("A dead heat has at least as many runners as places.", "tied")
    if result.returned_micro is not None and not 0 <= result.returned_micro <= MOST_STAKE * 1000:
        raise EntryWrong("What came back is nothing or more.", "returned")
    check_end(entry.placed_at, result.settled_at)
    came = figures(entry, result)
    if max(came.returned_micro, came.commission_micro + abs(came.profit_micro)) > MOST_MICRO:
        raise EntryWrong("That is more than any book holds.", "returned")


def _check_against_legs(outcome: str, results: list[str]) -> None:
    """The whole cannot have ended otherwise than its legs allow."""
    if outcome == "won" and "lost" in results:
        raise EntryWrong(
            "A leg of it is lost, so it cannot have won. Say first how its legs ended.", "outcome"
        )
    if outcome == "won" and set(results) == {"void"}:
        raise EntryWrong(
            "Every leg of it is void, and so is the whole. Say first how its legs ended.", "outcome"
        )
    if outcome == "lost" and all(each in ("won", "void") for each in results):
        raise EntryWrong("No leg of it is lost. Say first how its legs ended.", "outcome")


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

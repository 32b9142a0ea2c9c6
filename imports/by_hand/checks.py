"""Can a bet by hand be as it was told? Each refusal is a sentence for the person, and names the field. Pure."""

from datetime import datetime
from decimal import Decimal

from imports.by_hand.entry import (
    BONUSES,
    KINDS,
    LEG_OUTCOMES,
    MOST_LEGS,
    MOST_MICRO,
    MOST_ODDS,
    MOST_STAKE,
    OUTCOMES,
    Entry,
    EntryWrong,
    Result,
)
from imports.by_hand.figures import figures

FIRST_YEAR, LAST_YEAR = 1970, 2200


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

"""What a bet by hand comes to: as its return was told, else by the settlement table (bets/settlement.py). Pure.

Micro-units; whatever has no rule is refused with EntryWrong, never guessed.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from bets import settlement
from bets.settlement import CENT, Settled
from imports.by_hand.entry import Entry, EntryWrong, Leg, Result


@dataclass(frozen=True)
class Figures:
    """What a settled bet came to, micro-units: profit is after commission, returned what was paid out."""

    returned_micro: int
    profit_micro: int
    commission_micro: int


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
            entry.needed_odds,
            place_fraction=entry.place_fraction or Decimal(0),
            is_winner=outcome == "won",
            is_placed=outcome == "placed",
            deduction=result.deduction,
        )
    elif outcome == "half_lost":
        settled = settlement.half_lose(stake)
    elif outcome == "half_won":
        settled = settlement.half_win(stake, entry.needed_odds)
    elif result.tied > 1:
        settled = settlement.dead_heat(stake, entry.needed_odds, tied=result.tied, places=result.places)
    else:
        settled = settlement.win(stake, entry.needed_odds, deduction=result.deduction)
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
    won = settlement.lay(entry.stake_micro, entry.needed_odds, has_selection_won=False)
    lost = settlement.lay(entry.stake_micro, entry.needed_odds, has_selection_won=True)
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

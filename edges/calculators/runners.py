"""What one selection multiplies a stake by, to win and to be placed: the settlement rules of bets/settlement.py, with
dead heats. Exact fractions."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bets.settlement import Leg
from edges.calculators.asking import ODDS, Wrong, ask, choice, percent, whole

OUTCOMES = {
    "won": "Won",
    "placed": "Placed",
    "lost": "Lost",
    "void": "Void",
    "half_won": "Half won",
    "half_lost": "Half lost",
}
MOST_TIED = 40


@dataclass(frozen=True, slots=True)
class Runner:
    """A selection. `tied` runners share `tied_for` places: of the winner when it won, else of the last place."""

    odds: Decimal = ask(ODDS, "Odds")
    outcome: str = ask(choice(OUTCOMES), "Result", default="won")
    deduction_percent: Decimal = ask(percent(0, 99), "Rule 4", default="0")
    tied: int = ask(whole(1, MOST_TIED), "Tied", default="1")
    tied_for: int = ask(whole(1, MOST_TIED), "For places", default="1")

    def problems(self, *, is_each_way: bool) -> dict[str, str]:
        """What cannot be, by field."""
        if self.tied < self.tied_for:
            return {"tied": "At least as many runners tie as there are places."}
        if self.outcome == "placed" and not is_each_way:
            return {"outcome": "Only an each-way bet pays for a place."}
        return {}

    def place_odds(self, fraction: Decimal) -> Decimal:
        """Odds of the place part: 1 + (o-1) x fraction."""
        return 1 + (self.odds - 1) * fraction

    def win_factor(self) -> Fraction:
        """Of the win part."""
        outcome = "lost" if self.outcome == "placed" else self.outcome
        return self._factor(self.odds, outcome) * (self._tie() if self.outcome == "won" else 1)

    def place_factor(self, fraction: Decimal) -> Fraction:
        """Of the place part: a winner is placed too."""
        outcome = "won" if self.outcome == "placed" else self.outcome
        tie = self._tie() if self.outcome == "placed" else 1
        return self._factor(self.place_odds(fraction), outcome) * tie

    def _factor(self, odds: Decimal, outcome: str) -> Fraction:
        return Fraction(Leg(odds, outcome, self.deduction_percent).factor)

    def _tie(self) -> Fraction:
        return Fraction(self.tied_for, self.tied)


def refuse(runner: Runner, before: str, *, is_each_way: bool) -> None:
    """Raise Wrong for what cannot be."""
    wrong = runner.problems(is_each_way=is_each_way)
    if wrong:
        raise Wrong({f"{before}{name}": reason for name, reason in wrong.items()})

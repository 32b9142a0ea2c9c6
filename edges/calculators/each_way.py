"""A single each-way bet: two bets of the same stake, one to win and one to be placed."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from edges.arbitrage_stakes import to_step
from edges.calculators.asking import FRACTION, ODDS, ask, choice, money, percent, whole
from edges.calculators.runners import MOST_TIED, Runner, refuse
from edges.calculators.told import amount, ratio

OUTCOMES = {"won": "Won", "placed": "Placed", "lost": "Lost", "void": "Void (non-runner)"}


@dataclass(frozen=True, slots=True)
class Asked:
    stake: Decimal = ask(
        money(), "Stake on each part", default="10", note="An each-way bet costs twice this."
    )
    odds: Decimal = ask(ODDS, "Odds")
    place_fraction: Decimal = ask(FRACTION, "Place terms", default="1/5", note="1/4 or 1/5 of the odds.")
    outcome: str = ask(choice(OUTCOMES), "Result", default="won")
    deduction_percent: Decimal = ask(
        percent(0, 99),
        "Rule 4 deduction",
        default="0",
        note="Percent of winnings: 25 is 25p in the pound.",
        is_further=True,
    )
    tied: int = ask(
        whole(1, MOST_TIED),
        "Dead heat of",
        default="1",
        note="Runners that tie, yours with them.",
        is_further=True,
    )
    tied_for: int = ask(whole(1, MOST_TIED), "Places they share", default="1", is_further=True)


@dataclass(frozen=True, slots=True)
class Part:
    """What comes back by one result."""

    outcome: str
    win_returned: Decimal
    place_returned: Decimal
    returned: Decimal
    profit: Decimal

    @property
    def word(self) -> str:
        return OUTCOMES[self.outcome]


@dataclass(frozen=True, slots=True)
class Answer:
    """The result asked for, and beside it all results of the bet without a tie."""

    staked: Decimal
    place_odds: Decimal
    win_returned: Decimal
    place_returned: Decimal
    returned: Decimal
    profit: Decimal
    results: tuple[Part, ...]


def calculate(asked: Asked) -> Answer:
    """Both parts, each return rounded half up to a cent. Raises Wrong for a dead heat that cannot be."""
    runner = Runner(asked.odds, asked.outcome, asked.deduction_percent, asked.tied, asked.tied_for)
    refuse(runner, "", is_each_way=True)
    told = _part(asked, runner)
    plain = replace(runner, tied=1, tied_for=1)
    return Answer(
        staked=amount(2 * asked.stake),
        place_odds=ratio(runner.place_odds(asked.place_fraction)),
        win_returned=told.win_returned,
        place_returned=told.place_returned,
        returned=told.returned,
        profit=told.profit,
        results=tuple(_part(asked, replace(plain, outcome=outcome)) for outcome in OUTCOMES),
    )


def _part(asked: Asked, runner: Runner) -> Part:
    win = to_step(runner.win_factor() * Fraction(asked.stake))
    place = to_step(runner.place_factor(asked.place_fraction) * Fraction(asked.stake))
    return Part(runner.outcome, win, place, win + place, amount(win + place - 2 * asked.stake))

"""One price in every format."""

from dataclasses import dataclass
from decimal import Decimal

from edges.calculators.asking import ODDS_OR_CHANCE, Wrong, ask
from edges.calculators.told import ratio
from odds import formats

SHORTEST = Decimal("1.000000001")


@dataclass(frozen=True, slots=True)
class Asked:
    odds: Decimal = ask(ODDS_OR_CHANCE, "Odds", note="2.60, +160, 8/5, evens, or a chance such as 38.5%.")


@dataclass(frozen=True, slots=True)
class Answer:
    """The price in every format. `implied_probability` is 1/odds, the margin still in it."""

    decimal: str
    american: str
    fractional: str
    hong_kong: str
    indonesian: str
    malay: str
    implied_probability: Decimal
    exact_decimal: Decimal


def calculate(asked: Asked) -> Answer:
    """Rounded as `odds.formats.write` says; `exact_decimal` has ten places. Raises Wrong for odds of next to one."""
    if not SHORTEST <= asked.odds <= formats.MOST:
        raise Wrong({"odds": "Odds lie between 1.000000001 and a billion."})
    told = formats.write(asked.odds)
    return Answer(
        decimal=told.decimal,
        american=told.american,
        fractional=told.fractional,
        hong_kong=told.hong_kong,
        indonesian=told.indonesian,
        malay=told.malay,
        implied_probability=ratio(told.probability),
        exact_decimal=ratio(asked.odds),
    )

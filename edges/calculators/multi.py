"""Accumulators and full-cover bets: every combination of the selections as a bet of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import comb

from edges.arbitrage_stakes import to_step
from edges.calculators.asking import FRACTION, YES_NO, Wrong, ask, ask_rows, choice, money
from edges.calculators.runners import Runner, refuse
from edges.calculators.told import amount

MOST_LEGS = 12
STAKE_OF = {"bet": "Each bet", "ticket": "All bets together"}
MOST_RETURN = Decimal(10) ** 15
FOLDS = {1: "Singles", 2: "Doubles", 3: "Trebles"}


@dataclass(frozen=True, slots=True)
class System:
    """A bet by name: how many selections it has (0: any number from `least`), and the sizes of its combinations."""

    title: str
    legs: int
    sizes: tuple[int, ...]
    least: int = 1

    def sizes_of(self, legs: int) -> tuple[int, ...]:
        """The sizes for this many selections; an accumulator has all of them in one."""
        return self.sizes or (legs,)


def _cover(title: str, legs: int, *, singles: bool) -> System:
    return System(title, legs, tuple(range(1 if singles else 2, legs + 1)))


SYSTEMS = {
    "accumulator": System("Accumulator: all in one bet", 0, ()),
    "singles": System("Singles", 0, (1,)),
    "doubles": System("All doubles", 0, (2,), least=2),
    "trebles": System("All trebles", 0, (3,), least=3),
    "fourfolds": System("All fourfolds", 0, (4,), least=4),
    "trixie": _cover("Trixie: 3 selections, 4 bets", 3, singles=False),
    "patent": _cover("Patent: 3 selections, 7 bets", 3, singles=True),
    "yankee": _cover("Yankee: 4 selections, 11 bets", 4, singles=False),
    "lucky-15": _cover("Lucky 15: 4 selections, 15 bets", 4, singles=True),
    "canadian": _cover("Canadian: 5 selections, 26 bets", 5, singles=False),
    "lucky-31": _cover("Lucky 31: 5 selections, 31 bets", 5, singles=True),
    "heinz": _cover("Heinz: 6 selections, 57 bets", 6, singles=False),
    "lucky-63": _cover("Lucky 63: 6 selections, 63 bets", 6, singles=True),
    "super-heinz": _cover("Super Heinz: 7 selections, 120 bets", 7, singles=False),
    "goliath": _cover("Goliath: 8 selections, 247 bets", 8, singles=False),
}


@dataclass(frozen=True, slots=True)
class Asked:
    system: str = ask(
        choice({slug: each.title for slug, each in SYSTEMS.items()}), "Bet", default="accumulator"
    )
    stake: Decimal = ask(money(), "Stake", default="1")
    stake_of: str = ask(
        choice(STAKE_OF), "Is the stake of", default="bet", note="A Yankee of 1 on each bet costs 11."
    )
    each_way: bool = ask(
        YES_NO, "Each-way", default="no", note="Two bets for each: one to win, one to be placed."
    )
    place_fraction: Decimal = ask(
        FRACTION, "Place terms", default="1/5", note="Of the odds, for each-way.", is_further=True
    )
    legs: tuple[Runner, ...] = ask_rows(Runner, "Selections", least=1, most=MOST_LEGS)


@dataclass(frozen=True, slots=True)
class Fold:
    """All combinations of one size; `paid` of the `bets` come back with something."""

    size: int
    bets: int
    paid: int
    returned: Decimal

    @property
    def title(self) -> str:
        return FOLDS.get(self.size, f"{self.size}-folds")


@dataclass(frozen=True, slots=True)
class Answer:
    """`bets` counts both parts of an each-way bet. The whole ticket is rounded once, half up to a cent, so the folds
    can differ from the sum by cents."""

    bets: int
    staked: Decimal
    returned: Decimal
    profit: Decimal
    win_returned: Decimal
    place_returned: Decimal
    folds: tuple[Fold, ...]


def calculate(asked: Asked) -> Answer:
    """Settle the ticket. Raises Wrong where the selections do not make this bet."""
    legs, sizes = asked.legs, _sizes(asked)
    for place, leg in enumerate(legs):
        refuse(leg, f"legs[{place}].", is_each_way=asked.each_way)
    win = _by_size([leg.win_factor() for leg in legs])
    place_factors = [leg.place_factor(asked.place_fraction) for leg in legs] if asked.each_way else []
    placed = _by_size(place_factors) if asked.each_way else [Fraction(0)] * len(win)
    parts = 2 if asked.each_way else 1
    bets = parts * sum(comb(len(legs), size) for size in sizes)
    stake = Fraction(asked.stake) / (bets if asked.stake_of == "ticket" else 1)
    if stake * sum(win[size] + placed[size] for size in sizes) > MOST_RETURN:
        raise Wrong({"legs": "Nobody pays that much: smaller odds, or a smaller stake."})
    won = stake * sum((win[size] for size in sizes), Fraction(0))
    place_won = stake * sum((placed[size] for size in sizes), Fraction(0))
    staked = amount(asked.stake * (1 if asked.stake_of == "ticket" else bets))
    returned = to_step(won + place_won)
    alive = [leg.win_factor() > 0 for leg in legs], [factor > 0 for factor in place_factors]
    return Answer(
        bets=bets,
        staked=staked,
        returned=returned,
        profit=returned - staked,
        win_returned=to_step(won),
        place_returned=to_step(place_won),
        folds=tuple(
            Fold(
                size,
                parts * comb(len(legs), size),
                sum(comb(sum(each), size) for each in alive),
                to_step(stake * (win[size] + placed[size])),
            )
            for size in sizes
        ),
    )


def _sizes(asked: Asked) -> tuple[int, ...]:
    system, count = SYSTEMS[asked.system], len(asked.legs)
    if system.legs and count != system.legs:
        raise Wrong({"legs": f"This bet has {system.legs} selections, here are {count}."})
    if count < system.least:
        raise Wrong({"legs": f"This bet has at least {system.least} selections, here are {count}."})
    return system.sizes_of(count)


def _by_size(factors: Sequence[Fraction]) -> list[Fraction]:
    """The sum over all combinations of each size of the product of their factors."""
    sums = [Fraction(1)] + [Fraction(0)] * len(factors)
    for count, factor in enumerate(factors, 1):
        for size in range(count, 0, -1):
            sums[size] += sums[size - 1] * factor
    return sums

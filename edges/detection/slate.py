"""What is looked through: the prices of many markets as columns, and what is found in them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
# odds (k, n) of whole markets and how many of the n win -> chances (k, n), NaN where the method has no answer
Unvig = Callable[[Floats, int], Floats]

MINUTE = 60_000_000
ARBITRAGE, BACK_LAY, MIDDLE, VALUE = "arbitrage", "back_lay", "middle", "value"
KINDS = (ARBITRAGE, BACK_LAY, MIDDLE, VALUE)
CONSENSUS, SHARP, OWN = "consensus", "sharp", "own"
BASES = (CONSENSUS, SHARP, OWN)


@dataclass(frozen=True, slots=True)
class Offers:
    """The markets: column k tells of market k. Moments are microseconds of the epoch.

    `family` is shared by the lines of one total or handicap (-1: has no line); `threshold` is the result at which its
    first outcome (over, home) wins from: the line of a total, minus the home side's handicap. `fair` are the person's
    own chances by outcome, NaN where they gave none: (offers, outcomes of the widest).
    """

    id: Ints
    outcomes: Ints
    winners: Ints
    max_age: Ints
    family: Ints
    threshold: Floats
    fair: Floats | None = None

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices: `offer` is the place in Offers, `position` the outcome from 0; `commission` a share of what is won.

    `taken` is when the price was first seen as it is, `seen` when it was last seen unchanged.
    """

    offer: Ints
    position: Ints
    bookmaker: Ints
    is_lay: Flags
    odds: Floats
    commission: Floats
    taken: Ints
    seen: Ints
    is_suspect: Flags

    def __len__(self) -> int:
        return len(self.offer)


@dataclass(frozen=True, slots=True)
class Rules:
    """What counts. `tolerance`: how far apart (microseconds) two windows may be and still be of one instant.

    `least_return` of an arbitrage; `least_value` of what is only expected. `most_needed`: the dearest chance that a
    middle may need where the prices tell how likely its gap is, `most_blind` where they do not. A consensus takes
    `least_books` others. `sharp` are bookmakers in the order of trust.
    """

    tolerance: int = 2 * MINUTE
    least_return: float = 0.001
    least_value: float = 0.02
    most_needed: float = 0.25
    most_blind: float = 0.05
    least_books: int = 3
    middle_of: str = "median"
    sharp: tuple[int, ...] = ()
    bases: tuple[str, ...] = (CONSENSUS, SHARP)
    kinds: tuple[str, ...] = KINDS


@dataclass(frozen=True, slots=True)
class Found:
    """An edge. `rows` are the places of its prices in Prices, in the order of its outcomes.

    `edge` is what it returns on the stake: certain for an arbitrage, expected for the others (for a middle without a
    fair chance: None). `chance`: of the outcome (value) or of both sides winning (middle). `worst` and `best` are
    returns on the whole stake. `doubts` are reasons why it is probably a wrong number.
    """

    kind: str
    rows: tuple[int, ...]
    edge: float | None
    worst: float
    best: float
    basis: str = ""
    chance: float | None = None
    needed: float | None = None
    kelly: float | None = None
    books: int = 0
    doubts: tuple["Doubt", ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason with its numbers. `row` is the price it is about, None for the whole edge."""

    code: str
    reason: str
    row: int | None = None

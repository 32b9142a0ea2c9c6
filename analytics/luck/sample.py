"""The settled bets that luck can be told from, as arrays; a lay bet stands as a back bet of all the rest."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

MICRO, CENT = 1_000_000, 10_000
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Why a bet is left out. Nothing here but `void` depends on how the bet ended: leaving out bets by their outcome would
# decide the answer.
REASONS = {
    1: ("undecided", "without a result"),
    2: ("open", "still open"),
    3: ("void", "void: the stake came back"),
    4: ("bonus", "of bonus money: no own money was at risk"),
    5: ("market", "results of whole exchange markets, whose stakes the file does not tell"),
    6: ("system", "systems: several bets at several odds"),
    7: ("each_way", "each-way: two bets at two prices, of which the file tells one"),
    8: ("no_odds", "without odds above one, or without a stake"),
}
DIMENSIONS = ("sport", "competition", "market", "type", "bookmaker")


@dataclass(frozen=True)
class Sample:
    """Bets of one currency in the order of settlement. All arrays are equally long.

    day: local day of settlement, days since 1970; profit_micro, risk_micro: result and own money at risk; odds,
    closing: decimal odds as backed, closing is NaN where unknown; legs; is_live; keys: for each dimension the row that
    the bet belongs to, 0 for none. `left_out` counts the bets that are not in it, by reason.
    """

    day: Ints
    profit_micro: Ints
    risk_micro: Ints
    odds: Floats
    closing: Floats
    legs: NDArray[np.int32]
    is_live: NDArray[np.bool_]
    keys: dict[str, Ints]
    left_out: dict[str, int]
    left_out_profit_micro: int = 0

    def __len__(self) -> int:
        return len(self.day)

    @cached_property
    def profit(self) -> Floats:
        """Results in whole units."""
        return self.profit_micro / MICRO

    @cached_property
    def risk(self) -> Floats:
        """Own money at risk in whole units."""
        return self.risk_micro / MICRO

    @property
    def total_profit_micro(self) -> int:
        return int(self.profit_micro.sum())

    @property
    def turnover_micro(self) -> int:
        return int(self.risk_micro.sum())

    def where(self, chosen: NDArray[np.bool_]) -> "Sample":
        """Only the chosen bets."""
        taken = {
            f.name: getattr(self, f.name)[chosen]
            for f in fields(self)
            if isinstance(getattr(self, f.name), np.ndarray)
        }
        return Sample(
            **taken, keys={name: key[chosen] for name, key in self.keys.items()}, left_out=self.left_out
        )


def to_cents(units: Floats | float) -> Ints:
    """An estimate of an amount in micro-units, to the cent: more digits would pretend to know it."""
    return np.rint(np.asarray(units) * 100).astype(np.int64) * CENT


def as_backed(odds: Floats, is_lay: NDArray[np.bool_]) -> Floats:
    """Odds of lays turned into those of the back bet whose stake is the liability; NaN for odds of one or below."""
    usable = np.where(odds > 1, odds, np.nan)
    return np.where(is_lay, usable / (usable - 1), usable)

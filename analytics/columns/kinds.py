"""What the kinds of bets are, in the words of the filter: settled, won, single, live and the like."""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from analytics.columns.build import Columns
from analytics.columns.wire import BONUSES, SIDES, STATUSES, STRUCTURES
from analytics.filters import NONE
from analytics.terms import TERMS
from bets.models import Bonus, Side, Status, Structure

OWN = BONUSES.index(Bonus.NONE) + 1
EACH_WAY, DECIDED, BY_RULE, HAS_ODDS, LIVE = 1, 2, 4, 8, 16
WORDS = {"live": (NONE, "before", "live"), "money": ("own", "bonus")}
ROW_TERMS = {"odds": "odds_band", "stake": "stake_band", "weekday": "weekday", "hour": "hour"}


class Kinds:
    """What each kind of bet is, as masks: one value a kind."""

    def __init__(self, columns: Columns) -> None:
        self.of = columns.kinds
        self.sign = self.of["sign"]

    def status(self, *among: str) -> np.ndarray:
        """Has the bet one of these states?"""
        return np.isin(self.of["status"], [STATUSES.index(status) + 1 for status in among])

    @cached_property
    def is_settled(self) -> np.ndarray:
        return ~self.status(Status.OPEN, Status.UNDECIDED)

    @cached_property
    def is_won(self) -> np.ndarray:
        placed = self.status(Status.PLACED)
        return self.status(Status.WON, Status.HALF_WON) | (placed & (self.sign == 1))

    @cached_property
    def is_lost(self) -> np.ndarray:
        placed = self.status(Status.PLACED)
        return self.status(Status.LOST, Status.HALF_LOST) | (placed & (self.sign == -1))

    @cached_property
    def is_void(self) -> np.ndarray:
        return self.status(Status.VOID) | (self.status(Status.PLACED) & (self.sign == 0))

    @cached_property
    def is_bonus(self) -> np.ndarray:
        return self.of["bonus"] != OWN

    def flag(self, bit: int) -> np.ndarray:
        """Is this said of the bet?"""
        return (self.of["flags"] & bit) > 0

    @cached_property
    def is_gain(self) -> np.ndarray:
        return self.sign == 1


def _structure(name: str) -> Callable[[Kinds], np.ndarray]:
    return lambda kinds: kinds.of["structure"] == STRUCTURES.index(name) + 1


TYPES: dict[str, Callable[[Kinds], np.ndarray]] = {
    **{name: _structure(name) for name in (Structure.SINGLE, Structure.MULTI, Structure.SYSTEM, Structure.MARKET)},
    "lay": lambda kinds: kinds.of["side"] == SIDES.index(Side.LAY) + 1,
    "bonus": lambda kinds: kinds.is_bonus,
    "each-way": lambda kinds: kinds.flag(EACH_WAY),
}  # fmt: skip
STATES: dict[str, Callable[[Kinds], np.ndarray]] = {
    "settled": lambda kinds: kinds.is_settled,
    "won": lambda kinds: kinds.is_won,
    "lost": lambda kinds: kinds.is_lost,
    "gained": lambda kinds: kinds.is_gain,
    "void": lambda kinds: kinds.is_void,
    "cashed_out": lambda kinds: kinds.status(Status.CASHED_OUT),
    "open": lambda kinds: kinds.status(Status.OPEN),
    "undecided": lambda kinds: kinds.status(Status.UNDECIDED),
    "decided": lambda kinds: kinds.flag(DECIDED),
    "concluded": lambda kinds: kinds.flag(BY_RULE),
}


def kind_word(kinds: Kinds, name: str) -> np.ndarray:
    """The position of each kind's word among WORDS."""
    return kinds.of["flags"] // LIVE if name == "live" else kinds.is_bonus.astype(np.int64)


def code_of(name: str, word: str) -> int:
    """The number that a column of rows has for a word of analytics.terms."""
    words = TERMS[name].words
    if word not in words:
        return 255
    return words.index(word) + (name == "weekday")

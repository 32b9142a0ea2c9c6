"""The bets a filter asks for, among somebody's columns: which rows, and their sums by anything they have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import local
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection

from analytics.columns import store
from analytics.columns.build import Columns
from analytics.columns.names import Names
from analytics.columns.wire import BONUSES, EPOCH_SECONDS, SIDES, STATUSES, STRUCTURES
from analytics.filters import NONE, Filter
from analytics.terms import TERMS
from bets.models import Bonus, Side, Status, Structure

OWN = BONUSES.index(Bonus.NONE) + 1
EACH_WAY, DECIDED, BY_RULE, HAS_ODDS, LIVE = 1, 2, 4, 8, 16
MEASURES = ("profit", "turnover", "commission", "odds", "stake", "risk")
WORDS = {"live": (NONE, "before", "live"), "money": ("own", "bonus")}
ROW_TERMS = {"odds": "odds_band", "stake": "stake_band", "weekday": "weekday", "hour": "hour"}
BY_SQL = ("q", "team", "opponent")  # texts are asked of the database; the bets found are picked by their ids
MOST_KEPT = 6  # filters of one request whose picked bets are kept until it ends
_kept = local()


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


@dataclass(frozen=True)
class Sums:
    """Sums of the picked bets by cell: arrays by name, and how many bets fell into each."""

    bets: np.ndarray
    of: dict[str, np.ndarray]


class Picked:
    """The bets of one filter. Everything is whole numbers: micro-units, millionths of odds, microseconds."""

    def __init__(
        self, columns: Columns, names: Names, asked: Filter, zone: ZoneInfo, ids: Any = None
    ) -> None:
        self.columns = columns
        self.names = names
        self.kinds = Kinds(columns)
        self._slice = self._days(asked, zone)
        self._places = self._picked(asked, ids)

    def rows(self, name: str) -> np.ndarray:
        """A column of the picked bets, in order of time and then of id."""
        found = self.columns.rows[name][self._slice]
        return found if self._places is None else found[self._places]

    @cached_property
    def kind(self) -> np.ndarray:
        """The kind of each picked bet."""
        return self.rows("kind")

    def occurring(self, name: str, sport: str = "") -> list[tuple[str, str]]:
        """Value and label of what occurs among all bets of the book (of one sport), in the order of the labels."""
        if name == "currency":
            return [(word, word) for word in sorted(self.columns.currencies)]
        kinds = self.columns.kinds
        within = np.isin(kinds["sport"], self.names.ids("sport", sport)) if sport else slice(None)
        return self.names.in_order(name, np.unique(kinds[name][within]).tolist())

    @cached_property
    def settled(self) -> list[tuple[str, np.ndarray]]:
        """The places of the settled bets of each currency that has some."""
        found = []
        for place, currency in enumerate(self.columns.currencies):
            mask = self.kinds.is_settled & (self.kinds.of["currency"] == place + 1)
            places = np.flatnonzero(mask[self.kind])
            if len(places):
                found.append((currency, places))
        return found

    def sums(self, cell: np.ndarray, cells: int, measures: Sequence[str]) -> Sums:
        """Add up by cell; `cell` has one number below `cells` for each picked bet."""
        place = cell.astype(np.intp, copy=False)
        return Sums(
            np.bincount(place, minlength=cells),
            {name: self._added(name, place, cells) for name in measures},
        )

    @cached_property
    def by_kind(self) -> Sums:
        """The sums of every kind of bet."""
        return self.sums(self.kind, len(self.kinds.sign), MEASURES)

    def _added(self, name: str, place: np.ndarray, cells: int) -> np.ndarray:
        total = np.zeros(cells, np.int64)
        if name in ("stake", "risk"):  # asked of unsettled bets only, which are few
            few = self._unsettled
            np.add.at(total, place[few], np.maximum(self.rows(name)[few], 0))
        elif self._is_told(name):
            np.add.at(total, place, self.rows(name))
        return total

    def _is_told(self, name: str) -> bool:
        return name != "commission" or bool(self.rows(name).any())

    @cached_property
    def _unsettled(self) -> np.ndarray:
        return np.flatnonzero(~self.kinds.is_settled[self.kind])

    def _days(self, asked: Filter, zone: ZoneInfo) -> slice:
        start, end = asked.span(zone)
        happened = self.columns.rows["happened"]
        first = int(np.searchsorted(happened, micros(start))) if start else 0
        last = int(np.searchsorted(happened, micros(end))) if end else len(happened)
        return slice(first, max(first, last))

    def _picked(self, asked: Filter, ids: Any) -> np.ndarray | None:
        """The places within the days, None where all of them fit."""
        kinds = self._kinds_asked(asked)
        masks = [] if kinds.all() else [kinds[self.columns.rows["kind"][self._slice]]]
        for name, column in ROW_TERMS.items():
            if word := getattr(asked, name):
                masks.append(self.columns.rows[column][self._slice] == code_of(name, word))
        if ids is not None:
            masks.append(np.isin(self.columns.rows["id"][self._slice], ids))
        return np.flatnonzero(np.logical_and.reduce(masks)) if masks else None

    def _kinds_asked(self, asked: Filter) -> np.ndarray:
        """Which kinds of bets the filter asks for."""
        kinds, of = self.kinds, self.columns.kinds
        fits = np.ones(len(kinds.sign), bool)
        for name in ("bookmaker", "sport", "competition", "market"):
            if value := getattr(asked, name):
                fits &= np.isin(of[name], self.names.ids(name, value))
        if asked.type:
            fits &= TYPES[asked.type](kinds)
        if asked.status:
            fits &= STATES[asked.status](kinds)
        if asked.currency:
            known = self.columns.currencies
            fits &= of["currency"] == (known.index(asked.currency) + 1 if asked.currency in known else -1)
        if asked.legs:
            told = asked.legs.isascii() and asked.legs.isdigit() and str(int(asked.legs)) == asked.legs
            fits &= of["legs"] == int(asked.legs) if told else False
        if asked.built:
            fits &= TYPES[asked.built](kinds) if asked.built in STRUCTURES else False
        for name, words in WORDS.items():
            if word := getattr(asked, name):
                fits &= kind_word(kinds, name) == (words.index(word) if word in words else -1)
        return fits


def pick(user: Any, asked: Filter, zone: ZoneInfo) -> Picked | None:
    """The bets that fit, from the person's columns; None where SQL has to answer. Call it inside acting_as(user).

    What a filter picked is kept within the transaction that reads, as long as the book's stamp is the same.
    """
    fit = store.fit_now(user.pk, zone.key)
    if fit is None:
        return None
    kept = _kept_now()
    if (fit, asked) not in kept:
        opened = store.opened(fit)
        if opened is None:
            return None
        if len(kept) >= MOST_KEPT:
            kept.pop(next(iter(kept)))
        fit, columns = opened
        near = next((picked for (known, _), picked in kept.items() if known == fit), None)
        names = near.names if near else Names(columns)
        kept[fit, asked] = Picked(columns, names, asked, zone, _found_by_text(user, asked, zone))
    return kept[fit, asked]


def _kept_now() -> dict[Any, Picked]:
    """What this transaction has picked so far; another one begins with nothing."""
    reading = connection.atomic_blocks[-1] if connection.atomic_blocks else None
    if reading is None or getattr(_kept, "reading", None) is not reading:
        _kept.reading, _kept.picked = reading, {}
    found: dict[Any, Picked] = _kept.picked
    return found


def forget(**_: Any) -> None:
    """What was kept for a request goes with its end."""
    _kept.__dict__.clear()


def _found_by_text(user: Any, asked: Filter, zone: ZoneInfo) -> np.ndarray | None:
    """The ids of the bets that fit what is asked of their texts; None when nothing is."""
    texts = {name: getattr(asked, name) for name in BY_SQL if getattr(asked, name)}
    if not texts:
        return None
    found = Filter(**texts).bets(user, zone).order_by().values_list("pk", flat=True)
    return np.fromiter(found.iterator(chunk_size=20_000), np.int64)


def kind_word(kinds: Kinds, name: str) -> np.ndarray:
    """The position of each kind's word among WORDS."""
    return kinds.of["flags"] // LIVE if name == "live" else kinds.is_bonus.astype(np.int64)


def code_of(name: str, word: str) -> int:
    """The number that a column of rows has for a word of analytics.terms."""
    words = TERMS[name].words
    if word not in words:
        return 255
    return words.index(word) + (name == "weekday")


def micros(moment: datetime) -> int:
    """A moment as PostgreSQL counts: microseconds since 2000-01-01 UTC."""
    whole = moment.replace(microsecond=0)
    return (int(whole.timestamp()) - EPOCH_SECONDS) * 1_000_000 + moment.microsecond

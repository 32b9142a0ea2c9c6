"""The bets a filter asks for, among somebody's columns: which rows, and their sums by anything they have in common."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from analytics.columns.files import Fit
from analytics.columns.kinds import ROW_TERMS, STATES, TYPES, WORDS, Kinds, code_of, kind_word
from analytics.columns.names import Names
from analytics.columns.wire import EPOCH_SECONDS, STRUCTURES
from analytics.filters import Filter

MEASURES = ("profit", "turnover", "commission", "odds", "stake", "risk")
BY_SQL = (
    "q",
    "tag",
    "team",
    "opponent",
)  # texts are asked of the database; the bets found are picked by their ids
MOST_KEPT = 6  # filters of one request whose picked bets are kept until it ends
_kept = local()


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
    def settled(self) -> list["Settled"]:
        """The settled bets of each currency that has some."""
        found = []
        for place, currency in enumerate(self.columns.currencies):
            mask = self.kinds.is_settled & (self.kinds.of["currency"] == place + 1)
            places = None if mask.all() else np.flatnonzero(mask[self.kind])
            settled = Settled(self, currency, places)
            if len(settled.rows("id")):
                found.append(settled)
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


class Settled:
    """The settled bets of one currency, in order of settlement and then of id."""

    def __init__(self, picked: Picked, currency: str, places: np.ndarray | None) -> None:
        self.picked, self.currency, self._places = picked, currency, places
        self._known: dict[str, np.ndarray] = {}

    def rows(self, name: str) -> np.ndarray:
        """A column of them."""
        if name not in self._known:
            values = self.picked.rows(name)
            self._known[name] = values if self._places is None else values[self._places]
        return self._known[name]

    def bounds(self, most: int) -> tuple[int, int]:
        """The result that no more than `most - 1` bets fall below, and the one that no more rise above."""
        profit = self.rows("profit")
        last = len(profit) - 1
        low, high = min(most - 1, last), max(last - most + 1, 0)
        if low not in self._bounds or high not in self._bounds:
            ranked = np.partition(profit, sorted({low, high}))
            self._bounds |= {low: int(ranked[low]), high: int(ranked[high])}
        return self._bounds[low], self._bounds[high]

    @cached_property
    def _bounds(self) -> dict[int, int]:
        return {}


def pick(user: Any, asked: Filter, zone: ZoneInfo) -> Picked | None:
    """The bets that fit, from the person's columns; None where SQL has to answer. Call it inside acting_as(user).

    What a filter picked is kept within the transaction that reads, as long as the book's stamp is the same.
    """
    fit = _fit(user.pk, zone.key)
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
        if (moment := getattr(_kept, "moment", None)) is not None:
            moment[user.pk, zone.key] = fit  # the book changed while its columns were made
        near = next((picked for (known, _), picked in kept.items() if known == fit), None)
        names = near.names if near else Names(columns)
        kept[fit, asked] = Picked(columns, names, asked, zone, _found_by_text(user, asked, zone))
    return kept[fit, asked]


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it the book's stamp is asked for once: a page that reads and writes nothing tells of one moment."""
    outer = getattr(_kept, "moment", None)
    _kept.moment = {} if outer is None else outer
    try:
        yield
    finally:
        _kept.moment = outer


def _fit(owner: int, zone: str) -> Fit | None:
    moment: dict[Any, Fit | None] | None = getattr(_kept, "moment", None)
    if moment is None:
        return store.fit_now(owner, zone)
    if (owner, zone) not in moment:
        moment[owner, zone] = store.fit_now(owner, zone)
    return moment[owner, zone]


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


def micros(moment: datetime) -> int:
    """A moment as PostgreSQL counts: microseconds since 2000-01-01 UTC."""
    whole = moment.replace(microsecond=0)
    return (int(whole.timestamp()) - EPOCH_SECONDS) * 1_000_000 + moment.microsecond

"""Pages of the list of bets from somebody's columns: any sort of any filter, without an index for it."""

from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import QuerySet

from analytics.columns.kinds import HAS_ODDS
from analytics.columns.picked import Picked, micros
from bets.models import Bookmaker
from web.keyset import Edge, Sort, Walk

MILLION = 1_000_000


class ColumnWalk(Walk):
    """Finds the ids of a page among the picked bets and asks the database for those rows alone.

    `queryset` is all of the person's bets. An edge that columns cannot hold (half a micro-unit, a bookmaker they do not
    know) stands nowhere: it leads to the first page, as a garbled one does.
    """

    def __init__(self, queryset: QuerySet, sort: Sort, *, picked: Picked) -> None:
        super().__init__(queryset, sort)
        self.picked = picked

    def read(self, text: str) -> Edge | None:
        """The edge a text says, None when it says none that the column could hold."""
        edge = super().read(text)
        return edge if edge and (edge.value is None or self._number(edge.value) is not None) else None

    def take(self, size: int, edge: Edge | None, *, is_backward: bool = False) -> list[Any]:
        """Up to `size` rows after (before) the edge, in the list's own order."""
        ids: list[int] = []
        for values, places in self._stretches(edge, is_backward=is_backward):
            ids += self._nearest(values, places, size - len(ids), is_backward=is_backward)
        found = self.queryset.in_bulk(ids)
        rows = [found[pk] for pk in ids if pk in found]
        return rows[::-1] if is_backward else rows

    def exists(self, edge: Edge, *, is_backward: bool) -> bool:
        """Whether there is a row beyond the edge."""
        return any(len(places) for _, places in self._stretches(edge, is_backward=is_backward))

    @cached_property
    def _ids(self) -> np.ndarray:
        return self.picked.rows("id")

    @cached_property
    def _values(self) -> np.ndarray:
        """What is sorted by, one whole number a bet."""
        name = self.sort.name
        if name == "bookmaker":
            return self._ranks[self.picked.columns.kinds["bookmaker"]][self.picked.kind]
        return self.picked.rows("happened" if name == "settled" else name)

    @cached_property
    def _is_told(self) -> np.ndarray | None:
        """Which bets have a value, None when all have."""
        kinds = self.picked.kinds
        if self.sort.name == "stake":
            told = self._values >= 0
        elif self.sort.name in ("settled", "profit", "odds"):
            told = (kinds.flag(HAS_ODDS) if self.sort.name == "odds" else kinds.is_settled)[self.picked.kind]
        else:
            return None
        return None if told.all() else told

    @cached_property
    def _bookmakers(self) -> list[tuple[int, str]]:
        ids = self.picked.names.present("bookmaker")
        return list(Bookmaker.objects.filter(pk__in=ids).order_by("name").values_list("pk", "name"))

    @cached_property
    def _ranks(self) -> np.ndarray:
        """By id of a bookmaker its place among the names, as the database orders them; one name has one place."""
        ranks = np.zeros(max((pk for pk, _ in self._bookmakers), default=0) + 1, np.int64)
        names = list(dict.fromkeys(name for _, name in self._bookmakers))
        for pk, name in self._bookmakers:
            ranks[pk] = names.index(name)
        return ranks

    def _number(self, value: Any) -> int | None:
        """An edge's value as the column holds it."""
        if isinstance(value, datetime):
            return micros(value)
        if isinstance(value, Decimal):
            whole = value * MILLION
            return int(whole) if whole == whole.to_integral_value() else None
        if isinstance(value, str):
            return next((int(self._ranks[pk]) for pk, name in self._bookmakers if name == value), None)
        return int(value)

    def _stretches(
        self, edge: Edge | None, *, is_backward: bool
    ) -> list[tuple[np.ndarray | None, np.ndarray]]:
        """The bets beyond the edge, with a value and then without (backwards without first): values and places."""
        is_among_missing = edge is not None and edge.value is None
        valued = (self._values, self._told(None if is_among_missing else edge, is_backward=is_backward))
        missing = (None, self._untold(edge if is_among_missing else None, is_backward=is_backward))
        if is_backward:
            return [missing, valued] if edge is None or is_among_missing else [valued]
        return [missing] if is_among_missing else [valued, missing]

    def _told(self, edge: Edge | None, *, is_backward: bool) -> np.ndarray:
        fits = self._is_told
        if edge is not None:
            number: Any = self._number(edge.value)
            is_up = self._side(is_backward=is_backward) == "gt"
            beyond = self._values > number if is_up else self._values < number
            if edge.pk is not None:
                level = self._values == number
                beyond |= level & (self._ids > edge.pk if is_up else self._ids < edge.pk)
            fits = beyond if fits is None else fits & beyond
        return np.arange(len(self._ids)) if fits is None else np.flatnonzero(fits)

    def _untold(self, edge: Edge | None, *, is_backward: bool) -> np.ndarray:
        if self._is_told is None:
            return np.zeros(0, np.intp)
        fits = ~self._is_told
        if edge is not None:
            is_up = self._side(is_backward=is_backward) == "gt"
            fits &= self._ids > edge.pk if is_up else self._ids < edge.pk
        return np.flatnonzero(fits)

    def _nearest(
        self, values: np.ndarray | None, places: np.ndarray, size: int, *, is_backward: bool
    ) -> list[int]:
        """The ids of the first `size` of these places, by value and then by id, in the direction walked."""
        if size <= 0 or not len(places):
            return []
        sign = 1 if self._side(is_backward=is_backward) == "gt" else -1
        ids = self._ids[places] * sign
        rank = ids if values is None else values[places] * sign
        if len(places) > size:
            bound = np.partition(rank, size - 1)[size - 1]
            nearer, level = np.flatnonzero(rank < bound), np.flatnonzero(rank == bound)
            wanted = size - len(nearer)
            if len(level) > wanted:
                level = level[np.argpartition(ids[level], wanted - 1)[:wanted]]
            chosen = np.concatenate((nearer, level))
            ids, rank = ids[chosen], rank[chosen]
        return [int(pk) * sign for pk in ids[np.lexsort((ids, rank))][:size]]

"""What the catalogue calls the numbers in the columns, asked when they are read: a new name is seen at once."""

from typing import Any

import numpy as np

from analytics.columns.build import Columns
from analytics.filters import NONE
from bets.models import Bookmaker, Competition, Market, Sport

CATALOGUE: dict[str, tuple[Any, tuple[str, ...]]] = {
    "bookmaker": (Bookmaker, ("slug", "name")),
    "sport": (Sport, ("slug", "name")),
    "competition": (Competition, ("name",)),
    "market": (Market, ("slug", "name")),
}
Named = dict[int, tuple[str | None, ...]]


class Names:
    """Ids of one book's catalogue and what they are called. Each catalogue is asked once."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._known: dict[str, Named] = {}

    def present(self, name: str) -> list[int]:
        """The ids that occur among all bets, without the 0 of bets that tell none."""
        return [int(found) for found in np.unique(self._columns.kinds[name]) if found]

    def of(self, name: str) -> Named:
        """(slug, name) or (name,) by id; Nones for 0."""
        if name not in self._known:
            model, columns = CATALOGUE[name]
            rows = model.objects.filter(pk__in=self.present(name)).values_list("pk", *columns)
            self._known[name] = {0: (None,) * len(columns)} | {row[0]: row[1:] for row in rows}
        return self._known[name]

    def in_order(self, name: str, ids: list[int]) -> list[tuple[str, str]]:
        """Value and label of these ids, as the database orders labels; two of one name are one."""
        model, columns = CATALOGUE[name]
        rows = model.objects.filter(pk__in=ids).order_by("name").values_list(columns[0], "name").distinct()
        return [(str(value), str(label)) for value, label in rows]

    def ids(self, name: str, value: str) -> list[int]:
        """The ids called so; that of bets that tell none where it is asked for."""
        if value == NONE and name != "bookmaker":
            return [0]
        return [pk for pk, said in self.of(name).items() if said[0] == value]

"""Slices with the names people know them by, and the address that shows the slice alone. Inside acting_as(user)."""

from dataclasses import dataclass
from typing import Any

from analytics.breakdowns import DIMENSIONS
from analytics.filters import Filter
from analytics.luck.slices import BAND_NAMES, Slice
from bets.models import Bookmaker, Competition, Market, Sport, Structure

CATALOGUE: dict[str, Any] = {
    "sport": Sport, "competition": Competition, "market": Market, "bookmaker": Bookmaker
}  # fmt: skip
STRUCTURES = {1: Structure.SINGLE, 2: Structure.MULTI, 3: Structure.SYSTEM}


@dataclass(frozen=True, slots=True)
class Named:
    """A slice, its dimension and value in words, and its query; no query for odds bands, which no filter knows."""

    title: str
    label: str
    query: str
    slice: Slice


def named(user: Any, asked: Filter, found: list[Slice]) -> list[Named]:
    """In the order given."""
    names = {dimension: _names(user, dimension, found) for dimension in CATALOGUE}
    return [_one(each, asked, names) for each in found]


def _names(user: Any, dimension: str, found: list[Slice]) -> dict[int, tuple[str, ...]]:
    """Row -> the values of the columns that the break-down of this dimension reads."""
    keys = [each.key for each in found if each.dimension == dimension]
    columns = [column.partition("__")[2] for column in DIMENSIONS[dimension].columns]
    if not keys:
        return {}
    rows = CATALOGUE[dimension].objects.visible_to(user).filter(pk__in=keys)
    return {row[0]: row[1:] for row in rows.values_list("pk", *columns)}


def _one(each: Slice, asked: Filter, names: dict[str, dict[int, tuple[str, ...]]]) -> Named:
    if each.dimension == "odds":
        return Named("Odds", BAND_NAMES[each.key], "", each)
    dimension = DIMENSIONS[each.dimension]
    unknown = ("",) * len(dimension.columns)
    values = (
        (STRUCTURES[each.key],) if each.dimension == "type" else names[each.dimension].get(each.key, unknown)
    )
    narrowed = asked.but(**dimension.narrow(*values))
    return Named(dimension.title, dimension.label(*values), narrowed.query, each)

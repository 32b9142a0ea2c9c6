"""Lists of the API: in the sorts of the page that shows the same, a page at a time, by key.

    found = cut(Bet.objects.visible_to(user), paged, sorts=SORTS, sort=asked.sort)
    return Listed(items=[...found.rows], next=found.next)

A cursor says the sort and the last row's place in it, so rows that come or go meanwhile move nothing. Unlike a page's
address, a cursor that is garbled or of another sort is refused: a program that began anew would never end.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

from web.errors import Problem
from web.keyset import LONGEST_EDGE, Edge, Sort, Sorts, Walk

Item = TypeVar("Item")
MOST = 200
USUAL = 50


class CursorUnknown(Problem):
    """This cursor does not belong to this list and its sort. Begin without one."""


class SortUnknown(Problem):
    """This list has no such sort."""


class Paged(Schema):
    """Which page of a list."""

    cursor: str = Field(
        "", max_length=LONGEST_EDGE, description="`next` of the page before; none for the first page."
    )
    limit: int = Field(USUAL, ge=1, le=MOST, description=f"How many at most: 1 to {MOST}.")


class Listed(Schema, Generic[Item]):
    """Some of a list, in its order."""

    items: list[Item]
    next: str | None = Field(None, description="The cursor of the next page; null on the last.")


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows of one page, and the cursor of the next."""

    rows: list[Any]
    next: str | None


def cut(
    queryset: QuerySet,
    paged: Paged,
    *,
    sorts: Sorts,
    sort: str = "",
    walking: Callable[[QuerySet, Sort], Walk] | None = None,
) -> Cut:
    """The page asked for. `walking` finds rows another way. Raises SortUnknown or CursorUnknown."""
    told, _, text = paged.cursor.partition(".")
    wanted = sort or told or sorts.default
    if wanted.removeprefix("-") not in sorts.columns:
        if not sort:
            raise CursorUnknown
        raise SortUnknown(f"Sort by one of {', '.join(sorts.columns)}; with “-” before it, downwards.")
    walk = (walking or Walk)(queryset, sorts.read(wanted))
    rows = walk.take(paged.limit + 1, _edge(walk, told, text) if paged.cursor else None)
    if len(rows) <= paged.limit:
        return Cut(rows, None)
    rows = rows[: paged.limit]
    return Cut(rows, f"{walk.sort}.{walk.write(walk.edge(rows[-1]))}")


def _edge(walk: Walk, told: str, text: str) -> Edge:
    edge = walk.read(text) if told == str(walk.sort) else None
    if edge is None or edge.pk is None:
        raise CursorUnknown
    return edge

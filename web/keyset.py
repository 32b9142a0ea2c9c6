"""Pages of a list by key: first, next, previous, last, and the page at a date. Used by every list.

A page is found by the values of the row at its edge, not by counting rows before it, so the millionth row is as near as
the first and a row that arrives meanwhile shifts nothing. No COUNT is made. Rows without a value come last, whichever
way the list is sorted; the primary key breaks ties.

    SORTS = Sorts({"placed": Column("placed_at"), "profit": Column("profit_micro", is_nullable=True)}, "-placed")
    rows = keyset.paginate(bets, request.GET, sorts=SORTS)

The address holds the place: ?sort=-placed&after=<edge>, ?before=<edge>, ?at=last, ?on=2025-03-01. An edge that is
garbled, or beyond the data after filtering, leads to the first page, never to an error.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField, DateTimeField, F, Field, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

SIZE = 50
VALUE = "keyset_value"
PLACE = ("after", "before", "at", "on")
LONGEST_EDGE = 2_000


@dataclass(frozen=True)
class Column:
    """What a list can be sorted by: an ORM path or the name of an annotation. Say when values may be missing."""

    path: str
    is_nullable: bool = False


@dataclass(frozen=True)
class Sorts:
    """The sorts a list allows, by the name they have in the address, and the one it starts with ("-" downwards)."""

    columns: Mapping[str, Column]
    default: str

    def read(self, wanted: str) -> "Sort":
        """The sort asked for, or the default when the name is unknown."""
        name = wanted if wanted.removeprefix("-") in self.columns else self.default
        bare = name.removeprefix("-")
        return Sort(name=bare, column=self.columns[bare], is_descending=name.startswith("-"))


@dataclass(frozen=True)
class Sort:
    """One column and a direction."""

    name: str
    column: Column
    is_descending: bool

    def __str__(self) -> str:
        return f"-{self.name}" if self.is_descending else self.name


@dataclass(frozen=True)
class Edge:
    """The sort value (None where it is missing) and the primary key of the row at a page's edge."""

    value: Any
    pk: Any


@dataclass(frozen=True)
class Page:
    """Some rows in order, and the addresses (query strings) of the pages around them, None where there is none."""

    rows: list[Any]
    sort: Sort
    sorts: Sorts
    first: str | None = None
    previous: str | None = None
    next: str | None = None
    last: str | None = None
    jump_sort: str = ""
    query: QueryDict = field(default_factory=QueryDict)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def has_others(self) -> bool:
        """Whether there is any other page."""
        return bool(self.previous or self.next)

    @property
    def jump_date(self) -> str:
        """The date jumped to, for the form."""
        return self.query.get("on", "")

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Every other parameter, for the hidden inputs of the form that jumps to a date."""
        lists = [(key, values) for key, values in self.query.lists() if key not in (*PLACE, "sort")]
        return [("sort", self.jump_sort), *((key, value) for key, values in lists for value in values)]

    def sorted_by(self, name: str, *, is_descending: bool = False) -> str:
        """The address of this list sorted by `name`, `is_descending` at first and turned when it already is."""
        if name == self.sort.name:
            is_descending = not self.sort.is_descending
        return _address(self.query, {"sort": f"-{name}" if is_descending else name})


def paginate(
    queryset: QuerySet,
    query: QueryDict,
    *,
    sorts: Sorts,
    size: int = SIZE,
    walking: "Callable[[QuerySet, Sort], Walk] | None" = None,
) -> Page:
    """The page of `queryset` (filtered, in any order) that the address asks for; `walking` finds rows another way."""
    sort = sorts.read(query.get("sort", ""))
    walk = (walking or Walk)(queryset, sort)
    rows = _asked_for(walk, query, size) or walk.take(size, None)
    page = Page(rows=rows, sort=sort, sorts=sorts, query=query, jump_sort=_jump_sort(walk, sorts))
    if rows and walk.exists(walk.edge(rows[0]), is_backward=True):
        before = {"before": walk.write(walk.edge(rows[0]))}
        page = replace(page, first=_address(query, {}), previous=_address(query, before))
    if rows and walk.exists(walk.edge(rows[-1]), is_backward=False):
        after = {"after": walk.write(walk.edge(rows[-1]))}
        page = replace(page, next=_address(query, after), last=_address(query, {"at": "last"}))
    return page


def _jump_sort(walk: "Walk", sorts: Sorts) -> str:
    """The sort in which a date can be jumped to: the present one or the list's own, if it goes by time."""
    if walk.is_dated:
        return str(walk.sort)
    return sorts.default if Walk(walk.queryset, sorts.read("")).is_dated else ""


def _asked_for(walk: "Walk", query: QueryDict, size: int) -> list[Any]:
    """The rows the address points to; none when it points nowhere."""
    if edge := walk.read(query.get("after", "")):
        return walk.take(size, edge)
    if edge := walk.read(query.get("before", "")):
        return walk.take(size, edge, is_backward=True)
    if query.get("at") == "last":
        return walk.take(size, None, is_backward=True)
    if edge := walk.edge_of_day(query.get("on", "")):
        return walk.take(size, edge) or walk.take(size, None, is_backward=True)
    return []


class Walk:
    """Walks a queryset along one sort, from an edge, either way.

    Rows with a value and rows without are walked one after the other, each a plain range of an index: one condition for
    both would make the database scan from the start.
    """

    def __init__(self, queryset: QuerySet, sort: Sort) -> None:
        self.queryset = queryset.annotate(**{VALUE: F(sort.column.path)})
        self.sort = sort
        self.field: Field = self.queryset.query.annotations[VALUE].output_field
        self.is_dated = isinstance(self.field, DateField)

    def take(self, size: int, edge: Edge | None, *, is_backward: bool = False) -> list[Any]:
        """Up to `size` rows after (before) the edge, in the list's own order."""
        rows: list[Any] = []
        for part in self._parts(edge, is_backward=is_backward):
            rows += part[: size - len(rows)]
            if len(rows) >= size:
                break
        return rows[::-1] if is_backward else rows

    def exists(self, edge: Edge, *, is_backward: bool) -> bool:
        """Whether there is a row beyond the edge."""
        return any(part.exists() for part in self._parts(edge, is_backward=is_backward))

    def edge(self, row: Any) -> Edge:
        """The edge a row makes."""
        return Edge(getattr(row, VALUE), row.pk)

    def write(self, edge: Edge) -> str:
        """An edge as text for the address."""
        value = edge.value.isoformat() if isinstance(edge.value, date) else edge.value
        text = json.dumps([None if value is None else str(value), str(edge.pk)], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, text: str) -> Edge | None:
        """The edge a text says, None when it says none that the column could hold."""
        if not text or len(text) > LONGEST_EDGE:
            return None
        try:
            value, pk = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return Edge(_python(self.field, value), _python(self.queryset.model._meta.pk, pk))
        except (ValueError, TypeError, ArithmeticError, RecursionError, ValidationError):
            return None

    def edge_of_day(self, text: str) -> Edge | None:
        """The edge just before a day (the person's), seen in the list's direction."""
        if not self.is_dated or not text:
            return None
        step = timedelta(days=1) if self.sort.is_descending else timedelta(0)
        try:
            day = date.fromisoformat(text) + step
            if not isinstance(self.field, DateTimeField):
                return Edge(day if step else day - timedelta(days=1), None)
            moment = timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)
            return Edge(moment if step else moment - timedelta(microseconds=1), None)
        except (ValueError, OverflowError):
            return None

    def _parts(self, edge: Edge | None, *, is_backward: bool) -> Iterator[QuerySet]:
        """The one or two ranges beyond the edge, nearest first."""
        is_among_missing = edge is not None and edge.value is None
        if is_backward:
            if self.sort.column.is_nullable and (edge is None or is_among_missing):
                yield self._missing(edge, is_backward=True)
            yield self._valued(None if is_among_missing else edge, is_backward=True)
            return
        if not is_among_missing:
            yield self._valued(edge, is_backward=False)
        if self.sort.column.is_nullable:
            yield self._missing(edge if is_among_missing else None, is_backward=False)

    def _valued(self, edge: Edge | None, *, is_backward: bool) -> QuerySet:
        """Rows with a value, beyond the edge; (value, key) is compared so that an index gives the range."""
        side, rows = self._side(is_backward=is_backward), self.queryset
        if edge and edge.pk is None:
            rows = rows.filter(**{f"{VALUE}__{side}": edge.value})
        elif edge:
            beyond = Q(**{f"{VALUE}__{side}": edge.value}) | Q(**{f"pk__{side}": edge.pk})
            rows = rows.filter(beyond, **{f"{VALUE}__{side}e": edge.value})
        if self.sort.column.is_nullable:
            rows = rows.filter(**{f"{VALUE}__isnull": False})
        return rows.order_by(*self._order(VALUE, "pk", side=side))

    def _missing(self, edge: Edge | None, *, is_backward: bool) -> QuerySet:
        """Rows without a value, beyond the edge."""
        side = self._side(is_backward=is_backward)
        rows = self.queryset.filter(**{f"{VALUE}__isnull": True})
        if edge:
            rows = rows.filter(**{f"pk__{side}": edge.pk})
        return rows.order_by(*self._order("pk", side=side))

    def _side(self, *, is_backward: bool) -> str:
        return "lt" if self.sort.is_descending != is_backward else "gt"

    def _order(self, *names: str, side: str) -> list[str]:
        return [f"-{name}" if side == "lt" else name for name in names]


def _python(field: Any, text: str | None) -> Any:
    """A field's value from the text of an edge. Raises what field and text may raise when they do not fit."""
    if text is None:
        return None
    if not isinstance(text, str) or "\0" in text:
        raise ValueError("An edge holds text.")
    text.encode()
    value = field.to_python(text)
    if isinstance(value, datetime) and timezone.is_naive(value):
        raise ValueError("A moment without its offset.")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError("No number.")
    return value


def _address(query: QueryDict, change: Mapping[str, str]) -> str:
    """The query string with the filters kept, the place in the list dropped, and `change` made."""
    kept = query.copy()
    for name in PLACE:
        kept.pop(name, None)
    for name, value in change.items():
        kept[name] = value
    return f"?{kept.urlencode()}"

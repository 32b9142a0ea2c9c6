"""Lists: django-tables2 declares the columns, we render them lean and sort and page them by key (web.keyset).

    class BetTable(Table):
        placed = When("Placed", "placed_at", sort="placed", is_descending_first=True)
        selection = Text("Selection", is_link=True)
        stake = Money("Stake", "stake_micro", sort="stake", is_minor=True)
        profit = Gain("Profit", "profit_micro", sort="profit")

        caption, name = "Bets", "bet-table"
        empty = Empty("No bets yet", "…", "/import/", "Import a file")

        def row_url(self, record): return reverse("overview:bet", args=[record.pk])

    page(request, "…", {"table": BetTable(keyset.paginate(bets, request.GET, sorts=SORTS))}, partials={"bet-table"})

and in the template {% partialdef bet-table inline %}{% render_table table %}{% endpartialdef %}. Cells are built in
Python: a template per cell costs most of the time of a page of fifty rows. `render_<column>(self, record, value)`
overrides a cell, as in django-tables2.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from web import keyset
from web.columns import Badge, Day, Gain, Money, Number, Odds, Percent, SignedMoney, Text, When

__all__ = [
    "Badge", "Day", "Empty", "Gain", "Money", "Number", "Odds", "Percent", "SignedMoney", "Table", "Text", "When",
]  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """A column's head: a link that sorts when the column can be sorted."""

    label: str
    classes: str
    help_text: str = ""
    url: str = ""
    aria_sort: str = ""


@dataclass(frozen=True)
class Row:
    """A row's cells, each with its classes and, for numbers, its label; `classes` are the row's own."""

    cells: list[tuple[str, str, SafeString]]
    classes: str = ""


@dataclass(frozen=True)
class Empty:
    """What an empty list says and offers."""

    title: str = "Nothing here yet"
    text: str = ""
    url: str = ""
    action: str = ""
    icon: str = "bets"


class Table(django_tables2.Table):
    """Base of all lists. `page` is a keyset page, or a plain sequence for a short list that is not paged."""

    caption = ""
    name = "table"
    empty = Empty()
    is_list_on_phone = True

    def __init__(self, page: keyset.Page | Sequence[Any], *, empty: Empty | None = None, **more: Any) -> None:
        self.page_of_rows = page if isinstance(page, keyset.Page) else None
        self.empty = empty or self.empty
        super().__init__(list(page), orderable=False, **more)

    def row_url(self, record: Any) -> str:
        """Where a click on the row leads; nothing for rows that lead nowhere."""
        return ""

    def row_classes(self, record: Any) -> str:
        """CSS classes of the row."""
        return ""

    @property
    def headings(self) -> list[Heading]:
        """The head row."""
        return [self._heading(bound.column, bound.header) for bound in self._shown()]

    def lean_rows(self) -> Iterator[Row]:
        """The body's rows."""
        shown = self._shown()
        main = next((bound for bound in shown if getattr(bound.column, "is_link", False)), shown[0])
        cells = [(*self._look(bound, main), self._cell(bound), bound is main) for bound in shown]
        for record in self.data:
            url = self.row_url(record)
            row = []
            for classes, label, cell, is_main in cells:
                html = conditional_escape(cell(record))
                if url and is_main:
                    html = format_html('<a class="row-link" href="{}">{}</a>', url, html)
                row.append((classes, label, html))
            yield Row(row, self.row_classes(record))

    def _shown(self) -> list[Any]:
        return [bound for bound in self.columns.iterall() if bound.visible]

    def _look(self, bound: Any, main: Any) -> tuple[str, str]:
        """A column's classes and the label its numbers carry on a phone, where the main column and the figure lead."""
        column = bound.column
        numbers = [
            each for each in self._shown() if getattr(each.column, "is_number", False) and each is not main
        ]
        wide = [each for each in numbers if not each.column.is_minor]
        classes = [getattr(column, "classes", "")]
        classes += ["main"] if bound is main else ["figure"] if wide and bound is wide[-1] else []
        label = str(bound.header) if bound in numbers else ""
        return " ".join(filter(None, classes)), label

    def _cell(self, bound: Any) -> Callable[[Any], Any]:
        """What makes a cell of this column from a record."""
        column, custom = bound.column, getattr(self, f"render_{bound.name}", None)
        value = _getter(bound.accessor)
        if custom is not None:
            return lambda record: custom(record=record, value=value(record))
        if isinstance(column, Text):
            return lambda record: column.show(value(record), record)
        return value

    def _heading(self, column: Any, label: str) -> Heading:
        classes, help_text = getattr(column, "classes", ""), getattr(column, "help_text", "")
        sort, page = getattr(column, "sort", ""), self.page_of_rows
        if not sort or page is None:
            return Heading(str(label), classes, help_text)
        is_current = page.sort.name == sort
        aria = ("descending" if page.sort.is_descending else "ascending") if is_current else ""
        url = page.sorted_by(sort, is_descending=column.is_descending_first)
        return Heading(str(label), classes, help_text, url, aria)


def _getter(accessor: Any) -> Callable[[Any], Any]:
    """Reads a path such as "bookmaker__name" off a record (an object or a dict); None where a part is missing."""
    parts = str(accessor).replace("__", ".").split(".")

    def read(record: Any) -> Any:
        for part in parts:
            if record is None:
                return None
            record = record.get(part) if isinstance(record, dict) else getattr(record, part)
        return record() if callable(record) else record

    return read

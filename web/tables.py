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
from operator import attrgetter
from typing import Any

import django_tables2
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from web import keyset
from web.templatetags import show


class Text(django_tables2.Column):
    """A column of words. `is_minor` columns are left out on a phone; `sort` is a name of the list's Sorts."""

    css = ""

    def __init__(
        self,
        label: str,
        path: str = "",
        *,
        sort: str = "",
        is_link: bool = False,
        is_minor: bool = False,
        is_descending_first: bool | None = None,
        help_text: str = "",
    ) -> None:
        super().__init__(verbose_name=label, accessor=path.replace(".", "__") or None, orderable=False)
        self.path, self.sort, self.help_text = path, sort, help_text
        self.is_link, self.is_minor = is_link, is_minor
        self.is_descending_first = self.is_number if is_descending_first is None else is_descending_first

    @property
    def is_number(self) -> bool:
        """Whether the column is aligned to the right, and sorted with the largest first."""
        return self.css.startswith("num")

    @property
    def classes(self) -> str:
        """The CSS classes of the column's cells."""
        return f"{self.css} minor".strip() if self.is_minor else self.css

    def show(self, value: Any, record: Any) -> Any:
        """A value as HTML (or text, which is escaped)."""
        return show.MISSING if value is None or value == "" else value


class Number(Text):
    """A whole number."""

    css = "num"

    def show(self, value: Any, record: Any) -> Any:
        return show.count(value)


class Money(Text):
    """An amount in micro-units, in the record's currency (`currency` says where it stands)."""

    css = "num"
    shown = staticmethod(show.money)

    def __init__(self, label: str, path: str = "", *, currency: str = "currency", **more: Any) -> None:
        super().__init__(label, path, **more)
        self.currency = attrgetter(currency)

    def show(self, value: Any, record: Any) -> Any:
        return self.shown(value, self.currency(record))


class SignedMoney(Money):
    """An amount with its sign, without judging it."""

    shown = staticmethod(show.signed_money)


class Gain(Money):
    """A profit or loss."""

    shown = staticmethod(show.gain)


class Odds(Text):
    """Odds in the person's format."""

    css = "num"

    def show(self, value: Any, record: Any) -> Any:
        return show.odds(value)


class Percent(Text):
    """A ratio as a percentage."""

    css = "num"

    def show(self, value: Any, record: Any) -> Any:
        return show.percent(value)


class When(Text):
    """A moment in the person's time zone."""

    css = "when"

    def show(self, value: Any, record: Any) -> Any:
        return show.when(value)


class Day(Text):
    """The day of a moment in the person's time zone."""

    css = "when"

    def show(self, value: Any, record: Any) -> Any:
        return show.day(value)


class Badge(Text):
    """A choice as a badge; its value is the badge's tone, its label the text."""

    def show(self, value: Any, record: Any) -> Any:
        if not value:
            return show.MISSING
        label = getattr(record, f"get_{self.path}_display", lambda: value)()
        return format_html('<span class="badge is-{}">{}</span>', value, label)


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

"""The columns of lists: how a value becomes a cell. Used through web.tables."""

from operator import attrgetter
from typing import Any

import django_tables2
from django.utils.html import format_html

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

"""Patterns side by side: two stretches of one client, or several clients over the same months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from analytics.coaching.book import Book
from analytics.coaching.picture import Part, Pattern, Picture
from analytics.harm.history import month_after

MOST_CLIENTS, MONTHS = 4, 3


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern in one currency, in each of the pictures: text, trend's sign and word."""

    title: str
    label: str
    cells: tuple[Part | None, ...]
    way: str = ""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some whole months."""

    first: date
    last: date


def rows(pictures: Sequence[Picture], *, by_label: bool) -> list[Row]:
    """A row a pattern (and, within one client, a currency); a pattern that one picture lacks has a gap there."""
    found = []
    titles: dict[str, str] = {each.marker.key: each.marker.title for one in pictures for each in one.patterns}
    for key, title in titles.items():
        mine = [picture.pattern(key) for picture in pictures]
        labels = _labels(mine) if by_label else [""]
        for label in labels:
            cells = tuple(_cell(pattern, label) for pattern in mine)
            shown = label if len(labels) > 1 else ""
            found.append(Row(title, shown, cells, _way(cells) if by_label else ""))
    return found


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """What was won or lost in one currency in each picture, in words."""

    label: str
    texts: tuple[str, ...]


def money(pictures: Sequence[Picture]) -> list[MoneyRow]:
    """A row a currency; none where results are not shown."""
    labels = dict.fromkeys(one.label for picture in pictures for one in picture.results)
    return [
        MoneyRow(
            label,
            tuple(
                next((one.total for one in picture.results if one.label == label), "") for picture in pictures
            ),
        )
        for label in labels
    ]


def stretches(book: Book, query: Mapping[str, str]) -> tuple[Stretch, Stretch]:
    """The stretch asked for and the one it is compared with; else the last three months and the three before."""
    last_month = book.history.months[-1]
    end = _month(query.get("to", "")) or last_month
    begin = _month(query.get("from", "")) or month_after(end, 1 - MONTHS)
    than_end = _month(query.get("than_to", "")) or month_after(begin, -1)
    than_begin = _month(query.get("than_from", "")) or month_after(than_end, 1 - MONTHS)
    return _stretch(begin, end), _stretch(than_begin, than_end)


def month_of(text: str) -> date | None:
    """2026-03, or None."""
    return _month(text)


def _stretch(first: date, last: date) -> Stretch:
    return Stretch(min(first, last), max(first, last))


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 1901 <= found.year <= 2199 else None


def _labels(patterns: Sequence[Pattern | None]) -> list[str]:
    return list(dict.fromkeys(part.label for pattern in patterns if pattern for part in pattern.parts))


def _cell(pattern: Pattern | None, label: str) -> Part | None:
    if pattern is None:
        return None
    return next((part for part in pattern.parts if not label or part.label == label), None)


def _way(cells: Sequence[Part | None]) -> str:
    values = [cell.value if cell else None for cell in cells]
    if len(values) != 2 or values[0] is None or values[1] is None:
        return ""
    change = Decimal(values[0]) - Decimal(values[1])
    return "higher" if change > 0 else "lower" if change < 0 else "the same"

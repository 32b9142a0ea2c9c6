"""A paper by which nobody can tell whose it is: no currency, no bookmaker, no word of one's own, no day.

Days are taken out of the finished texts and not where they are written, so that none is left wherever it comes from:
a day becomes its number, a span its weeks, a month its number, all counted from the first bet's. Currencies become
letters alike. Names are never in those texts: break-downs ask here what a line is called.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Min

from analytics.coaching.anonymous import letter
from analytics.filters import Filter
from bets.models import Bet, Market, Sport
from web.clock import now

# Beyond the book's own days by so much; further off are years of published research.
AROUND = timedelta(days=400)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
REST = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember")
LONG = tuple(map(str.__add__, MONTHS, REST))
_MONTH = f"({'|'.join((*LONG, *MONTHS))})"
_DAY = rf"(\d{{1,2}}) {_MONTH} (\d{{4}}|\d{{2}})\b"
SPAN = re.compile(rf"\b{_DAY} to {_DAY}")
DAY = re.compile(rf"\b{_DAY}")
MONTH = re.compile(rf"\b{_MONTH} (\d{{4}})\b")
YEAR = re.compile(r"(\d{4})")


class Calendar:
    """Days counted from the first: `first` to `last` are the book's own and what was asked for."""

    def __init__(self, base: date, first: date, last: date) -> None:
        self.base, self.first, self.last = base, min(first, base) - AROUND, max(last, base) + AROUND

    def without_days(self, said: str) -> str:
        """The text with numbers for its days."""
        told = self._numbered(said)
        if told == said:
            return said
        told = told.replace("Since month 1 ", "From the beginning ")
        return told[0].upper() + told[1:]

    def _numbered(self, said: str) -> str:
        said = SPAN.sub(self._span, said)
        said = DAY.sub(lambda found: self._one(found, "day", _day(*found.groups())), said)
        said = MONTH.sub(lambda found: self._one(found, "month", _day("1", *found.groups())), said)
        if found := YEAR.fullmatch(said):
            return self._one(found, "year", date(int(said), 1, 1)) if int(said) else said
        return said

    def _span(self, found: re.Match[str]) -> str:
        first, last = _day(*found.groups()[:3]), _day(*found.groups()[3:])
        if not (first and last and self._is_of_book(first)):
            return found[0]
        weeks = self._number("week", first), self._number("week", last)
        return f"week {weeks[0]}" if weeks[0] == weeks[1] else f"week {weeks[0]} to week {weeks[1]}"

    def _one(self, found: re.Match[str], noun: str, day: date | None) -> str:
        return f"{noun} {self._number(noun, day)}" if day and self._is_of_book(day) else found[0]

    def _is_of_book(self, day: date) -> bool:
        return self.first <= day <= self.last

    def _number(self, noun: str, day: date) -> int:
        base = self.base
        number = {
            "day": (day - base).days,
            "week": (_monday(day) - _monday(base)).days // 7,
            "month": (day.year - base.year) * 12 + day.month - base.month,
            "year": day.year - base.year,
        }[noun]
        return max(number, 0) + 1


class Names:
    """What the bookmakers, sports and markets of a book are called where its own names must not be seen."""

    def __init__(self, user: Any, asked: Filter, zone: Any) -> None:
        bets = asked.bets(user, zone).order_by()
        begun = dict(bets.values_list("bookmaker__name").annotate(begun=Min("placed_at")))
        self._books = sorted(begun, key=lambda name: (begun[name], name))
        self._own: dict[str, list[str]] = {
            "sport": list(Sport.objects.filter(owner=user).order_by("pk").values_list("name", flat=True)),
            "market": list(Market.objects.filter(owner=user).order_by("pk").values_list("name", flat=True)),
        }

    def of(self, dimension: str, label: str) -> str:
        """What a line of a break-down is called: as it is, where everybody has such a line."""
        if dimension == "bookmaker":
            return self.bookmaker(label)
        own = self._own.get(dimension, [])
        return f"{dimension.capitalize()} {letter(own.index(label))}" if label in own else label

    def bookmaker(self, name: str) -> str:
        """Its letter, in the order of the first bet there; those without a bet come after."""
        if name not in self._books:
            self._books.append(name)
        return f"Bookmaker {letter(self._books.index(name))}"


def calendar(user: Any, asked: Filter, zone: Any) -> Calendar:
    """Of what is asked for."""
    today = now().astimezone(zone).date()
    placed = Bet.objects.visible_to(user).aggregate(first=Min("placed_at"))["first"]
    mine = asked.bets(user, zone).order_by().aggregate(first=Min("placed_at"), settled=Min("settled_at"))
    begun = [moment.astimezone(zone).date() for moment in mine.values() if moment]
    base = max(min(begun, default=today), asked.date_from or date.min)
    first = placed.astimezone(zone).date() if placed else today
    return Calendar(base, min(first, asked.date_from or first), max(today, asked.date_to or today))


def without_currencies(said: str, currencies: Iterable[str]) -> str:
    """The text with letters for these codes, which the largest of them comes first of."""
    for place, currency in enumerate(currencies):
        said = re.sub(rf"\b{re.escape(currency)}\b", f"Currency {letter(place)}", said)
    return said


def rewritten(told: Any, dates: Calendar, currencies: list[str]) -> Any:
    """All texts of blocks, however deep they lie."""
    if isinstance(told, str):
        return without_currencies(dates.without_days(told), currencies)
    if isinstance(told, dict):
        return {name: rewritten(each, dates, currencies) for name, each in told.items()}
    if isinstance(told, list | tuple):
        return [rewritten(each, dates, currencies) for each in told]
    return told


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), MONTHS.index(month[:3]) + 1, int(day))
    except ValueError:
        return None

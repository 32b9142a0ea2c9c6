"""The client's book as far as a consent reaches: the one place of this room that reads their rows.

Everything is read as the client in a transaction that is rolled back, and leaves here as plain values without a name,
an id or, unless agreed, an amount. What is not agreed to is not read, or not returned.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Min

from accounts.models import User
from analytics.coaching import anonymous as hiding
from analytics.coaching.opening import Opened
from analytics.coaching.saying import Sayer
from analytics.coaching.scopes import AMOUNTS, BET_NOTES, BOOKMAKERS, RESULTS
from analytics.figures import Figures, by_bookmaker
from analytics.filters import Filter
from analytics.harm.history import History, month_after
from analytics.harm.reading import read
from analytics.sharing import scaled
from bets.models import Bet, Structure
from web import clock
from web.context import reading_as

MOST_MONTHS, SHOWN_MONTHS, MOST_NOTES = 24, 12, 50


@dataclass(frozen=True, slots=True)
class BookLine:
    """One bookmaker's results in one currency."""

    name: str
    figures: Figures
    result: str


@dataclass(frozen=True, slots=True)
class Book:
    """What the consent lets be seen: `history` is anonymous already; `is_capped` when there is more before it."""

    history: History
    sayer: Sayer
    last_on: date | None
    names: dict[str, str]
    units: dict[str, Decimal] | None
    is_capped: bool
    today: date

    def months(self, first: date | None = None, last: date | None = None) -> History:
        """Whole months of it; the last twelve unless asked otherwise."""
        last = min(last or self.history.last, self.history.last)
        first = first or month_after(last.replace(day=1), 1 - SHOWN_MONTHS)
        return hiding.within(self.history, max(first, self.history.first), last)


class Reader:
    """Reads one client's book under one consent; made by `reading`."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.client = User.objects.get(pk=opened.client_id)
        self.zone = ZoneInfo(self.client.time_zone)

    def book(self) -> Book:
        """All that the consent covers, two years at most."""
        asked, is_capped, last_on = self._covered()
        history = hiding.without_income(read(self.client, asked, self.zone))
        units = None
        names = {currency: currency for currency in history.currencies}
        is_real = self.opened.may(AMOUNTS)
        if not is_real:
            units, names = hiding.usual_stakes(history), hiding.currency_names(history)
            history = hiding.anonymous(history, units, names)
        today = clock.now().astimezone(self.zone).date()
        return Book(history, Sayer(is_real), last_on, names, units, is_capped, today)

    def bookmakers(self, book: Book, seen: History) -> list[BookLine]:
        """Results by bookmaker in these months, most bets first: by name, or by letter. Nothing without RESULTS."""
        if not self.opened.may(RESULTS):
            return []
        known = self._letters() if not self.opened.may(BOOKMAKERS) else {}
        lines = []
        for line in by_bookmaker(self.client, Filter(seen.first, seen.last), self.zone):
            figures = line.figures
            if not figures.bets:
                continue
            if book.units is not None:
                unit = book.units.get(figures.currency)
                figures = scaled(figures, hiding.UNIT / unit if unit else Decimal(0))
            figures = replace(figures, currency=book.names.get(line.figures.currency, ""))
            result = book.sayer.amount(figures.profit_micro, figures.currency, plus=True)
            lines.append(BookLine(known.get(line.slug, line.bookmaker), figures, result))
        return sorted(lines, key=lambda line: (-line.figures.bets, line.name))

    def notes(self, seen: History) -> list[tuple[date, str]]:
        """(day, text) of the newest notes on bets in these months; nothing unless agreed."""
        if not self.opened.may(BET_NOTES):
            return []
        start, end = Filter(seen.first, seen.last).span(self.zone)
        found = (
            Bet.objects.visible_to(self.client)
            .exclude(note="")
            .filter(placed_at__gte=start, placed_at__lt=end)
            .order_by("-placed_at")
            .values_list("placed_at", "note")[:MOST_NOTES]
        )
        return [(self._day(moment), note) for moment, note in found]

    def _letters(self) -> dict[str, str]:
        """slug -> "Bookmaker A", in the order of the first bet there: a bookmaker has one letter on every page."""
        begun = (
            Bet.objects.visible_to(self.client)
            .order_by()
            .values_list("bookmaker__slug")
            .annotate(begun=Min("placed_at"))
        )
        ordered = sorted(begun, key=lambda pair: (pair[1], pair[0]))
        return {slug: f"Bookmaker {hiding.letter(place)}" for place, (slug, _) in enumerate(ordered)}

    def _covered(self) -> tuple[Filter, bool, date | None]:
        from_on = self.opened.from_on
        today = clock.now().astimezone(self.zone).date()
        bets = Bet.objects.visible_to(self.client).exclude(structure=Structure.MARKET)
        ends = bets.aggregate(first=Min("placed_at"), last=Max("placed_at"))
        last_on = self._day(ends["last"]) if ends["last"] else None
        if last_on and from_on and last_on < from_on:
            last_on = None
        end = month_after((last_on or max(from_on or today, today)).replace(day=1)) - timedelta(days=1)
        oldest = month_after(end.replace(day=1), 1 - MOST_MONTHS)
        begins = max(from_on or oldest, oldest)
        is_capped = begins == oldest and bool(ends["first"]) and self._day(ends["first"]) < oldest
        return Filter(begins, end), is_capped, last_on

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


@contextmanager
def reading(opened: Opened) -> Iterator[Reader]:
    """Read as the client; nothing can be changed, and the coach acts again afterwards."""
    with reading_as(opened.client_id):
        yield Reader(opened)


def own(user: Any, relation_id: int, scopes: Any, from_on: date | None, until_on: date | None) -> Opened:
    """The same for the client's own eyes: what the coach would see. Call it as the client, of the client."""
    return Opened(relation_id, user.pk, 0, frozenset(scopes), from_on, until_on)

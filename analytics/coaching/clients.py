"""The coach's list: each client with the state of their consent, their last bet, and where their patterns are going."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from analytics.coaching.book import Book, reading
from analytics.coaching.models import Act, Consent, Relation
from analytics.coaching.opening import Opened, open_for
from analytics.coaching.picture import Pattern, Picture, picture
from analytics.coaching.trend import RISING, UNKNOWN, Trend
from analytics.coaching.words import all_markers

LIVE, WAITING, OVER, ENDED = "live", "waiting", "over", "ended"
STATES = {LIVE: "Sharing", WAITING: "Has not agreed yet", OVER: "Consent ran out", ENDED: "Ended"}
SORTS = {"name": "Name", "last": "Last bet", "until": "Consent's end", "pattern": "Chosen pattern"}


@dataclass(frozen=True, slots=True)
class Client:
    """One line of the list; `patterns` is empty unless the consent lives."""

    relation: Relation
    state: str
    until_on: date | None = None
    last_on: date | None = None
    bets: int = 0
    patterns: tuple[Pattern, ...] = ()
    opened: Opened | None = field(default=None, repr=False)

    @property
    def says(self) -> str:
        """The state in words."""
        return STATES[self.state]

    @property
    def rising(self) -> list[str]:
        """The patterns that rise."""
        return [each.marker.title for each in self.patterns if each.first.trend is RISING]

    def chosen(self, key: str) -> Pattern | None:
        """The pattern the list is about."""
        return next((each for each in self.patterns if each.marker.key == key), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the list is wanted: a pattern, an order, a state, and only those in whom the pattern rises."""

    pattern: str
    sort: str
    show: str
    only_rising: bool


def asked_of(query: Mapping[str, str]) -> Asked:
    """Read the address; what it does not know is left out."""
    keys = [key for key, _ in all_markers()]
    return Asked(
        query.get("pattern", "") if query.get("pattern") in keys else keys[0],
        query.get("sort", "") if query.get("sort") in SORTS else "name",
        query.get("show", "") if query.get("show") in STATES else "",
        query.get("rising") == "on",
    )


def clients(coach: Any, asked: Asked) -> tuple[list[Client], list[Client]]:
    """(the lines asked for in order, all lines). As the coach; every client whose figures are read is told."""
    every = [client_of(relation, "list") for relation in Relation.objects.coached_by(coach)]
    found = [each for each in every if (each.state == asked.show if asked.show else each.state != ENDED)]
    if asked.only_rising:
        found = [each for each in found if _trend(each, asked.pattern) is RISING]
    return sorted(found, key=_order(asked)), every


def client_of(relation: Relation, page: str) -> Client:
    """One client with the picture of the last twelve months, as far as their consent reaches."""
    if relation.ended_at:
        return Client(relation, ENDED)
    opened = open_for(relation.pk, page)
    if opened is None:
        last = Consent.objects.filter(relation=relation).first()
        state = WAITING if last is None or last.act == Act.ENDED else OVER
        return Client(relation, state, last.until_on if last else None)
    book, seen = look(opened)
    return Client(relation, LIVE, opened.until_on, book.last_on, seen.bets, seen.patterns, opened)


def look(opened: Opened, first: date | None = None, last: date | None = None) -> tuple[Book, Picture]:
    """The book under a consent, and the picture of some whole months of it."""
    with reading(opened) as reader:
        book = reader.book()
        seen = book.months(first, last)
        return book, picture(opened, book, seen, reader.bookmakers(book, seen), reader.notes(seen))


def _trend(client: Client, key: str) -> Trend:
    pattern = client.chosen(key)
    return pattern.first.trend if pattern else UNKNOWN


def _order(asked: Asked) -> Callable[[Client], Any]:
    def name(client: Client) -> str:
        return client.relation.pseudonym.casefold()

    def by_pattern(client: Client) -> Any:
        pattern = client.chosen(asked.pattern)
        value = pattern.first.value if pattern else None
        return (-_trend(client, asked.pattern).rank, value is None, -(value or 0), name(client))

    orders: dict[str, Callable[[Client], Any]] = {
        "name": name,
        "last": lambda client: (-(client.last_on or date.min).toordinal(), name(client)),
        "until": lambda client: ((client.until_on or date.max).toordinal(), name(client)),
        "pattern": by_pattern,
    }
    return orders[asked.sort]

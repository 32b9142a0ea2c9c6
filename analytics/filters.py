"""The filter of every analytic page: it lives in the address, so that a picture can be kept and sent.

A bet belongs to the local day it was settled on, an unsettled one to the day it was placed on; `from` and `to` are
days of the person's time zone, both included.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from analytics.terms import NONE, TERMS, with_terms
from bets.models import Bet, BetQuerySet, Bonus, Bookmaker, Market, Side, Sport, Status, Structure
from bets.models.states import IS_LOST, IS_VOID, IS_WON, UNSETTLED
from bets.recognition import fold, slug_of_sport
from imports.by_hand.remarks import tagged

TYPES = {
    "single": ("Singles", Q(structure=Structure.SINGLE)),
    "multi": ("Multis", Q(structure=Structure.MULTI)),
    "system": ("Systems", Q(structure=Structure.SYSTEM)),
    "market": ("Market results", Q(structure=Structure.MARKET)),
    "lay": ("Lay bets", Q(side=Side.LAY)),
    "bonus": ("Bonus bets", ~Q(bonus=Bonus.NONE)),
    "each-way": ("Each-way", Q(is_each_way=True)),
}
STATES = {
    "settled": ("Settled", ~Q(status__in=UNSETTLED)),
    "won": ("Won", IS_WON),
    "lost": ("Lost", IS_LOST),
    "gained": ("Made money", Q(profit_micro__gt=0)),
    "void": ("Void", IS_VOID),
    "cashed_out": ("Cashed out", Q(status=Status.CASHED_OUT)),
    "open": ("Open", Q(status=Status.OPEN)),
    "undecided": ("Undecided", Q(status=Status.UNDECIDED)),
    "decided": ("Decided by you", Q(decided_at__isnull=False)),
    "concluded": ("Lost by conclusion", Q(is_decided_by_rule=True)),
}
__all__ = ["NONE", "STATES", "TYPES", "Filter", "read", "read_for"]
# People may write a name where the address has its slug: "Soccer", "Head to head", "William Hill".
SPELLINGS: dict[str, Callable[[str], str]] = {
    "sport": slug_of_sport,
    "market": lambda name: fold(name).replace(" ", "-"),
    "bookmaker": slugify,
    "currency": str.upper,
    "tag": str.lower,
}
CATALOGUE: dict[str, Any] = {"bookmaker": Bookmaker, "sport": Sport, "market": Market}
FREE = ("team", "opponent")  # names as the files write them
HAPPENED = Coalesce("settled_at", "placed_at")


@dataclass(frozen=True)
class Filter:
    """What is asked for; an empty field asks for everything. Names are those of the address."""

    date_from: date | None = None
    date_to: date | None = None
    bookmaker: str = ""
    sport: str = ""
    competition: str = ""
    market: str = ""
    type: str = ""
    status: str = ""
    currency: str = ""
    q: str = ""
    tag: str = ""
    team: str = ""
    opponent: str = ""
    legs: str = ""
    built: str = ""
    odds: str = ""
    stake: str = ""
    weekday: str = ""
    hour: str = ""
    live: str = ""
    money: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What is asked for, by the names of the address."""
        found = [("from", self.date_from), ("to", self.date_to)]
        found += [(field.name, getattr(self, field.name)) for field in fields(self)[2:]]
        return [(name, str(value)) for name, value in found if value]

    @property
    def query(self) -> str:
        """The filter as a query string without the question mark, empty when nothing is asked for."""
        return urlencode(self.pairs)

    @property
    def prefix(self) -> str:
        """The query string without state and currency, ready for one of them to be put behind it."""
        query = self.but(status="", currency="").query
        return f"{query}&" if query else ""

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for."""
        return not self.query

    @property
    def has_bet_terms(self) -> bool:
        """Is anything asked that only bets can answer, not deposits and balances?"""
        own = (self.sport, self.competition, self.market, self.type, self.status, self.q, self.tag)
        return any(own) or bool(self.terms)

    @property
    def terms(self) -> dict[str, str]:
        """The words asked for of analytics.terms, by name."""
        return {name: getattr(self, name) for name in TERMS if getattr(self, name)}

    @property
    def count(self) -> int:
        """How many things are asked for; the first and the last day count as one."""
        return len(self.pairs) - bool(self.date_from and self.date_to)

    def but(self, **changes: Any) -> "Filter":
        """The same filter with some fields changed."""
        return replace(self, **changes)

    def narrowed_to(self, first: date, last: date) -> "Filter":
        """The same filter within these days, never wider than it was."""
        start = max(first, self.date_from) if self.date_from else first
        return self.but(date_from=start, date_to=min(last, self.date_to) if self.date_to else last)

    def span(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """The moments [start, end) of the days asked for in a time zone, in UTC."""
        start = datetime.combine(self.date_from, time.min, zone).astimezone(UTC) if self.date_from else None
        if not self.date_to:
            return start, None
        return start, datetime.combine(self.date_to + timedelta(days=1), time.min, zone).astimezone(UTC)

    def bets(self, user: Any, zone: ZoneInfo) -> BetQuerySet:
        """The person's bets that fit, with `happened_at`: settled at, else placed at."""
        found = Bet.objects.visible_to(user).annotate(happened_at=HAPPENED)
        start, end = self.span(zone)
        if start:
            found = found.filter(Q(settled_at__gte=start) | Q(settled_at=None, placed_at__gte=start))
        if end:
            found = found.filter(Q(settled_at__lt=end) | Q(settled_at=None, placed_at__lt=end))
        for condition in self._conditions():
            found = found.filter(condition)
        if self.tag:
            found = found.filter(pk__in=tagged(user, self.tag))
        terms = self.terms
        if terms:
            words = {f"term_{name}": word for name, word in terms.items()}
            found = with_terms(found, zone, terms).filter(**words)
        return found

    def _conditions(self) -> list[Q]:
        wanted = []
        if self.bookmaker:
            wanted.append(Q(bookmaker__slug=self.bookmaker))
        for name, path in (
            ("sport", "sport__slug"),
            ("competition", "competition__name"),
            ("market", "market_type__slug"),
        ):
            value = getattr(self, name)
            if value:
                wanted.append(Q(**{path.split("__")[0]: None}) if value == NONE else Q(**{path: value}))
        if self.type:
            wanted.append(TYPES[self.type][1])
        if self.status:
            wanted.append(STATES[self.status][1])
        if self.currency:
            wanted.append(Q(currency=self.currency))
        if self.q:
            wanted.append(Q(event_name__icontains=self.q) | Q(selection__icontains=self.q) | Q(ref=self.q))
        return wanted


def read(query: Mapping[str, str]) -> tuple[Filter, list[str]]:
    """The filter an address asks for, and a sentence for each part that was not understood and is left out."""
    notices: list[str] = []
    words = {
        field.name: query.get(field.name, "").replace("\x00", "").strip()[:200]
        for field in fields(Filter)[2:]
    }
    for name, spell in SPELLINGS.items():
        words[name] = spell(words[name]) or words[name]
    for name, known in (("type", TYPES), ("status", STATES)):
        if words[name] and words[name] not in known:
            notices.append(f"There is no {name} called {words[name]}; it was left out.")
            words[name] = ""
    for name, term in TERMS.items():
        words[name] = words[name] if name in FREE else words[name].lower()
        if words[name] and not term.knows(words[name]):
            notices.append(f"There is no {term.title.lower()} called {words[name]}; it was left out.")
            words[name] = ""
    days = {
        name: _day(query.get(key, ""), notices) for name, key in (("date_from", "from"), ("date_to", "to"))
    }
    if days["date_from"] and days["date_to"] and days["date_from"] > days["date_to"]:
        days["date_from"], days["date_to"] = days["date_to"], days["date_from"]
        notices.append("The first day was after the last; they were exchanged.")
    return Filter(date_from=days["date_from"], date_to=days["date_to"]).but(**words), notices


def read_for(user: Any, query: Mapping[str, str]) -> tuple[Filter, list[str]]:
    """As `read`, and what names a bookmaker, sport or market that does not exist is left out too, with a sentence.

    Call it inside acting_as(user): everybody's catalogue and the person's own are looked at, only for names asked for.
    """
    asked, notices = read(query)
    for name, model in CATALOGUE.items():
        slug = getattr(asked, name)
        if slug and slug != NONE and not model.objects.visible_to(user).filter(slug=slug).exists():
            notices.append(f"There is no {name} called {query[name].strip()[:80]}; it was left out.")
            asked = asked.but(**{name: ""})
    return asked, notices


def _day(text: str, notices: list[str]) -> date | None:
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or not 1900 < day.year < 2200:
        notices.append(f"{text[:20]} is not a day; write 2026-03-31. It was left out.")
        return None
    return day

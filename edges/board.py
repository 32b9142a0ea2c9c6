"""What the board shows: live edges worth enough to the person, by what they ask for; and how each price is now."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Prefetch

from bets.models import Bookmaker, Sport
from edges.ages import age, span
from edges.measures import once
from edges.models import LIVE, Basis, Edge, Kind, Leg, Taking
from edges.models.edge import EdgeQuerySet, State
from edges.preferring import preference_of, wanted
from odds.models import Price
from web.clock import now

NAMES = ("q", "kind", "sport", "bookmaker", "least", "basis", "state")
HUNDRED = Decimal(100)
FINEST = Decimal("0.0001")  # percent: an edge has six places


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter of the address. `least` is a share (0.02), None where the person's own threshold counts; `q` is
    looked for in the event's name."""

    q: str = ""
    kind: str = ""
    sport: str = ""
    bookmaker: str = ""
    basis: str = ""
    state: str = ""
    least: Decimal | None = None
    notices: tuple[str, ...] = ()

    @property
    def query(self) -> str:
        """As an address, in one order."""
        from django.http import QueryDict

        told = QueryDict(mutable=True)
        for name in NAMES:
            value = getattr(self, name)
            if value not in ("", None):
                told[name] = f"{(value * HUNDRED).normalize():f}" if name == "least" else value
        return str(told.urlencode())

    @property
    def count(self) -> int:
        """How many parts of it are set."""
        return sum(getattr(self, name) not in ("", None) for name in NAMES)

    @property
    def least_text(self) -> str:
        """The least edge in percent, as typed."""
        return "" if self.least is None else f"{(self.least * HUNDRED).normalize():f}"


def read(query: Mapping[str, str]) -> Asked:
    """What an address asks for; what it says in no way we know is left out, with a notice."""
    notices: list[str] = []

    def one_of(name: str, values: list[str]) -> str:
        value = query.get(name, "")
        if value and value not in values:
            notices.append(f"There is no {name} of that name: it is left out.")
            return ""
        return value

    least = _least(query.get("least", ""), notices)
    return Asked(
        q=" ".join(query.get("q", "").replace("\x00", "").split())[:80],
        kind=one_of("kind", Kind.values),
        basis=one_of("basis", [each for each in Basis.values if each]),
        state=one_of("state", State.values),
        sport=query.get("sport", "").replace("\x00", "")[:80],
        bookmaker=query.get("bookmaker", "").replace("\x00", "")[:80],
        least=least,
        notices=tuple(notices),
    )


def _least(text: str, notices: list[str]) -> Decimal | None:
    if not text.strip():
        return None
    try:
        percent = Decimal(text.strip().rstrip("%").replace(",", "."))
    except InvalidOperation:
        percent = Decimal("NaN")
    if percent.is_finite() and 0 <= percent <= HUNDRED:
        return percent.quantize(FINEST) / HUNDRED
    notices.append("The least edge is a percentage from 0 to 100: it is left out.")
    return None


def edges(user: Any, asked: Asked) -> EdgeQuerySet:
    """The board's: found, believable, not begun, and worth enough to the person or by the filter."""
    found = Edge.objects.visible_to(user).believable().filter(state=State.FOUND, starts_at__gt=now())
    found = filtered(found, asked)
    return found if asked.least is not None else wanted(found, preference_of(user))


def filtered(found: EdgeQuerySet, asked: Asked) -> EdgeQuerySet:
    """These edges by kind, sport, bookmaker, measure, least edge and state."""
    if asked.q:
        found = found.filter(event__name__icontains=asked.q)
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.basis:
        found = found.filter(basis=asked.basis)
    if asked.sport:
        found = found.filter(sport__slug=asked.sport)
    if asked.bookmaker:
        found = found.filter(pk__in=Leg.objects.filter(bookmaker__slug=asked.bookmaker).values("edge_id"))
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.least is not None:
        found = found.filter(edge__gte=asked.least)
    return found


def with_legs(found: EdgeQuerySet) -> EdgeQuerySet:
    """With everything that a row shows."""
    legs = Leg.objects.select_related("selection__offer", "bookmaker").order_by("place")
    return found.select_related("event", "sport", "offer__market").prefetch_related(
        Prefetch("legs", queryset=legs)
    )


@dataclass(frozen=True, slots=True)
class Now:
    """A leg and how its price is at this moment: the same (seen_at moves), another, or none any more."""

    leg: Leg
    price: Price | None
    at: datetime

    @property
    def is_same(self) -> bool:
        return self.price is not None and self.price.odds == self.leg.odds

    @property
    def seen_at(self) -> datetime:
        return max(self.leg.seen_at, self.price.seen_at) if self.price and self.is_same else self.leg.seen_at

    @property
    def age(self) -> str:
        """When it was last seen to stand, in words."""
        return age(self.seen_at, at=self.at)

    @property
    def stood(self) -> str:
        """Since when it stands."""
        return age(self.leg.taken_at, at=self.at)


def legs_now(user: Any, found: list[Edge], at: datetime) -> dict[int, list[Now]]:
    """Of every edge its legs with their prices of this moment."""
    legs = [leg for edge in found for leg in edge.legs.all()]
    prices: dict[Any, Price] = {}
    of_legs = Price.objects.visible_to(user).filter(selection_id__in={leg.selection_id for leg in legs})
    for price in of_legs.order_by("taken_at", "seen_at"):
        prices[price.selection_id, price.bookmaker_id, price.side] = price
    told: dict[int, list[Now]] = {edge.pk: [] for edge in found}
    for leg in legs:
        told[leg.edge_id].append(Now(leg, prices.get((leg.selection_id, leg.bookmaker_id, leg.side)), at))
    return told


def stamp(user: Any, asked: Asked, at: datetime) -> str:
    """Another text whenever the board may look different: new edges, moved ones, ones confirmed, one's own choices; and
    every ten seconds while there is something whose age is told."""
    told = (
        Edge.objects.visible_to(user)
        .filter(state__in=LIVE)
        .aggregate(rows=Count("pk"), newest=Max("pk"), seen=Max("confirmed_at"), moved=Max("state_at"))
    )
    mine = Taking.objects.visible_to(user).aggregate(rows=Count("pk"), newest=Max("pk"))
    chosen = preference_of(user)
    words = [asked.query, *map(str, told.values()), *map(str, mine.values())]
    words += [
        str(chosen.least_certain),
        str(chosen.least_value),
        str(chosen.uses_consensus),
        str(chosen.uses_sharp),
    ]
    if told["rows"]:
        words.append(str(int(at.timestamp()) // 10))
    return hashlib.blake2b("|".join(words).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Choice:
    """One menu of the filter."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]] = field(default_factory=list)


def choices(user: Any, asked: Asked, *, with_state: bool = False) -> list[Choice]:
    """The menus, of what there are edges of."""
    seen = Edge.objects.visible_to(user)
    sports = Sport.objects.filter(pk__in=seen.values("sport_id")).order_by("name").values_list("slug", "name")
    books = Bookmaker.objects.visible_to(user).filter(pk__in=Leg.objects.values("bookmaker_id"))
    found = [
        Choice("kind", "Kind", asked.kind, list(Kind.choices)),
        Choice("sport", "Sport", asked.sport, list(sports)),
        Choice(
            "bookmaker",
            "Bookmaker",
            asked.bookmaker,
            list(books.order_by("name").values_list("slug", "name")),
        ),
        Choice("basis", "Value against", asked.basis, [each for each in Basis.choices if each[0]]),
    ]
    if with_state:
        found.append(Choice("state", "State", asked.state, list(State.choices)))
    return found


@dataclass(frozen=True, slots=True)
class Statistic:
    """How many edges of a kind ended, what the middle one was worth, and how long it lasted."""

    kind: str
    ended: int
    edge: Decimal | None
    lasted: str


MEDIANS = """
SELECT kind, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY edge),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY state_at - found_at)
  FROM edges_edge
 WHERE state IN ('expired', 'closed') AND NOT is_doubtful AND (owner_id IS NULL OR owner_id = %s)
 GROUP BY kind ORDER BY count(*) DESC, kind
"""


def statistics(user: Any) -> list[Statistic]:
    """What became of the edges that ended, by kind."""
    with connection.cursor() as cursor:
        cursor.execute(MEDIANS, [user.pk])
        rows = cursor.fetchall()
    return [Statistic(str(Kind(kind).label), ended, edge, span(lasted)) for kind, ended, edge, lasted in rows]


def counts(user: Any) -> dict[str, int]:
    """How many edges each list has, for the tabs."""
    seen = Edge.objects.visible_to(user).filter(starts_at__gt=now())
    return {
        "found": once(user, seen.believable().filter(state=State.FOUND)).count(),
        "doubtful": seen.filter(state__in=LIVE, is_doubtful=True).count(),
    }

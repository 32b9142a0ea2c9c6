"""One bet that is value by several measures: the same price, held against the fair chances of several.

Each measure is an edge of its own, with its own life; whoever looks for bets sees the price once, with all of them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When

from edges.models import Basis, Edge, Kind, Leg, Taking
from edges.models.edge import EdgeQuerySet

TRUSTED = (Basis.OWN, Basis.SHARP, Basis.CONSENSUS)  # the first of them that finds a price stands for it
PRICE = ("selection", "bookmaker", "side", "odds")


def once(user: Any, found: EdgeQuerySet) -> EdgeQuerySet:
    """Of these edges every price once: of values at the same price the taken one, else the most trusted measure's."""
    values = found.filter(kind=Kind.VALUE).order_by()
    is_taken = Exists(Taking.objects.visible_to(user).filter(edge=OuterRef("edge_id")))
    trust = Case(*(When(edge__basis=basis, then=Value(place)) for place, basis in enumerate(TRUSTED)))
    kept = Leg.objects.filter(edge__in=values.values("pk")).order_by(
        *PRICE, is_taken.desc(), trust, "-edge_id"
    )
    return found.filter(~Q(kind=Kind.VALUE) | Q(pk__in=kept.distinct(*PRICE).values("edge_id")))


def others(found: EdgeQuerySet, shown: Iterable[Edge]) -> dict[int, list[Edge]]:
    """For each of the values `shown` (with their legs) those `found` at the same price by another measure, the most
    trusted first."""
    values = {price(edge): edge.pk for edge in shown if edge.kind == Kind.VALUE}
    told: dict[int, list[Edge]] = {pk: [] for pk in values.values()}
    offers = {selection.offer_id for edge in shown for selection in [edge.legs.all()[0].selection]}
    same = found.filter(kind=Kind.VALUE, legs__selection__offer__in=offers).exclude(pk__in=told)
    for edge in sorted(same.prefetch_related("legs"), key=lambda one: TRUSTED.index(Basis(one.basis))):
        if pk := values.get(price(edge)):
            told[pk].append(edge)
    return told


def price(edge: Edge) -> tuple[Any, ...]:
    """What a value is a bet on: outcome, bookmaker, side and odds."""
    (leg,) = edge.legs.all()
    return leg.selection_id, leg.bookmaker_id, leg.side, leg.odds

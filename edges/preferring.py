"""What a person wants to see: from which return on, measured by whom."""

from typing import Any

from django.db.models import Max, Q

from edges.models import Basis, Edge, Kind, Preference
from edges.models.edge import EdgeQuerySet
from web.context import acting_as


def preference_of(user: Any) -> Preference:
    """The person's, or what counts for everybody who chose nothing (unsaved)."""
    return Preference.objects.visible_to(user).first() or Preference(owner=user)


def wanted(edges: EdgeQuerySet, preference: Preference) -> EdgeQuerySet:
    """Of these edges those that are worth enough to the person. Middles count by their expected return."""
    enough = Q(kind__in=(Kind.ARBITRAGE, Kind.BACK_LAY), edge__gte=preference.least_certain)
    enough |= Q(kind=Kind.MIDDLE)
    bases = [Basis.OWN]
    bases += [Basis.CONSENSUS] if preference.uses_consensus else []
    bases += [Basis.SHARP] if preference.uses_sharp else []
    return edges.filter(enough | Q(kind=Kind.VALUE, basis__in=bases, edge__gte=preference.least_value))


def prefer(*, user: Any, **chosen: Any) -> Preference:
    """Keep what the person wants. Who begins to be told is told of what is found from now on."""
    with acting_as(user):
        newest = Edge.objects.visible_to(user).aggregate(newest=Max("pk"))["newest"] or 0
        former = Preference.objects.visible_to(user).first()
        if former is None or (chosen.get("is_told") and not former.is_told):
            chosen["told_id"] = newest
        found, _ = Preference.objects.update_or_create(owner=user, defaults=chosen)
        return found

"""Telling people of edges: all that a scan found for them in one notification, every edge once."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Max

from accounts.notifications import notify
from accounts.protection import pauses
from edges.measures import once
from edges.models import Edge, Preference
from edges.preferring import wanted
from web.context import acting_as
from web.numbers import percent_text

STAFF = "staff"
NAMED = 5


def tell_everybody() -> int:
    """Tell everybody who asked for it what was found since they were last told; how many people were told."""
    newest = Edge.objects.using(STAFF).aggregate(newest=Max("pk"))["newest"] or 0
    waiting = Preference.objects.using(STAFF).filter(is_told=True, told_id__lt=newest)
    people = get_user_model().objects.in_bulk(list(waiting.values_list("owner_id", flat=True)))
    return sum(tell(person) for person in people.values() if person.is_active)


def tell(user: Any) -> bool:
    """Tell one person. The mark is moved by a conditional update in the transaction of the telling: two that come at
    once tell once. Nobody is told who takes a break or is excluded."""
    with acting_as(user):
        if pauses.running(user):
            return False
        preference = Preference.objects.visible_to(user).get()
        fresh = Edge.objects.visible_to(user).believable().filter(pk__gt=preference.told_id)
        newest = fresh.aggregate(newest=Max("pk"))["newest"]
        if newest is None:
            return False
        moved = Preference.objects.visible_to(user).filter(told_id=preference.told_id).update(told_id=newest)
        found = list(
            once(user, wanted(fresh.filter(pk__lte=newest, state="found"), preference))
            .select_related("event")
            .order_by(F("edge").desc(nulls_last=True), "pk")
        )
        if not moved or not found:
            return False
        return notify(
            user,
            "edge",
            title=f"{len(found)} edge{'s' if len(found) > 1 else ''} found",
            body="\n".join([*map(_line, found[:NAMED]), *_rest(len(found) - NAMED)]),
            url="/edges/" if len(found) > 1 else f"/edges/{found[0].pk}/",
            key=f"edges:{newest}",
        )


def _line(edge: Edge) -> str:
    worth = "" if edge.edge is None else f" {percent_text(edge.edge, places=1, plus=True)}"
    return f"{edge.get_kind_display()}{worth}: {edge.event.name}"


def _rest(count: int) -> list[str]:
    return [f"and {count} more"] if count > 0 else []

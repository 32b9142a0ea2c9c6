"""One event of the store: every bookmaker's prices with their age, how a price moved, and what it closed at."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from analytics.charts.odds import movement_chart
from bets.models import Event
from odds.models import Closing, Selection
from odds.reading import Shown, movement, offers_of
from web.access import member
from web.clock import now
from web.csp import chart_styles
from web.figure import as_json
from web.http import page
from web.templatetags import show


@member
@chart_styles
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """`selection` is the id of the one whose movement is drawn; the first otherwise."""
    user: Any = request.user
    events = Event.objects.visible_to(user).select_related("sport", "competition")
    found = get_object_or_404(events, pk=pk)
    offers = offers_of(user, found)
    chosen = _chosen(offers, request.GET.get("selection", ""))
    context: dict[str, Any] = {
        "event": found,
        "offers": offers,
        "chosen": chosen,
        "is_over": bool(found.starts_at and found.starts_at <= now()),
        "outside_ids": list(found.outside_ids.all()),
    }
    if chosen:
        context |= _movement(user, found, chosen)
    return page(request, "odds/event.html", context)


def _chosen(offers: list[Shown], wanted: str) -> Selection | None:
    every = [selection for shown in offers for selection in shown.selections]
    asked = [each for each in every if str(each.pk) == wanted]
    return next(iter([*asked, *every]), None)


def _movement(user: Any, found: Event, chosen: Selection) -> dict[str, Any]:
    moved = movement(user, chosen, found)
    closing = Closing.objects.visible_to(user).filter(selection=chosen).order_by("owner").first()
    if not moved:
        return {"moved": {}}
    figure = movement_chart(
        moved, starts_at=found.starts_at, closed=closing.odds if closing else None, say=show.odds
    )
    return {"moved": {quotes[-1].bookmaker: quotes for quotes in moved.values()}, "chart": as_json(figure)}

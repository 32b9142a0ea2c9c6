"""Enter prices by hand: of an event of the store, or of a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from bets.models import Event
from odds.entering import About, enter
from odds.entry_doubts import as_text, doubts
from odds.forms import EventForm, PricesForm, local_now
from web.access import member
from web.context import acting_as
from web.http import page
from web.ratelimit import limited


@member
@require_http_methods(["GET", "HEAD", "POST"])
@limited("odds-entry", "60/m", methods={"POST"})
def new(request: HttpRequest) -> HttpResponse:
    """Prices of an event that the store does not have."""
    user: Any = request.user
    with acting_as(user):
        form = EventForm(request.POST or None, initial={"taken_at": local_now(user.time_zone)})
        is_valid = request.method == "POST" and form.is_valid()
        confirm = _unconfirmed(request, form, None) if is_valid else ""
    if is_valid and not confirm:
        taken = enter(user=user, about=form.about(), entered=form.entered())
        messages.success(request, "Kept. These prices are seen by you alone.")
        return redirect("odds:event", taken.event_ids[0])
    context = {"form": form, "confirm": confirm}
    with acting_as(user):
        return page(request, "odds/enter.html", context, status=422 if form.errors else 200).render()


@member
@require_http_methods(["GET", "HEAD", "POST"])
@limited("odds-entry", "60/m", methods={"POST"})
def of_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Prices of an event that is there."""
    user: Any = request.user
    with acting_as(user):
        event = get_object_or_404(
            Event.objects.visible_to(user).select_related("sport", "competition"), pk=pk
        )
        about = about_event(event)
        form = PricesForm(request.POST or None, initial={"taken_at": local_now(user.time_zone)})
        is_valid = request.method == "POST" and form.is_valid()
        confirm = _unconfirmed(request, form, pk) if is_valid else ""
    if is_valid and about and not confirm:
        enter(user=user, about=about, entered=form.entered())
        messages.success(request, "Kept. These prices are seen by you alone.")
        return redirect("odds:event", pk)
    context = {"form": form, "event": event, "can_enter": about is not None, "confirm": confirm}
    with acting_as(user):
        return page(request, "odds/enter.html", context, status=422 if form.errors else 200).render()


def _unconfirmed(request: HttpRequest, form: PricesForm, event_id: int | None) -> str:
    """What is still to be confirmed of a valid form because it is probably mistyped, said at its fields; "" when
    nothing is, or it was."""
    entered = form.entered()
    told = as_text(entered)
    if request.POST.get("confirmed") == told:
        return ""
    found = doubts(request.user, entered, event_id=event_id)
    form.ask_again(found)
    return told if found else ""


def about_event(event: Event) -> About | None:
    """What an event is about; None for one without two sides, whose outcomes nobody enters by hand."""
    entries = event.entries.select_related("participant").order_by("position")
    sides = [entry.participant.name for entry in entries]
    if len(sides) != 2 or event.starts_at is None or event.sport is None:
        return None
    competition = event.competition.name if event.competition else ""
    return About(event.sport.slug, sides[0], sides[1], event.starts_at, competition, event.pk)

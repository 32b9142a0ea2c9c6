"""What is a person's own: what they want to see, searches they keep, chances they give themselves."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from edges import searching
from edges.forms import PreferenceForm
from edges.models import Chance
from edges.preferring import prefer, preference_of
from odds.models import Offer, Selection
from web.access import member
from web.clock import now
from web.context import acting_as
from web.errors import Problem
from web.http import back, page

MOST_EVENTS = 20


class NoChance(Problem):
    """A chance is a percentage above 0 and below 100."""


@member
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Thresholds, measures, and whether to be told."""
    user: Any = request.user
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        if form.is_valid():
            prefer(user=user, **form.chosen())
            messages.success(request, "Kept. The board shows what is worth that much from now on.")
            return redirect("edges:preferences")
        return page(request, "edges/preferences.html", {"form": form, "room": "preferences"}, status=422)
    form = PreferenceForm.of(preference_of(user))
    return page(request, "edges/preferences.html", {"form": form, "room": "preferences"})


@member
@require_POST
def keep_search(request: HttpRequest) -> HttpResponse:
    """Keep the board's filter under a name."""
    kept = searching.keep(
        user=request.user, name=request.POST.get("name", ""), query=request.POST.get("query", "")
    )
    messages.success(request, f"Kept as {kept.name}. You find it above the board.")
    return redirect("edges:board")


@member
@require_POST
def delete_search(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a kept search away."""
    searching.delete(user=request.user, pk=pk)
    messages.success(request, "Deleted.")
    return redirect("edges:board")


@member
@require_safe
def chances(request: HttpRequest) -> HttpResponse:
    """Events to come with their outcomes, to say how likely one thinks they are."""
    user: Any = request.user
    words = request.GET.get("q", "").replace("\x00", "")[:80]
    offers = Offer.objects.visible_to(user).filter(event__starts_at__gt=now())
    mine = dict(Chance.objects.visible_to(user).values_list("selection_id", "chance"))
    if words:
        offers = offers.filter(event__name__icontains=words)
    else:
        offers = offers.filter(selections__in=list(mine)).distinct()
    found = (
        offers.select_related("event", "market")
        .prefetch_related("selections")
        .order_by("event__starts_at", "pk")
    )
    rows = [
        (
            offer,
            [
                (each, mine.get(each.pk))
                for each in sorted(offer.selections.all(), key=lambda one: one.position)
            ],
        )
        for offer in found[:MOST_EVENTS]
    ]
    return page(request, "edges/chances.html", {"rows": rows, "q": words, "room": "chances"})


@member
@require_POST
def tell_chance(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an outcome a chance, or take it back by leaving it empty."""
    user: Any = request.user
    chance = _chance(request.POST.get("chance", ""))
    with acting_as(user):
        selection = get_object_or_404(Selection.objects.visible_to(user), pk=pk)
        mine = Chance.objects.visible_to(user).filter(selection=selection)
        if chance is None:
            mine.delete()
        else:
            told = {"chance": chance, "told_at": now()}
            Chance.objects.update_or_create(owner=user, selection=selection, defaults=told)
    messages.success(
        request, "Kept. The next look at the prices measures by it." if chance else "Taken back."
    )
    return back(request, "/edges/chances/")


def _chance(text: str) -> Decimal | None:
    """55 or 55 % as 0.55; None for nothing. Raises NoChance."""
    text = text.strip().rstrip("%").strip().replace(",", ".")
    if not text:
        return None
    try:
        chance = Decimal(text) / 100
    except InvalidOperation as error:
        raise NoChance from error
    if not chance.is_finite() or not Decimal("0.000001") <= chance <= Decimal("0.999999"):
        raise NoChance
    return chance

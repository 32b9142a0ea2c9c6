from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from analytics.choices import filter_bar
from analytics.filters import STATES, Filter, read_for
from bets.models import BetQuerySet
from imports.decisions import Outcome
from imports.decisions import decide as decide_bets
from web import keyset
from web.access import member
from web.context import acting_as
from web.http import page
from web.keyset import Column, Sorts

SORTS = Sorts({"placed": Column("placed_at")}, "placed")
OUTCOMES: dict[str, Outcome] = {"lost": "lost", "void": "void", "open": "open"}
NOTHING_CHOSEN = "Choose at least one bet, and what became of it."
# What no file has settled, and so can be decided (again): the state asked for, undecided unless said otherwise.
HEAPS = ("undecided", "concluded", "open", "decided")


@member
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Bets that no file has settled: their owner says what became of them, many at once."""
    user: Any = request.user
    if request.method == "POST":
        return _decided(request, user)
    asked, notices = _asked(request, user)
    bets = _heap(user, asked)
    context = {
        "asked": asked,
        "notices": notices,
        "choices": [choice for choice in filter_bar(user, asked) if choice.name != "status"],
        "rows": keyset.paginate(bets.select_related("bookmaker"), request.GET, sorts=SORTS),
        "count": bets.count(),
        "heaps": [(heap, STATES[heap][0], asked.but(status=heap).query) for heap in HEAPS],
    }
    return page(request, "bets/decide.html", context, partials={"found"})


def _asked(request: HttpRequest, user: Any) -> tuple[Filter, list[str]]:
    asked, notices = read_for(user, request.GET)
    return asked.but(status=asked.status if asked.status in HEAPS else HEAPS[0]), notices


def _heap(user: Any, asked: Filter) -> BetQuerySet:
    return asked.bets(user, ZoneInfo(user.time_zone))


def _decided(request: HttpRequest, user: Any) -> HttpResponse:
    outcome = request.POST.get("outcome", "")
    with acting_as(user):
        asked, notices = _asked(request, user)
        chosen = [] if notices else _chosen(request, user, asked)
    back = redirect(f"{reverse('bets:decide')}?{asked.query}")
    if outcome not in OUTCOMES or not chosen:
        messages.warning(request, " ".join(notices) or NOTHING_CHOSEN)
        return back
    changed = decide_bets(user=user, bet_ids=chosen, outcome=OUTCOMES[outcome])
    what = "1 bet is" if changed == 1 else f"{changed:,} bets are"
    messages.success(
        request, f"{what} now {OUTCOMES[outcome]}. A later file that settles them overrules you."
    )
    return back


def _chosen(request: HttpRequest, user: Any, asked: Filter) -> list[int]:
    """The ids ticked on the page, or of every bet that fits, also those on other pages."""
    if request.POST.get("every"):
        return list(_heap(user, asked).values_list("pk", flat=True))
    return [int(pk) for pk in request.POST.getlist("bet") if pk.isascii() and pk.isdigit() and len(pk) < 19]

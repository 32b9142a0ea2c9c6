from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from bets.models import Bet
from imports.decisions import Outcome
from imports.decisions import decide as decide_bets
from web import keyset
from web.access import member
from web.http import page
from web.keyset import Column, Sorts

SORTS = Sorts({"placed": Column("placed_at")}, "placed")
OUTCOMES: dict[str, Outcome] = {"lost": "lost", "void": "void", "open": "open"}


@member
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Bets that no file has settled: their owner says what became of them, many at once."""
    user: Any = request.user
    if request.method == "POST":
        return _decided(request, user)
    bets = Bet.objects.visible_to(user).undecided().select_related("bookmaker")
    rows = keyset.paginate(bets, request.GET, sorts=SORTS)
    return page(request, "bets/decide.html", {"rows": rows})


def _decided(request: HttpRequest, user: Any) -> HttpResponse:
    outcome = OUTCOMES.get(request.POST.get("outcome", ""))
    chosen = [int(pk) for pk in request.POST.getlist("bet") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    if outcome is None or not chosen:
        messages.warning(request, "Choose at least one bet, and what became of it.")
        return redirect("bets:decide")
    changed = decide_bets(user=user, bet_ids=chosen, outcome=outcome)
    what = "1 bet is" if changed == 1 else f"{changed:,} bets are"
    messages.success(request, f"{what} now {outcome}. A later file that settles them overrules you.")
    return redirect("bets:decide")

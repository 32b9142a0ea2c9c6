"""What only looks like a match, for the person to say."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from odds.matching import answers
from odds.models import BetClosing, MatchedBy, OutsideTeam, Verdict
from web.access import member
from web.context import acting_as
from web.http import page

SHOWN = 100


@member
def review(request: HttpRequest) -> HttpResponse:
    """Doubtful matches of the person's bets and names, the answers given, and for the staff the shared names."""
    user: Any = request.user
    bets = BetClosing.objects.visible_to(user).select_related(
        "bet", "leg", "closing__selection__offer__event", "closing__selection__offer__market"
    )
    teams = OutsideTeam.objects.visible_to(user).select_related("like", "sport", "decided_by")
    if not user.is_staff:
        teams = teams.filter(owner=user)
    context = {
        "bets": bets.filter(is_confirmed=False, is_refused=False).order_by("-bet__placed_at")[:SHOWN],
        "answered": bets.filter(matched_by=MatchedBy.PERSON).order_by("-matched_at")[:SHOWN],
        "teams": teams.filter(verdict=Verdict.OPEN).order_by("asked_at")[:SHOWN],
        "decided": teams.exclude(verdict=Verdict.OPEN).order_by("-decided_at")[:SHOWN],
    }
    return page(request, "odds/review.html", context)


@member
@require_POST
def answer_bet(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to one doubtful match, or the answer taken back."""
    return _answered(request, pk, BetClosing, answers.answer_bet, answers.take_back_bet)


@member
@require_POST
def answer_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether a name is a team's, or the answer taken back."""
    return _answered(request, pk, OutsideTeam, answers.answer_team, answers.take_back_team)


def _answered(request: HttpRequest, pk: int, model: Any, answer: Any, take_back: Any) -> HttpResponse:
    user: Any = request.user
    said = request.POST.get("answer", "")
    if said not in ("same", "other", "undo"):
        messages.warning(request, "Say yes or no.")
        return redirect("odds:review")
    is_undo = said == "undo"
    is_done = take_back(user=user, pk=pk) if is_undo else answer(user=user, pk=pk, is_same=said == "same")
    if not is_done and not _is_there(user, model, pk):
        raise Http404
    if is_done:
        messages.success(
            request, "Taken back." if said == "undo" else "Remembered. You can take it back below."
        )
    else:
        messages.warning(request, "That was answered meanwhile.")
    return redirect("odds:review")


def _is_there(user: Any, model: Any, pk: int) -> bool:
    with acting_as(user):
        found = model.objects.visible_to(user).filter(pk=pk)
        if model is OutsideTeam and not user.is_staff:
            found = found.filter(owner=user)
        return bool(found.exists())

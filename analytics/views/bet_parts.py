"""These are two bets; or they are one after all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from bets.models import Bet
from imports import parting
from web.access import member
from web.context import acting_as


@member
@require_POST
def part(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """The other export's bet becomes a bet of its own."""
    _mine(request, pk)
    parting.part(user=request.user, bet_id=other, into_id=pk)
    messages.success(request, "They are two bets from now on. You can join them again on either one's page.")
    return redirect("bets:detail", pk)


@member
@require_POST
def join(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Take that back."""
    _mine(request, pk)
    parting.join(user=request.user, bet_id=other, into_id=pk)
    messages.success(request, "They may be one bet again: where your files say so, they are now.")
    return redirect("bets:detail", pk)


def _mine(request: HttpRequest, pk: int) -> None:
    """Raises Http404 for a bet of somebody else, or of nobody."""
    with acting_as(request.user):
        get_object_or_404(Bet.objects.visible_to(request.user), pk=pk)

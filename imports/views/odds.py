"""A file that holds prices instead of bets goes into the person's own odds, when they say so."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from imports import intake, not_bets
from imports.models import Upload
from odds.ingest import Taken, take_file
from odds.matching import bets
from odds.models import BetClosing
from odds.sources.football_data import NotFootballData
from odds.sources.odds_api import NotOddsApi
from web.access import member
from web.context import acting_as
from web.http import page
from web.ratelimit import limited

MOST_BYTES = 16 * 1024 * 1024
SHOWN = 50


@member
@require_POST
@limited("odds-file", "30/h")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take its prices in and match the bets, then say what became of every row."""
    user: Any = request.user
    with acting_as(user):
        upload = get_object_or_404(Upload.objects.visible_to(user), pk=pk)
    kind = not_bets.find(upload.format)
    if kind is None or not kind.is_odds:
        raise Http404
    path = intake.content(upload)
    if not upload.path or not path.is_file():
        return _refused(request, pk, "The file's bytes are no longer stored here. Send it once more.")
    if path.stat().st_size > MOST_BYTES:
        return _refused(request, pk, "That file is larger than a season is. Send the seasons one by one.")
    try:
        taken = take_file(path.read_bytes(), name=upload.filename, owner=user)
    except (NotFootballData, NotOddsApi) as error:
        return _refused(request, pk, f"Its prices could not be read: {error}")
    bets.match(user)
    return page(request, "odds/taken.html", _context(user, upload, taken))


def _refused(request: HttpRequest, pk: int, sentence: str) -> HttpResponse:
    messages.warning(request, sentence)
    return redirect("imports:detail", pk)


def _context(user: Any, upload: Upload, taken: Taken) -> dict[str, Any]:
    with acting_as(user):
        matched = BetClosing.objects.visible_to(user).filter(is_refused=False)
        sure = matched.filter(is_confirmed=True).values("bet").distinct().count()
        return {
            "upload": upload,
            "counts": taken.counts,
            "rejects": taken.rejects[:SHOWN],
            "more_rejects": max(0, len(taken.rejects) - SHOWN),
            "matched": sure,
            "doubtful": matched.filter(is_confirmed=False).count(),
            "address": f"{reverse('odds:coming')}?when=past",
        }

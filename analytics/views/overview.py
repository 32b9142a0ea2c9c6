from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from analytics import overview, series
from analytics.adding_up import adding_up
from analytics.choices import filter_bar
from analytics.columns.picked import one_moment
from analytics.figures import by_bookmaker, by_currency
from analytics.filters import read_for
from analytics.proofs import ProofSummary, proofs
from analytics.swings import Swings, swings
from analytics.truth import truths
from bets.models import Bet
from imports.models import Upload
from web.access import public
from web.csp import chart_styles
from web.http import page


@public
@chart_styles
def home(request: HttpRequest) -> HttpResponse:
    """The overview of a member's book; what Betsite is for everybody else."""
    if not request.user.is_authenticated:
        return page(request, "web/landing.html")
    if not Bet.objects.visible_to(request.user).exists():
        uploads = Upload.objects.visible_to(request.user).order_by("-pk")[:3]
        return page(request, "analytics/welcome.html", {"uploads": uploads})
    return page(request, "analytics/overview.html", _context(request), partials={"found"})


@one_moment()
def _context(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    zone = ZoneInfo(user.time_zone)
    asked, notices = read_for(user, request.GET)
    books = by_bookmaker(user, asked, zone)
    totals = by_currency(books, with_bets_only=asked.has_bet_terms)
    stories = truths(user, asked, zone, books)
    wanted = request.GET.get("period", "")
    proved, sums, moved = proofs(user, asked), adding_up(user, asked, totals), swings(user, asked, zone)
    return {
        "asked": asked,
        "notices": notices,
        "choices": filter_bar(user, asked),
        "totals": totals,
        "several": len(totals) > 1,
        "told": [
            (story, proved.get(story.figures.currency, ProofSummary()), sums.get(story.figures.currency))
            for story in stories
        ],
        "books": [
            book for book in books if book.figures.bets or (book.figures.has_cash and not asked.has_bet_terms)
        ],
        "pictures": [
            overview.picture(user, asked, zone, story, moved.get(story.figures.currency, Swings()), wanted)
            for story in stories
        ],
        "breakdowns": overview.broken_down(user, asked, zone, stories),
        "best": overview.extremes(user, asked, zone, stories, is_best=True),
        "worst": overview.extremes(user, asked, zone, stories, is_best=False),
        "periods": list(series.PERIODS),
        "period": wanted if wanted in series.PERIODS else "",
    }

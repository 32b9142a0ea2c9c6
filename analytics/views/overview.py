from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from analytics import breakdowns, series, truth
from analytics.charts.figure import as_json
from analytics.charts.profit import cash_chart, profit_chart
from analytics.choices import filter_bar
from analytics.figures import Figures, by_bookmaker, by_currency
from analytics.filters import Filter, read
from analytics.measures import drawdown
from bets.models import Bet
from imports.models import Upload
from web.access import public
from web.csp import chart_styles
from web.http import page

MOST_LINES = 8
MOST_BETS = 5


@public
@chart_styles
def home(request: HttpRequest) -> HttpResponse:
    """The overview of a member's book; what Betsite is for everybody else."""
    if not request.user.is_authenticated:
        return page(request, "web/landing.html")
    if not Bet.objects.visible_to(request.user).exists():
        uploads = Upload.objects.visible_to(request.user).order_by("-pk")[:3]
        return page(request, "analytics/welcome.html", {"uploads": uploads})
    asked, notices = read(request.GET)
    return page(request, "analytics/overview.html", _context(request, asked, notices))


def _context(request: HttpRequest, asked: Filter, notices: list[str]) -> dict[str, Any]:
    user: Any = request.user
    zone = ZoneInfo(user.time_zone)
    books = by_bookmaker(user, asked, zone)
    totals = by_currency(books)
    stories = truth.truths(user, asked, zone, totals)
    return {
        "asked": asked,
        "notices": notices,
        "choices": filter_bar(user, asked),
        "totals": totals,
        "several": len(totals) > 1,
        "stories": stories,
        "books": [
            book
            for book in books
            if book.figures.bets or book.figures.deposits_micro or book.figures.balance_micro
        ],
        "proof": truth.proof_summary(user),
        "pictures": [_picture(user, asked, zone, story, request.GET.get("period", "")) for story in stories],
        "breakdowns": _breakdowns(user, asked, zone),
        "best": _extremes(user, asked, zone, "-profit_micro", profit_micro__gt=0),
        "worst": _extremes(user, asked, zone, "profit_micro", profit_micro__lt=0),
        "periods": list(series.PERIODS),
    }


def _picture(user: Any, asked: Filter, zone: ZoneInfo, story: truth.Truth, wanted: str) -> dict[str, Any]:
    currency = story.figures.currency
    period = wanted if wanted in series.PERIODS else series.fitting_period(story.first, story.last)
    points = series.results(user, asked, zone, currency, period)
    flows = series.cash(user, asked, zone, currency, period)
    url = reverse("bets:list")

    def link(point: series.Point) -> str:
        narrowed = asked.but(
            currency=currency, date_from=point.first, date_to=point.last, status=asked.status or "settled"
        )
        return f"{url}?{narrowed.query}"

    rows = list(zip(points, series.cumulative(points), [link(point) for point in points], strict=True))
    return {
        "currency": currency,
        "period": period,
        "rows": rows,
        "profit": as_json(profit_chart(points, currency, link)),
        "finding": story,
        "drawdown": drawdown(point.profit_micro for point in points),
        "flows": flows,
        "cash": as_json(cash_chart(flows, currency)) if flows else "",
    }


def _breakdowns(user: Any, asked: Filter, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Each dimension's lines with the width of their bars, in percent of the largest result of that currency."""
    made = []
    for name, dimension in breakdowns.DIMENSIONS.items():
        lines = breakdowns.by(name, user, asked, zone)
        most = {line.figures.currency: 1 for line in lines}
        for line in lines:
            most[line.figures.currency] = max(most[line.figures.currency], abs(line.figures.profit_micro))
        bars = [(line, _width(line.figures, most)) for line in lines]
        made.append(
            {"name": name, "title": dimension.title, "lines": bars[:MOST_LINES], "rest": bars[MOST_LINES:]}
        )
    return made


def _width(figures: Figures, most: dict[str, int]) -> int:
    return max(1, 100 * abs(figures.profit_micro) // most[figures.currency]) if figures.profit_micro else 0


def _extremes(user: Any, asked: Filter, zone: ZoneInfo, order: str, **bounds: int) -> list[Bet]:
    bets = asked.bets(user, zone).settled().filter(**bounds).select_related("bookmaker", "sport")
    return list(bets.order_by(order, "pk")[:MOST_BETS])

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from analytics.choices import filter_bar
from analytics.comparing import compared, latest_month, within
from analytics.filters import Filter, read, read_for
from analytics.periods import Span, span_of
from web.access import member
from web.http import page

HALF_A_PERIOD = (
    "A period needs its first and its last day; where one was missing, the usual period was taken."
)


@member
def compare(request: HttpRequest) -> HttpResponse:
    """Two spans of days side by side: `from` and `to`, against `than_from` and `than_to`."""
    user: Any = request.user
    zone = ZoneInfo(user.time_zone)
    asked, notices = read_for(user, request.GET)
    latest = latest_month(user, asked, zone)
    span = Span(asked.date_from, asked.date_to) if asked.date_from and asked.date_to else latest
    other, more = read({"from": request.GET.get("than_from", ""), "to": request.GET.get("than_to", "")})
    than = Span(other.date_from, other.date_to) if other.date_from and other.date_to else span.before
    if any(bool(each.date_from) != bool(each.date_to) for each in (asked, other)):
        notices.append(HALF_A_PERIOD)
    shown = within(asked, span)
    context = {
        "asked": shown,
        "notices": notices + more,
        "choices": filter_bar(user, asked),
        "span": span,
        "than": than,
        "here_query": shown.but(currency="", status="").query,
        "there_query": within(asked, than).but(currency="", status="").query,
        "comparisons": compared(user, asked, span, than, zone),
        "ready": _ready(asked, latest),
    }
    return page(request, "analytics/compare.html", context, partials={"found"})


def _ready(asked: Filter, latest: Span) -> list[tuple[str, str]]:
    """Comparisons that people often want, as addresses."""
    quarter, year = span_of(latest.last, "quarter"), span_of(latest.last, "year")
    pairs = [
        ("Month on month", latest, latest.before),
        ("Month a year before", latest, latest.year_before),
        ("Quarter on quarter", quarter, quarter.before),
        ("Year on year", year, year.before),
    ]
    return [
        (
            title,
            f"{within(asked, span).query}&{urlencode({'than_from': than.first, 'than_to': than.last})}",
        )
        for title, span, than in pairs
    ]

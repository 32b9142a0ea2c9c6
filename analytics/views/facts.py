from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from analytics import facts
from analytics.choices import filter_bar
from analytics.filters import read_for
from web.access import member
from web.http import page


@member
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure with its value and its definition."""
    return _page(
        request,
        "measures",
        "Measures",
        "Every figure Betsite knows of your bets, with what it means. A figure leads to its bets.",
        facts.measures,
    )


@member
def cost(request: HttpRequest) -> HttpResponse:
    """What betting seemed, what it was, and what it cost by week, hour and bet."""
    return _page(
        request,
        "cost",
        "What it costs",
        "What the winning slips say, what the account says, and the price of it.",
        facts.cost,
    )


def _page(
    request: HttpRequest,
    room: str,
    title: str,
    lead: str,
    tell: Callable[[facts.Known], list[facts.Section]],
) -> HttpResponse:
    user: Any = request.user
    asked, notices = read_for(user, request.GET)
    context = {
        "asked": asked,
        "notices": notices,
        "choices": filter_bar(user, asked),
        "room": room,
        "title": title,
        "lead": lead,
        "here": reverse(f"overview:{room}"),
        "told": [(known, tell(known)) for known in facts.known(user, asked, ZoneInfo(user.time_zone))],
    }
    return page(request, "analytics/facts.html", context, partials={"found"})

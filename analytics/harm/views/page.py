"""The well-being page: markers, help lines, published losses, and what the person told of themselves."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from analytics.choices import filter_bar
from analytics.filters import read_for
from analytics.harm import words
from analytics.harm.drawing import draw
from analytics.harm.forms import CircumstancesForm
from analytics.harm.models import Circumstances
from analytics.harm.reading import only_what_markers_know, read
from analytics.harm.report import Report, report
from ledger.money import format_micro
from web.access import member
from web.context import acting_as
from web.http import page

KNOWN = ("bookmaker", "currency")


@member
def wellbeing(request: HttpRequest) -> HttpResponse:
    """Every marker over the days asked for, else over twelve months."""
    return page(request, "wellbeing/page.html", _context(request), partials={"found"})


@member
@require_POST
def tell(request: HttpRequest) -> HttpResponse:
    """Keep what the person tells of income and country; an empty income is taken back."""
    user: Any = request.user
    form = CircumstancesForm(request.POST, own_currency=user.currency)
    if not form.is_valid():
        with acting_as(user):
            return page(request, "wellbeing/page.html", _context(request, form), status=422).render()
    told = form.cleaned_data
    with acting_as(user):
        Circumstances.objects.update_or_create(
            owner=user,
            defaults={
                "income_micro": told["income"],
                "currency": told["currency"] if told["income"] else "",
                "country": told["country"],
            },
        )
    messages.success(request, "Kept. Only you can see it.")
    return redirect("wellbeing:page")


def _context(request: HttpRequest, form: CircumstancesForm | None = None) -> dict[str, Any]:
    user: Any = request.user
    asked, notices = read_for(user, request.GET)
    asked = only_what_markers_know(asked)
    made = report(read(user, asked, ZoneInfo(user.time_zone)))
    told = Circumstances.objects.visible_to(user).first()
    country = (told.country if told else "") or words.likely_country(user.time_zone, user.currency)
    lines, others = words.lines_for(country)
    return {
        "asked": asked,
        "notices": notices,
        "choices": [choice for choice in filter_bar(user, asked) if choice.name in KNOWN],
        "report": made,
        "cards": _cards(made),
        "has_bets": bool(made.history.bets),
        "lines": lines,
        "other_lines": others,
        "losses": _losses(made),
        "benchmarks": words.benchmarks(),
        "shares": words.shares(),
        "form": form or CircumstancesForm(initial=_initial(user, told), own_currency=user.currency),
        "has_told": bool(told and told.income_micro),
        "limits_url": _limits_url(),
    }


def _cards(made: Report) -> list[dict[str, Any]]:
    return [
        {
            "marker": told.marker,
            "parts": [
                {"finding": finding, "compared": compared, "drawing": draw(finding.months)}
                for finding, compared in told.pairs
            ],
            "is_wide": len(told.findings) > 1,
        }
        for told in made.told
    ]


def _losses(made: Report) -> list[tuple[str, int]]:
    """Each currency's net result over the span, micro-units."""
    sums: dict[str, int] = {}
    for (currency, _), micro in made.history.results_micro.items():
        sums[currency] = sums.get(currency, 0) + micro
    return [(currency, sums[currency]) for currency in made.history.currencies if currency in sums]


def _initial(user: Any, told: Circumstances | None) -> dict[str, Any]:
    income = told.income_micro if told else None
    return {
        "income": format_micro(income) if income else "",
        "currency": (told.currency if told else "") or user.currency,
        "country": told.country if told else "",
    }


def _limits_url() -> str:
    """Where limits and pauses are set, when this installation has that page."""
    try:
        return reverse("accounts:limits")
    except NoReverseMatch:
        return ""

"""Where to get an export: a page per bookmaker, and one per app that keeps bets of several."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from imports import bookmaker_help, formats
from imports.bookmaker_help import Bookmaker, letters
from imports.bookmaker_help.books import BOOKS, Way
from imports.formats import Format
from imports.mapping.roles import BY_KEY
from web.access import public
from web.http import page

GROUPS = (
    (
        Way.EXPORT,
        "With an export",
        "The best you can bring: the bookmaker's own file, mostly with every deposit and a balance that proves"
        " nothing is missing.",
    ),
    (
        Way.TRACKER,
        "Through a tracker",
        "No file of their own that we know of, but an app that keeps your bets there has one.",
    ),
    (
        Way.NONE,
        "Without an export",
        "No file that we know of. Their pages tell three honest ways to your history all the same.",
    ),
)
LONGEST = 60
EXPLAINED = (
    "placed",
    "event",
    "selection",
    "stake",
    "odds",
    "result",
    "returned",
    "profit",
    "bookmaker",
    "bonus",
)


@public
def index(request: HttpRequest) -> HttpResponse:
    """Every bookmaker, or those asked for, by how their history comes out."""
    asked = request.GET.get("q", "").strip()[:LONGEST]
    found = bookmaker_help.search(asked)
    groups = [(way, title, why, [one for one in found if one.way == way]) for way, title, why in GROUPS]
    context = {
        "asked": asked,
        "groups": [group for group in groups if group[3]],
        "trackers": bookmaker_help.other_formats(asked),
        "count": len(found),
        "another": bookmaker_help.ANOTHER,
    }
    return page(request, "imports/help.html", context, partials={"help-list"})


@public
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """A bookmaker's page, or a format's."""
    if any(one.slug == slug for one in BOOKS):
        return _bookmaker(request, bookmaker_help.get(slug))
    try:
        found = formats.get(slug)
    except LookupError as error:
        raise Http404 from error
    return page(request, "imports/help_format.html", {"format": found})


def _bookmaker(request: HttpRequest, one: Bookmaker) -> HttpResponse:
    name = "the bookmaker" if one.slug == bookmaker_help.ANOTHER else one.name
    context: dict[str, Any] = {
        "one": one,
        "name": name,
        "exports": one.own_formats,
        "is_without": one.way != Way.EXPORT,
        "trackers": _trackers(one),
        "laws": [
            (law, law.letter(f"[{name}]" if name != one.name else name))
            for law in letters.for_regions(one.regions)
        ],
        "columns": [(BY_KEY[key].label, ", ".join(BY_KEY[key].names[:4])) for key in EXPLAINED],
    }
    return page(request, "imports/help_bookmaker.html", context)


def _trackers(one: Bookmaker) -> list[Format]:
    """Those known to carry its bets; for whoever is not listed, all of them."""
    return bookmaker_help.other_formats() if one.slug == bookmaker_help.ANOTHER else one.tracker_formats

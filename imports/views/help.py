"""Where to get an export: one page per format, made of what the format says of itself."""

from django.http import Http404, HttpRequest, HttpResponse

from imports import formats
from web.access import public
from web.http import page


@public
def index(request: HttpRequest) -> HttpResponse:
    """All formats."""
    found = formats.all_formats()
    context = {
        "bookmakers": [each for each in found if not each.is_tracker],
        "trackers": [each for each in found if each.is_tracker],
    }
    return page(request, "imports/help.html", context)


@public
def format_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The way to one export, step by step."""
    try:
        found = formats.get(slug)
    except LookupError as error:
        raise Http404 from error
    return page(request, "imports/help_format.html", {"format": found})

"""Answer each person in their own time zone, odds format and currency."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from web.preferences import Preferences as Shown
from web.preferences import preferred


class Preferences:
    """Activates the signed-in person's time zone and preferences for the time of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            with timezone.override(None):
                return self.get_response(request)
        shown = Shown(currency=user.currency, odds_format=user.odds_format, is_masked=user.mask_amounts)
        with timezone.override(_zone(user.time_zone)), preferred(shown):
            return self.get_response(request)


def _zone(name: str) -> ZoneInfo | None:
    """The zone by its IANA name; None (the installation's) when this machine no longer knows it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None

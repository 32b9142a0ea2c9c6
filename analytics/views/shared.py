"""What somebody with a link sees: no session, no names or notes, nothing that can be changed."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from analytics import sharing
from analytics.models import Amounts
from web.access import public
from web.address import address_of
from web.context import reading_as
from web.csp import chart_styles
from web.http import page
from web.preferences import Preferences, preferred


@public
@chart_styles
@never_cache
@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The figures behind a link; the same 404 for a revoked, an expired and a guessed one."""
    request.user = AnonymousUser()  # whoever asks, the page is nobody's session
    if sharing.is_too_fast(address_of(request), token):
        return _quiet(page(request, "analytics/shared_wait.html", status=429).render())
    owner_id = sharing.owner_of(token)
    if owner_id is None:
        return _quiet(page(request, "analytics/shared_gone.html", status=404).render())
    with reading_as(owner_id):
        return _quiet(_answer(request, token, owner_id))


def _answer(request: HttpRequest, token: str, owner_id: int) -> Any:
    owner, link = User.objects.get(pk=owner_id), sharing.link_of(token)
    if link is None:
        return page(request, "analytics/shared_gone.html", status=404).render()
    zone = ZoneInfo(owner.time_zone)
    seen = Preferences(owner.currency, owner.odds_format, is_masked=link.amounts == Amounts.HIDDEN)
    with timezone.override(zone), preferred(seen):
        context = {
            "link": link,
            "is_scaled": link.amounts == Amounts.SCALED,
            "is_hidden": link.amounts == Amounts.HIDDEN,
            "title": "Figures somebody shared with you" if link.hides_names else link.view.name,
            "words": sharing.in_words(
                sharing.asked_by(link, owner),
                hides_names=link.hides_names,
                hides_amounts=link.amounts != Amounts.PLAIN,
            ),
            "blocks": sharing.shown(owner, link, zone),
        }
        return page(request, "analytics/shared.html", context).render()


def _quiet(response: Any) -> Any:
    """No search engine keeps it, and no site that is opened from it learns its address."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response

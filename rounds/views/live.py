"""The part of a round that changes, for a page that asks again and again: no query but one a second for everybody."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from rounds.live import milliseconds
from rounds.views.finding import found
from web.access import public
from web.clock import now

NOW = "X-Betsite-Now"


@public
@require_safe
def show(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The fragment, or 304 when the watcher has it; the server's time (ms) is in the header in both cases."""
    text = render_to_string("rounds/live.html", {"live": found(slug, code)})
    etag = quote_etag(sha256(text.encode()).hexdigest()[:32])
    response = HttpResponse(text, headers={"ETag": etag, "Cache-Control": "private, no-cache"})
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer[NOW] = str(milliseconds(now()))
    return answer

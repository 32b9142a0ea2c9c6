from typing import Any

from django.http import HttpRequest, HttpResponse

from treasury.models import Break, Status
from web.access import member
from web.clock import now
from web.http import page

RECENT = 20


@member
def list_breaks(request: HttpRequest) -> HttpResponse:
    """The open differences of the person's bookmaker accounts with their age, the oldest first; the last settled."""
    user: Any = request.user
    mine = Break.objects.visible_to(user).select_related("account")
    pending = list(mine.pending().order_by("opened_at", "pk"))
    moment = now()
    context = {
        "breaks": [(each, (moment - each.opened_at).days) for each in pending],
        "settled": mine.filter(status=Status.CLOSED).order_by("-settled_at", "-pk")[:RECENT],
    }
    return page(request, "money/breaks.html", context)

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from edges import performance
from web.access import member
from web.http import page


@member
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What taken edges promised, what they brought, and what their closing prices say."""
    user: Any = request.user
    told = performance.lines(user)
    by = request.GET.get("by", "")
    by = by if by in performance.GROUPS and by != "all" else "strategy"
    everything = performance.rows(told, "all")
    context = {
        "everything": everything,
        "rows": performance.rows(told, by),
        "by": by,
        "title": performance.GROUPS[by][0],
        "groups": [(key, title) for key, (title, _) in performance.GROUPS.items() if key != "all"],
        "verdict": performance.verdict(everything),
        "least": performance.LEAST,
        "room": "performance",
    }
    return page(request, "edges/performance.html", context, partials={"by-group"})

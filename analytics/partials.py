"""Does HTMX ask for one part of a page only, so that the rest need not be worked out?"""

from typing import Any

from django.http import HttpRequest


def asks_only_for(request: HttpRequest, name: str) -> bool:
    """True where `web.http.page` will answer with the partial `name` (when the view allows it)."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx and htmx.target == name and not htmx.history_restore_request)

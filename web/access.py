"""Who may open a page. Every view of ours carries one of these; a view without one fails the tests.

Ownership is not decided here but by `visible_to` and row-level security: a stranger's row does not exist for you (404).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
MEMBER = "member"
STAFF = "staff"
TOKEN = "token"  # noqa: S105  the API: every operation says which scopes it needs (accounts.api_auth)
POLICIES = (PUBLIC, MEMBER, STAFF, TOKEN)


def public(view: View) -> View:
    """Anyone may open it, signed in or not."""
    view.access_policy = PUBLIC  # type: ignore[attr-defined]
    return view


def member(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Signed-in people only; others are sent to the sign-in page and come back afterwards."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else to_login(request)

    guarded.access_policy = MEMBER  # type: ignore[attr-defined]
    return guarded


def staff_member(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Staff only; other signed-in people get 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return to_login(request)
        if not request.user.is_staff:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.access_policy = STAFF  # type: ignore[attr-defined]
    return guarded


def to_login(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page. HTMX is told to move the whole window, or the form would land inside a table."""
    htmx = getattr(request, "htmx", None)
    if not htmx:
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else _referring_path(request)
        return redirect_to_login(back)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = redirect_to_login(htmx.current_url_abs_path or resolve_url("/")).url  # type: ignore[attr-defined]
    return response


def _referring_path(request: HttpRequest) -> str:
    """The page a refused form was on, if it was one of ours: a POST cannot be repeated after signing in."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"

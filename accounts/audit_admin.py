"""Everything staff do in the admin, written down by one middleware, so that no page can be forgotten.

What is sent is recorded before it is done: an act that cannot be recorded does not happen. What is looked at is
recorded when it was shown. What changed in a row is told beside that by the row's own page (web.admin.StaffAdmin).
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from accounts import audit
from web.access import STAFF
from web.admin import Recorded
from web.middleware import SAFE

AuditedAdmin = Recorded  # for a ModelAdmin that is no web.admin.StaffAdmin: list it first among the bases
MOST_IDS = 1_000
NOT_TOLD = {"csrfmiddlewaretoken", "_selected_action", "action"}


class AdminAudit:
    """Middleware, innermost: knows the signed-in person and the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        look = getattr(request, "audited_look", None)
        if look is not None and response.status_code < 400:
            audit.record(**look)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Called by Django when the view is known."""
        if not (request.user.is_authenticated and request.user.is_staff and _is_staffs(request, view)):
            return None
        subject, act = _subject(request.resolver_match)
        if request.method not in SAFE:
            audit.record(
                actor=request.user,
                act=f"{act}.send",
                subject=subject,
                detail=_sent(request),
                reason=_reason(request),
            )
        elif subject is not None:
            detail = {"path": request.path, "query": dict(request.GET.lists())}
            request.audited_look = {  # type: ignore[attr-defined]
                "actor": request.user, "act": f"{act}.view", "subject": subject, "detail": detail,
            }  # fmt: skip
        return None


def recorded_by_admin(request: HttpRequest, act: str, subject: Model, detail: Mapping[str, Any]) -> None:
    """What web.admin tells of a row that was added, changed or deleted."""
    audit.record(actor=request.user, act=act, subject=subject, detail=detail)


def _is_staffs(request: HttpRequest, view: Callable[..., Any]) -> bool:
    match = request.resolver_match
    return bool(match and match.app_name == "admin") or getattr(view, "access_policy", "") == STAFF


def _subject(match: ResolverMatch | None) -> tuple[Any, str]:
    """The row or the model a page of the admin is about, and the act's name ("admin.change"); None for other pages."""
    name = (match.url_name if match else None) or "page"
    for model in admin.site._registry:
        start = f"{model._meta.app_label}_{model._meta.model_name}_"
        if match and match.app_name == "admin" and name.startswith(start):
            pk = next((match.kwargs[key] for key in ("object_id", "pk") if key in match.kwargs), None)
            return (model if pk is None else model(pk=_pk(model, pk))), f"admin.{name.removeprefix(start)}"
    return None, f"admin.{name}"


def _pk(model: type[Model], text: Any) -> Any:
    """The key in the URL as Django's own pages read it; as text where it is none."""
    from django.contrib.admin.utils import unquote
    from django.core.exceptions import ValidationError

    try:
        return model._meta.pk.to_python(unquote(str(text)))  # type: ignore[union-attr]
    except (ValidationError, ValueError):
        return str(text)[:50]


def _sent(request: HttpRequest) -> dict[str, Any]:
    """Which fields, which action, which rows; no values, which may be personal and would stay for good."""
    chosen = request.POST.getlist("_selected_action")
    detail: dict[str, Any] = {
        "path": request.path,
        "fields": sorted(name for name in request.POST if name not in NOT_TOLD),
    }
    if request.POST.get("action"):
        detail |= {
            "action": request.POST["action"], "rows": chosen[:MOST_IDS], "row_count": len(chosen),
            "is_all": request.POST.get("select_across") == "1",
        }  # fmt: skip
    return detail


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:1_000]

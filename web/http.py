"""One view, one template: the whole page, or the part of it that HTMX asks to replace."""

from collections.abc import Collection, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from web.errors import Problem


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partials: Collection[str] = (),
    status: int | None = None,
) -> TemplateResponse:
    """Render `template`, or only its partial named like the element HTMX wants to replace.

    `partials` lists the names allowed; any other HX-Target, no HTMX, or the Back button (which may have lost its
    stored page) get the whole page. The answer varies by those headers, so that no cache mixes them up.
    """
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target in partials and not htmx.history_restore_request:
        template = f"{template}#{htmx.target}"
    response = TemplateResponse(request, template, dict(context or {}), status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def back(request: HttpRequest, default: str = "/") -> HttpResponseRedirect:
    """Return to where a form says it was sent from (`next`), or to the page it was on, if that is one of ours."""
    for address in (request.POST.get("next", ""), request.headers.get("Referer", ""), default):
        if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
            return HttpResponseRedirect(address)
    return HttpResponseRedirect("/")


def problem_json(problem: Problem, *, errors: Sequence[Mapping[str, str]] = ()) -> JsonResponse:
    """A refusal for programs (RFC 9457), with its status and headers; `errors` names the fields it is about."""
    said = {
        "detail": problem.message,
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "type": "about:blank",
    }
    return JsonResponse(
        said | ({"errors": list(errors)} if errors else {}),
        status=problem.status,
        headers=dict(problem.headers),
        content_type="application/problem+json",
    )

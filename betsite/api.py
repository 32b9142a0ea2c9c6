"""The API: the routers of all rooms that have one, mounted at /api/v1/."""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from web.access import TOKEN
from web.errors import Problem
from web.http import problem_json

NOT_ALLOWED = 405
DESCRIPTION = (
    "Your own data, for your own programs. Make a token in the settings and send it in"
    " the `Authorization` header. Amounts and odds are decimal strings such as `12.50`, times are UTC."
)


def make() -> NinjaAPI:
    """All routers, an OpenAPI document, no page of ninja's own (it would load Swagger from another site)."""
    made = NinjaAPI(
        title="Betsite API",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
    )
    made.add_exception_handler(Problem, _refused)  # type: ignore[arg-type]
    for config in apps.get_app_configs():
        if Path(config.path).parent != settings.BASE_DIR or config.name == "betsite":
            continue
        # A room has its router in <room>/api.py; parts of it with routers of their own stand in its api_modules.
        for name in (f"{config.name}.api", *getattr(config, "api_modules", ())):
            if find_spec(name):
                made.add_router("", import_module(name).router)
    return made


def urls() -> tuple[list[URLPattern], str, str]:
    """The API's addresses. Two rooms may have operations of one address, each for methods of its own: ninja would ask
    only the first."""
    patterns, app_name, namespace = api.urls
    return joined(patterns), app_name, namespace


def joined(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern]:
    """The same addresses, each answered by whichever of its views knows the method."""
    routes: dict[str, list[URLPattern]] = {}
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)
        routes.setdefault(str(pattern.pattern), []).append(pattern)
    found = []
    for route, same in routes.items():
        views = list(dict.fromkeys(each.callback for each in same))
        view = views[0] if len(views) == 1 else _first_that_may(views)
        found += [path(route, view, name=each.name) for each in same]
    return found


def _first_that_may(views: list[Callable[..., HttpResponse]]) -> Callable[..., HttpResponse]:
    """The answer of the first view that knows the method."""

    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        allowed: set[str] = set()
        for each in views:
            response = each(request, **kwargs)
            if response.status_code != NOT_ALLOWED:
                return response
            allowed |= set(response.headers.get("Allow", "").split(", "))
        response.headers["Allow"] = ", ".join(sorted(filter(None, allowed)))
        return response

    view.access_policy = TOKEN  # type: ignore[attr-defined]
    return csrf_exempt(view)  # the API knows no sessions


def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_json(problem)


api = make()

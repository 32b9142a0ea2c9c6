"""The API: the routers of all rooms that have one, mounted at /api/v1/."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.responses import NinjaJSONEncoder

from web.access import TOKEN
from web.errors import Problem
from web.http import problem_json

NOT_ALLOWED = 405
DESCRIPTION = (
    "Your own data, for your own programs. Make a token in the settings and send it in"
    " the `Authorization` header. Amounts and odds are decimal strings such as `12.50`, times are UTC."
)


class Encoder(NinjaJSONEncoder):
    """Moments in UTC to the microsecond: by the millisecond, two that follow each other would be one."""

    def default(self, o: Any) -> Any:
        """What JSON has no words for."""
        if isinstance(o, datetime):
            return o.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return super().default(o)


class Renderer(JSONRenderer):
    """JSON as `Encoder` writes it."""

    encoder_class = Encoder


def make() -> NinjaAPI:
    """All routers, an OpenAPI document, no page of ninja's own (it would load Swagger from another site)."""
    made = NinjaAPI(
        title="Betsite API",
        version="1",
        description=DESCRIPTION,
        docs_url=None,
        openapi_url="/openapi.json",
        urls_namespace="api",
        renderer=Renderer(),
    )
    made.add_exception_handler(Problem, _refused)  # type: ignore[arg-type]
    made.add_exception_handler(Http404, _missing)  # type: ignore[arg-type]
    made.add_exception_handler(HttpError, _ninjas)  # type: ignore[arg-type]
    made.add_exception_handler(ValidationError, _not_understood)  # type: ignore[arg-type]
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


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Another person's row is answered as one that does not exist."""
    return problem_json(_problem(404, "There is no such thing, or it is not yours."))


def _ninjas(request: HttpRequest, error: HttpError) -> HttpResponse:
    status = error.status_code
    said = "Send a valid access token: “Authorization: Bearer bsa_…”." if status == 401 else error.message
    return problem_json(_problem(status, said))


def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """What was sent has not the form that the operation asks for; each field with its reason."""
    told = [{"field": _field(each["loc"]), "message": str(each["msg"])} for each in error.errors]
    return problem_json(
        _problem(422, " ".join(f"{one['field']}: {one['message']}." for one in told)), errors=told
    )


def _field(place: Sequence[str | int]) -> str:
    """The name a caller knows: without where it was looked for and the parameter of ours that holds it."""
    names = [str(each) for each in place]
    return names[-1] if len(names) < 3 or not names[-1].isdigit() else ".".join(names[-2:])


def _problem(status: int, said: str) -> Problem:
    problem = Problem(said)
    problem.status = status
    return problem


api = make()

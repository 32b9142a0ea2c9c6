"""The API: the routers of all rooms that have one, mounted at /api/v1/."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from web.errors import Problem
from web.http import problem_json

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


def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_json(problem)


api = make()

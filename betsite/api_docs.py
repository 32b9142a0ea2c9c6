"""The page about the API, drawn from its OpenAPI document: no script, nothing from another site."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.api_auth import offered
from betsite.api import api
from betsite.api_examples import curl, followed
from web.access import public
from web.http import page

METHODS = ("get", "post", "put", "patch", "delete")
# The subjects in the order in which people need them; others come after.
ORDER = ("You", "Uploads", "Bets", "Figures", "Accounts", "Money in and out", "The house", "Webhooks")
DEEPEST = 3


@dataclass(frozen=True)
class Field:
    """One value of a request or reply; `name` is a path such as "legs[].odds"."""

    name: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One thing the API does."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    scopes: tuple[str, ...]
    is_open: bool
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    reply: tuple[Field, ...]
    example: str


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """All operations by subject."""
    document = api.get_openapi_schema(path_prefix=reverse("api:api-root"))
    return page(
        request,
        "api/docs.html",
        {
            "about": document["info"]["description"].replace("`", ""),
            "groups": _groups(document, request.build_absolute_uri("/").rstrip("/")),
            "scopes": offered(),
            "address": request.build_absolute_uri(reverse("api:api-root")),
        },
    )


def _groups(document: Mapping[str, Any], origin: str) -> list[tuple[str, str, list[Operation]]]:
    """Subject, its anchor, and its operations."""
    groups: dict[str, list[Operation]] = {tag: [] for tag in ORDER}
    schemas = document.get("components", {}).get("schemas", {})
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                what = methods[method]
                tag = (what.get("tags") or ["Other"])[0]
                groups.setdefault(tag, []).append(_operation(origin, method, path, what, schemas))
    return [(tag, slugify(f"about {tag}"), some) for tag, some in groups.items() if some]


def _operation(
    origin: str, method: str, path: str, what: Mapping[str, Any], schemas: Mapping[str, Any]
) -> Operation:
    replies = what["responses"].items()
    good: Mapping[str, Any] = next((reply for status, reply in replies if str(status).startswith("2")), {})
    return Operation(
        anchor=slugify(f"{method} {path.rpartition('/v1/')[2].replace('/', ' ')}"),
        method=method.upper(),
        path=path,
        summary=what.get("summary", ""),
        text=what.get("description", ""),
        scopes=tuple(what.get("x-scopes", ())),
        is_open="security" not in what,
        parameters=tuple(_parameter(each) for each in what.get("parameters", ())),
        body=tuple(_fields(_schema(what.get("requestBody", {})), schemas)),
        reply=tuple(_fields(_schema(good), schemas)),
        example=curl(origin, method, path, what, schemas),
    )


def _parameter(each: Mapping[str, Any]) -> Field:
    schema = each.get("schema", {})
    text = each.get("description") or schema.get("description", "")
    return Field(each["name"], _kind(schema), bool(each.get("required")), text)


def _schema(content: Mapping[str, Any]) -> Mapping[str, Any]:
    kinds = content.get("content", {}).values()
    return next((kind.get("schema", {}) for kind in kinds), {})


def _fields(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], before: str = "", depth: int = 0
) -> Iterator[Field]:
    """The fields of an object, those of the objects in it after them."""
    schema = followed(schema, schemas)
    if schema.get("type") == "array":
        yield from _fields(schema.get("items", {}), schemas, f"{before}[]", depth)
        return
    for name, inner in schema.get("properties", {}).items():
        path = f"{before}.{name}" if before else name
        whole = followed(inner, schemas)
        text = inner.get("description", "")
        yield Field(path, _kind(whole), name in schema.get("required", ()), text)
        if depth < DEEPEST:
            yield from _fields(whole, schemas, path, depth + 1)


def _kind(schema: Mapping[str, Any]) -> str:
    options = [_kind(option) for option in schema.get("anyOf", ())]
    if options:
        return " or ".join(options)
    kind = schema.get("format") or schema.get("type", "value")
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return {"date-time": "moment (UTC)", "integer": "whole number", "string": "text"}.get(kind, kind)

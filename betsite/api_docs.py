"""The page about the API, drawn from its OpenAPI document: no script, nothing from another site."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.api_auth import offered
from betsite.api import api
from web.access import public
from web.http import page

METHODS = ("get", "post", "put", "patch", "delete")
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

    method: str
    path: str
    summary: str
    text: str
    scopes: tuple[str, ...]
    is_open: bool
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    reply: tuple[Field, ...]


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
            "groups": _groups(document),
            "scopes": offered(),
            "address": request.build_absolute_uri(reverse("api:api-root")),
        },
    )


def _groups(document: Mapping[str, Any]) -> list[tuple[str, list[Operation]]]:
    groups: dict[str, list[Operation]] = {}
    schemas = document.get("components", {}).get("schemas", {})
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                what = methods[method]
                tag = (what.get("tags") or ["Other"])[0]
                groups.setdefault(tag, []).append(_operation(method, path, what, schemas))
    return list(groups.items())


def _operation(method: str, path: str, what: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    good: Mapping[str, Any] = next(
        (reply for status, reply in what["responses"].items() if 200 <= int(status) < 300), {}
    )
    return Operation(
        method=method.upper(),
        path=path,
        summary=what.get("summary", ""),
        text=what.get("description", ""),
        scopes=tuple(what.get("x-scopes", ())),
        is_open="security" not in what,
        parameters=tuple(_parameter(each) for each in what.get("parameters", ())),
        body=tuple(_fields(_schema(what.get("requestBody", {})), schemas)),
        reply=tuple(_fields(_schema(good), schemas)),
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
    schema = _followed(schema, schemas)
    if schema.get("type") == "array":
        yield from _fields(schema.get("items", {}), schemas, f"{before}[]", depth)
        return
    for name, inner in schema.get("properties", {}).items():
        path = f"{before}.{name}" if before else name
        whole = _followed(inner, schemas)
        text = inner.get("description", "")
        yield Field(path, _kind(whole), name in schema.get("required", ()), text)
        if depth < DEEPEST:
            yield from _fields(whole, schemas, path, depth + 1)


def _followed(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference (alone, or beside null) stands for."""
    for option in (schema, *schema.get("anyOf", ()), *schema.get("allOf", ())):
        if "$ref" in option:
            return schemas.get(option["$ref"].rpartition("/")[2], {})
    return schema


def _kind(schema: Mapping[str, Any]) -> str:
    options = [_kind(option) for option in schema.get("anyOf", ())]
    if options:
        return " or ".join(options)
    kind = schema.get("format") or schema.get("type", "value")
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return {"date-time": "moment (UTC)", "integer": "whole number", "string": "text"}.get(kind, kind)

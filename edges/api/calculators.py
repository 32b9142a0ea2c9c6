"""The calculators over the API: open to everybody, counted by address. What each asks and tells comes from its module.

Numbers may be sent as strings or as JSON numbers; both are read as they are written, no binary fraction comes between.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Field, Router, Schema
from pydantic import create_model

from edges.calculators import CALCULATORS, Calculator
from edges.calculators.asking import Ask, Wrong, asked
from edges.calculators.told import plainly
from web import ratelimit

PLAIN = {int: int, bool: bool, str: str}


class FieldRefused(Schema):
    """One field and why it was refused."""

    field: str = Field(description='Such as "odds" or "legs[2].odds"; empty for all together.')
    reason: str


class Refused(Schema):
    """Nothing was reckoned."""

    detail: str
    errors: list[FieldRefused]


def refused(wrong: Mapping[str, str]) -> HttpResponse:
    """422 with the fields at fault."""
    errors = [{"field": name, "reason": reason} for name, reason in wrong.items()]
    detail = "; ".join(f"{name}: {reason}" if name else reason for name, reason in wrong.items())
    return JsonResponse({"detail": detail, "errors": errors}, status=422)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object sent, every number as the text it was written as. Raises Wrong."""
    try:
        data = json.loads(request.body, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Wrong({"": "Send a JSON object."}) from error
    if not isinstance(data, dict):
        raise Wrong({"": "Send a JSON object."})
    return data


def schema_asked(model: type) -> dict[str, Any]:
    """JSON schema of what a calculator asks."""
    properties = {name: _property(each) for name, each in asked(model).items()}
    required = [name for name, each in asked(model).items() if each.is_required]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def schema_told(name: str, model: type) -> type[Schema]:
    """The schema of an answer: Decimals are strings."""
    hints = get_type_hints(model)
    made: dict[str, Any] = {
        each.name: (_told(name, each.name, hints[each.name]), ...) for each in fields(model)
    }
    return cast(type[Schema], create_model(name, __base__=Schema, __doc__=model.__doc__, **made))


def _property(each: Ask) -> dict[str, Any]:
    if each.rows:
        return {
            "type": "array",
            "items": schema_asked(each.rows),
            "minItems": each.least,
            "maxItems": each.most,
            "description": " ".join(filter(None, (f"{each.label}.", each.note))),
        }
    assert each.kind
    what = " ".join(filter(None, (f"{each.label}: {each.kind.written}.", each.note)))
    told: dict[str, Any] = {"type": "string", "description": what}
    if each.kind.is_list:
        told = {"type": "array", "items": {"type": "string"}, "description": what}
    if each.kind.choices:
        told["enum"] = [value for value, _ in each.kind.choices]
    if each.default:
        told["default"] = each.default
    return told


def _told(owner: str, name: str, hint: Any) -> Any:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is UnionType:
        (inner,) = (part for part in parts if part is not NoneType)
        return _told(owner, name, inner) | None
    if origin is tuple:
        return list[_told(owner, name, parts[0])]  # type: ignore[misc]
    if hasattr(hint, "__dataclass_fields__"):
        return schema_told(f"{owner}{hint.__name__}", hint)
    return PLAIN.get(hint, str)


def _operation(calculator: Calculator) -> Callable[[HttpRequest], Any]:
    def operation(request: HttpRequest) -> Any:
        ratelimit.check(request, "calculator", by=("address",))
        try:
            return plainly(calculator.answer_to(body_of(request)))
        except Wrong as wrong:
            return refused(wrong.fields)

    operation.__name__ = f"calculate_{calculator.name}"
    operation.__doc__ = f"{calculator.summary} Refuses with 422, each field at fault with its reason."
    return operation


router = Router(tags=["Calculators"])
for _each in CALCULATORS.values():
    _name = "".join(word.title() for word in _each.slug.split("-"))
    router.post(
        f"/{_each.slug}",
        response={200: schema_told(f"{_name}Answer", _each.answer), 422: Refused},
        auth=None,
        summary=_each.title,
        operation_id=f"calculate_{_each.name}",
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": schema_asked(_each.asked), "example": dict(_each.example)}
                },
            }
        },
    )(_operation(_each))

"""How an operation of the API is called from a terminal: a line for curl, made from the OpenAPI document."""

import json
import re
from collections.abc import Mapping
from typing import Any

JSON = "application/json"
FORM = "multipart/form-data"
# The file of a form, and values where the schema gives no example of its own.
FILE = "export.csv"
USUAL: dict[str, Any] = {"string": "…", "integer": 1, "boolean": True, "array": [], "object": {}}
USUAL |= {"date-time": "2026-03-31T19:30:00Z", "date": "2026-03-31"}
WORDS = ("…", "12.50", "AUD")  # whichever a field's pattern takes


def curl(origin: str, method: str, path: str, what: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """A command that may be pasted: `$TOKEN` stands for an access token. Only what must be said is in it."""
    lines = ["curl" if method == "get" else f"curl -X {method.upper()}"]
    if "security" in what:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    query = []
    for each in what.get("parameters", ()):
        example = _example(each.get("schema", {}), schemas)
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", str(example))
        elif each["in"] == "query" and each.get("required"):
            query.append(f"{each['name']}={example[0] if isinstance(example, list) else example}")
        elif each["in"] == "header":
            lines.append(f'-H "{each["name"]}: $(uuidgen)"')
    lines += _body(what.get("requestBody", {}).get("content", {}), schemas)
    address = origin + path + (f"?{'&'.join(query)}" if query else "")
    return " \\\n  ".join([*lines, f'"{address}"'])


def followed(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference (alone, or beside null) stands for."""
    for option in (schema, *schema.get("anyOf", ()), *schema.get("allOf", ())):
        if "$ref" in option:
            found: Mapping[str, Any] = schemas.get(option["$ref"].rpartition("/")[2], {})
            return found
    return schema


def _body(content: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[str]:
    for kind, inner in content.items():
        whole = followed(inner.get("schema", {}), schemas)
        properties = whole.get("properties", {})
        named = (
            whole.get("required") or list(properties)[:1]
        )  # where nothing must be said, something that may be
        fields = {name: properties[name] for name in named}
        if kind == FORM:
            return [_form(name, field, schemas) for name, field in fields.items()]
        said = inner.get("example") or {name: _example(field, schemas) for name, field in fields.items()}
        text = json.dumps(said, ensure_ascii=False).replace("'", "")
        return [f'-H "Content-Type: {JSON}"', f"-d '{text}'"]
    return []


def _form(name: str, field: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    said = f"@{FILE}" if field.get("format") == "binary" else _example(field, schemas)
    return f'-F "{name}={said}"'


def _example(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """The first example that a field gives, else something of its kind."""
    if options := [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]:
        schema = {**options[0], "examples": schema.get("examples") or options[0].get("examples", ())}
    whole = followed(schema, schemas)
    if whole.get("examples"):
        return whole["examples"][0]
    if whole.get("enum"):
        return next(filter(None, whole["enum"]))
    if whole.get("type") == "array":
        return [_example(whole.get("items", {}), schemas)]
    if whole.get("type") == "string" and "pattern" in whole:
        return next((word for word in WORDS if re.search(whole["pattern"], word)), WORDS[-1])
    return USUAL.get(whole.get("format") or whole.get("type", "string"), "…")

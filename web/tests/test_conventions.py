"""Habits that would be forgotten if no test held them (docs/architecture.md)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

ROOT = Path(settings.BASE_DIR)
APPS = (
    "accounts", "analytics", "bets", "betsite", "edges", "imports", "ledger", "markets", "odds", "treasury", "web",
)  # fmt: skip
DRAWERS = {"utils", "helpers", "services", "common", "misc", "selectors"}
URL = re.compile(r"""(?:src|href|url\()\s*=?\s*["']?((?:https?:)?//[^"'\s)>]+)""")
LINK_OUT = re.compile(r"<a\s[^>]*href=[\"'](?:https?:)?//")


def sources() -> list[Path]:
    """Our Python files, migrations and tests left out."""
    files = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return sorted(path for path in files if not {"migrations", "tests"} & set(path.relative_to(ROOT).parts))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def templates() -> list[Path]:
    return sorted(
        path for path in ROOT.glob("**/templates/**/*.html") if not {".venv", "var"} & set(path.parts)
    )


def our_models() -> list[type[models.Model]]:
    return [model for app in APPS for model in _models_of(app)]


def _models_of(app: str) -> list[type[models.Model]]:
    return list(apps.get_app_config(app).get_models()) if apps.is_installed(app) else []


def where(path: Path, line: int | None = None) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"


def test_no_module_is_a_drawer():
    assert not [where(path) for path in sources() if path.stem in DRAWERS]


@pytest.mark.thorough
def test_there_are_no_signal_receivers():
    found = [
        where(path, function.lineno)
        for path in sources()
        for function in functions(path)
        for decorator in function.decorator_list
        if "receiver" in ast.dump(decorator)
    ]
    assert not found


def test_there_is_no_float_near_money():
    """Figures for drawing, and how long something took, are the only floats: none in the rooms that handle money."""
    exempt = {"analytics/charts", "betsite", "web"}
    found = [
        where(path, node.lineno)
        for path in sources()
        if not str(path.relative_to(ROOT)).startswith(tuple(exempt))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    assert not found
    assert not [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in _fields(model, models.FloatField)
    ]


def _fields(model: type[models.Model], kind: type[models.Field]) -> list[models.Field]:
    return [field for field in model._meta.local_fields if isinstance(field, kind)]


def test_moments_end_in_at_and_days_in_on():
    """Read as a sentence: placed_at, starts_on. `last_login`, `as_of` and the like are names others gave or prose."""
    others = {"last_login", "as_of", "lease_until", "day", "session"}
    for model in our_models():
        for field in _fields(model, models.DateField):
            ending = "_at" if isinstance(field, models.DateTimeField) else "_on"
            assert field.name.endswith(ending) or field.name in others, f"{model.__name__}.{field.name}"


def test_amounts_are_whole_micro_units():
    for model in our_models():
        for field in model._meta.local_fields:
            if field.name.endswith("_micro"):
                kind = getattr(field, "output_field", field)
                assert isinstance(kind, models.BigIntegerField), f"{model.__name__}.{field.name}"
            assert not re.search(r"(^|_)(amount|stake|profit|balance)$", field.name), (
                f"{model.__name__}.{field.name}"
            )


def test_every_owned_model_can_be_asked_for_what_a_person_may_see():
    parts_of = {"Leg", "Row", "Reject", "BalanceBreak", "TouchedDay"}  # reached through their parent only
    for model in our_models():
        if (
            any(field.name == "owner" for field in model._meta.local_fields)
            and model.__name__ not in parts_of
        ):
            assert hasattr(model._default_manager.all(), "visible_to"), model.__name__


@pytest.mark.django_db
def test_every_owned_table_is_under_row_level_security():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
            " WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            " AND attname = 'owner_id' AND NOT relrowsecurity"
        )
        assert [name for (name,) in cursor.fetchall()] == []


def test_boolean_parameters_are_keyword_only():
    found = []
    for path in sources():
        for function in functions(path):
            arguments = function.args
            for argument in (*arguments.posonlyargs, *arguments.args):
                annotation = ast.unparse(argument.annotation) if argument.annotation else ""
                if annotation == "bool" and not re.search(r"noqa: FBT001", _line(path, function.lineno)):
                    found.append(where(path, function.lineno))
    assert not found


def _line(path: Path, number: int) -> str:
    return "\n".join(path.read_text(encoding="utf-8").splitlines()[number - 1 : number + 2])


def test_views_are_functions():
    for path in sources():
        if "views" in path.parts or path.stem == "views":
            assert not [where(path) for node in ast.walk(tree(path)) if _is_view_class(node)]


def _is_view_class(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("View") for base in node.bases)


def test_tasks_only_call_something():
    for path in sources():
        if path.stem == "tasks":
            for function in functions(path):
                assert sum(isinstance(node, ast.stmt) for node in ast.walk(function)) <= 11, where(
                    path, function.lineno
                )


@pytest.mark.parametrize("path", templates(), ids=where)
def test_a_template_keeps_to_the_rules(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\son[a-z]+=", text), "an inline event handler"
    assert not re.search(r"<script(?![^>]*(\ssrc=|type=\"application/json\"))[^>]*>", text), (
        "an inline script"
    )
    assert not re.search(r"<[^>]*\sstyle=", text), "an inline style"
    assert not URL.search(re.sub(r"<a\s[^>]*>", "", text)), "something loaded from another site"
    for tag in re.findall(r"<a\s[^>]*hx-(?:get|post)[^>]*>", text):
        assert "href=" in tag, f"a link that needs script: {tag}"


@pytest.mark.parametrize("path", sorted((ROOT / "static").rglob("*.css")), ids=where)
def test_a_stylesheet_loads_nothing_from_elsewhere_and_takes_colours_from_tokens(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not URL.search(text)
    if path.name not in {"tokens.css", "print.css"}:
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[\s;,)])|\brgb\(", text), "a colour that is no token"


@pytest.mark.parametrize("path", sorted((ROOT / "static").rglob("*.css")), ids=where)
def test_every_rule_of_a_stylesheet_is_closed(path):
    """A brace that is missing makes all that follows a part of its rule, and no browser complains."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    open_rules: list[str] = []
    for before, sign in re.findall(r"([^{};]*)([{};])", text):
        if sign == "{":
            assert all(rule.startswith("@") for rule in open_rules), f"{before.strip()} within {open_rules}"
            open_rules.append(before.strip())
        elif sign == "}":
            assert open_rules.pop()
    assert not open_rules


def test_every_custom_property_that_is_used_exists():
    sheets = [path.read_text(encoding="utf-8") for path in (ROOT / "static").rglob("*.css")]
    defined = {name for text in sheets for name in re.findall(r"(--[a-z0-9-]+)\s*:", text)}
    used = {name for text in sheets for name in re.findall(r"var\((--[a-z0-9-]+)", text)}
    assert used <= defined


def test_every_icon_that_is_used_is_drawn():
    drawn = set(
        re.findall(r'<symbol id="([a-z-]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8"))
    )
    used = {
        name
        for path in templates()
        for name in re.findall(r'{% icon "([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert used <= drawn

"""docs/adding-a-format.md does what it says: the walk-through is walked, and its tables name what there is."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from imports import skeleton
from imports.formats import CsvFormat, Format, all_formats
from imports.tests.checkout import contract, copied, run

GUIDE = (Path(settings.BASE_DIR) / "docs" / "adding-a-format.md").read_text(encoding="utf-8")
OF_CLASSES = {name for name in CsvFormat.__annotations__ if not name.startswith("_")}


def block(kind):
    """The fenced text of this kind."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.M | re.S)
    return found


def named_in_table():
    table = GUIDE.partition("\n## The class\n")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.strip().splitlines()[2:]]
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_every_attribute_is_explained_once_and_none_is_made_up():
    named = named_in_table()
    assert sorted(named) == sorted(OF_CLASSES)
    assert len(named) > 15


def test_the_protocol_has_no_attribute_that_the_class_lacks():
    assert set(Format.__annotations__) <= OF_CLASSES


def test_no_format_has_a_public_attribute_that_is_not_explained():
    for found in all_formats():
        own = {name for kind in type(found).__mro__ for name in vars(kind) if not name.startswith("_")}
        plain = {name for name in own if not callable(getattr(found, name))}
        assert plain <= OF_CLASSES, found.slug


@pytest.mark.parametrize("word", sorted(set(re.findall(r"`((?:imports|docs)/[\w/.-]+)`", GUIDE))))
def test_every_path_of_the_checkout_that_is_named_exists(word):
    path = Path(settings.BASE_DIR) / word
    assert path.exists() or "harbour" in word


def replaced(source, changes):
    """A module's text with definitions of the same name from another text: of the module, and of its class."""
    lines = source.splitlines(keepends=True)
    module, other = ast.parse(source), ast.parse(changes)
    theirs = {name_of(node): node for node in [*module.body, *class_of(module).body]}
    spans = []
    for node in [*other.body, *class_of(other).body]:
        if not isinstance(node, ast.ClassDef):
            old = theirs[name_of(node)]
            text = "".join(changes.splitlines(keepends=True)[node.lineno - 1 : node.end_lineno])
            spans.append((old.lineno - 1, old.end_lineno, text))
    for first, last, text in sorted(spans, reverse=True):
        lines[first:last] = [text]
    return "".join(lines)


def class_of(module):
    return next(node for node in module.body if isinstance(node, ast.ClassDef))


def name_of(node):
    if isinstance(node, ast.Assign):
        return ast.unparse(node.targets[0])
    return getattr(node, "name", None)


@pytest.mark.slow
def test_the_walk_from_header_to_green_tests(tmp_path_factory):
    root = copied(tmp_path_factory.mktemp("walk"))
    name, title, kind = re.search(r'make new-format NAME=(\w+) TITLE="([^"]+)" KIND=(\w+)', GUIDE).groups()
    module, sample, told = skeleton.create(root, name, title=title, kind=kind)
    for path in (module, sample, told):
        assert f"`{path.relative_to(root)}`" in GUIDE
    sample.write_text(block("csv"), encoding="utf-8")
    module.write_text(replaced(module.read_text(encoding="utf-8"), block("python")), encoding="utf-8")
    slug = sample.parent.name
    assert contract(root, slug).returncode == 1, "what is expected is still the skeleton's"
    assert contract(root, slug, UPDATE_EXPECTED="1").returncode == 0
    green = contract(root, slug)
    assert green.returncode == 0, green.stdout[-3000:]
    said = told.read_text(encoding="utf-8")
    assert '"status": "proved"' in said
    assert '"selection": "Leeds"' in said
    assert "The type 'Raffle' is not known." in said

    generator = root / "imports" / "generator" / f"{name}.py"
    generator.write_text(block("generator"), encoding="utf-8")
    long = contract(root, slug)
    assert long.returncode == 0, long.stdout[-3000:]
    made = run(root, "-c", f"from imports import generator; print(len(generator.make({slug!r}, 400)))")
    assert int(made.stdout) > 20_000
    kept = contract(root, slug, path="imports/tests/test_generator.py")
    assert kept.returncode == 0, kept.stdout[-3000:]
    for path in (module, generator):
        linted = run(
            root,
            "-m",
            "ruff",
            "check",
            "--no-cache",
            "--config",
            str(settings.BASE_DIR / "pyproject.toml"),
            path,
        )
        assert linted.returncode == 0, linted.stdout

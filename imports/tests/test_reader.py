"""The mark of the code that reads files knows all of that code."""

import ast
from pathlib import Path

from django.conf import settings

from imports.reader import DECIDING

BASE = Path(settings.BASE_DIR)
BEGIN = ("imports/understanding.py", "imports/catalogue.py", "imports/formats/sportsbet.py")
# What only carries: rows of the catalogue, and staging.
CARRIES = ("bets/models", "bets/seeds", "imports/staging", "imports/collector")


def used_by(path: Path) -> set[Path]:
    """The modules of bets and imports that a module imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("bets", "imports")):
            base = BASE / str(node.module).replace(".", "/")
            places = [base, *(base / name.name for name in node.names)]
            found |= {each.with_suffix(".py") for each in places if each.with_suffix(".py").is_file()}
    return {each for each in found if not each.relative_to(BASE).as_posix().startswith(CARRIES)}


def test_whatever_decides_what_words_mean_is_part_of_the_mark():
    known = {path for pattern in DECIDING for path in BASE.glob(pattern)}
    waiting, seen = [BASE / path for path in BEGIN], set()
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting.extend(used_by(path))
    assert {path.relative_to(BASE).as_posix() for path in seen - known} == set()
    assert BASE / "bets/patterns.py" in seen

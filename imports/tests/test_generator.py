"""The generated files: as many rows as asked for, the same for the same seed, never a negative balance,
believable."""

import ast
import csv
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from imports import generator
from imports.management.commands.make_export import Command
from imports.tests import files

each_format = pytest.mark.parametrize("slug", generator.FORMATS)
ROOT = Path(generator.__file__).resolve().parents[2]


@each_format
@pytest.mark.parametrize("rows", [0, 1, 7, 1_000])
def test_a_file_has_exactly_the_rows_asked_for(slug: str, rows: int):
    assert len(files.taken_apart(generator.make(slug, rows, 5)).rows) == rows


@each_format
def test_a_seed_gives_the_same_bytes_every_time_and_another_seed_others(slug: str):
    assert generator.make(slug, 300, 5) == generator.make(slug, 300, 5)
    assert generator.make(slug, 300, 5) != generator.make(slug, 300, 6)


@each_format
def test_another_process_gives_the_same_bytes(slug: str):
    code = (
        f"import sys; from imports import generator; sys.stdout.buffer.write(generator.make({slug!r}, 50, 8))"
    )
    made = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout
    assert made == generator.make(slug, 50, 8)


def test_an_unknown_format_and_a_negative_number_are_refused():
    with pytest.raises(ValueError, match="no generator"):
        generator.make("tipp24", 5)
    with pytest.raises(ValueError, match="negative"):
        generator.make("pikkit", -1)


def test_the_generator_knows_nothing_of_the_importer():
    forbidden = ("imports.formats", "imports.sniff", "imports.proof", "imports.records", "imports.sheets")
    for path in Path(generator.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            assert not [name for name in names if name.startswith(forbidden)], path.name


@pytest.mark.parametrize("slug", ["sportsbet", "betfair-account-statement", "smarkets", "matchbook"])
def test_the_balance_is_never_negative(slug: str):
    export = files.taken_apart(generator.make(slug, 5_000, 4))
    place = next(
        p for p, name in enumerate(export.header) if name.lower().startswith(("balance", "cash balance"))
    )
    assert min(Decimal(row[place].replace(",", "")) for row in export.rows) >= 0


@each_format
def test_a_file_tells_of_many_kinds_of_rows_and_events(slug: str):
    text = generator.make(slug, 5_000, 4, has_idle_rows=True).decode("utf-8-sig")
    words = generator.module_of(slug).TELLS
    assert len(words.split(",")) >= 3
    assert [word for word in words.split(",") if word not in text] == []
    if getattr(generator.module_of(slug), "IS_NAMELESS", False):
        return  # it has no teams, which is what it is for
    assert (
        sum(team in text for team in ("Arsenal", "Geelong Cats", "Utah Jazz", "J Sinner", "Flemington")) >= 4
    )


def test_a_lost_bet_at_sportsbet_mostly_has_only_its_stake_row():
    rows = files.taken_apart(generator.make("sportsbet", 5_000, 4, has_idle_rows=True)).rows
    kinds = [row[1] for row in rows]
    unsettled = (
        kinds.count("Bet Stake") - kinds.count("Win") - kinds.count("Void") - kinds.count("Cashed Out")
    )
    assert 0 < kinds.count("Lose") < unsettled / 2


@pytest.mark.thorough
def test_a_hundred_thousand_rows_take_seconds():
    started = time.perf_counter()
    generator.make("sportsbet", 100_000, 1)
    assert time.perf_counter() - started < 20


def test_the_command_writes_the_file(tmp_path: Path):
    path = tmp_path / "made here.csv"
    call_command(Command(), "--format=matchbook", "--rows=30", "--seed=7", f"--output={path}")
    assert path.read_bytes() == generator.make("matchbook", 30, 7)
    with path.open(newline="", encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 31

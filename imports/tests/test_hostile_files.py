"""Ten thousand broken exports: each is read, row for row, or refused with a sentence, and none takes long."""

from random import Random

import pytest

from imports import generator
from imports.formats import FileError, all_formats
from imports.tests import files
from imports.tests.hostile import checks, corpus
from imports.tests.hostile.limits import megabytes, seconds

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")  # of pandas, about dates it has to guess at
QUICK, MANY, BATCH = 400, 10_000, 500
LIMIT = 5.0  # seconds; ordinary ones take ten milliseconds

MATCHBOOK = generator.make("matchbook", 6_000, 1)  # more than the beginning by which garbage is told
HEADER = MATCHBOOK.partition(b"\n")[0] + b"\n"
ROW = MATCHBOOK.split(b"\n")[1] + b"\n"
BOMBS = {
    "nothing but quotes": b'"' * 3_000_000,
    "cells that never close": b',"a' * 700_000,
    "lines that never close": b'"a\n' * 200_000,
    "lines that close too early": b'"a"b\n' * 200_000,
    "quotes inside cells": b'a"b,"c\n' * 100_000,
    "quotes and spaces": b'" ' * 1_000_000,
    "closed quotes and spaces": b'"a" ' * 700_000,
    "quotes in quotes": b'"a"b"c"d' * 300_000 + b"\n",
    "one quote before good rows": b'"' + ROW * 50_000,
    "a broken row before good ones": b'a"b,"c\n' + ROW * 50_000,
    "empty lines": b"\n" * 3_000_000,
    "empty rows": b",,,,,\n" * 600_000,
    "quoted nothing": b'"",' * 1_000_000,
    "a million columns": b"1," * 1_000_000 + b"\n",
    "one huge cell": b'"' + b"x" * 10_000_000 + b'"' + b"," * HEADER.count(b",") + b"\n",
    "one huge word": b"x" * 10_000_000,
    "spaces": b" " * 3_000_000,
    "old line ends": b"\r" * 3_000_000,
    "ever new short rows": b"".join(b'%d,"x\n' % number for number in range(100_000)),
}
LENGTH = 9_500  # of a nasty cell in a row that is still read
NASTY = {
    "spaces between digits": "5" + " " * 60_000 + "x",
    "digits and spaces": "1 " * 40_000,
    "digits": "9" * 100_000,
    "points": "." * 60_000,
    "commas between digits": "1" + ",234" * 20_000,
    "brackets": "(" * 60_000,
    "odds without end": "Team @ 1.50 " * 6_000,
    "versus without end": "a v " * 20_000,
    "lines without end": "Leg 1: x v y @ 2.0\n" * 4_000,
    "dashes": " - " * 20_000,
    "letters": "a" * 100_000,
    "moments": "01/02/2024 10:00 " * 5_000,
    "colons": "1:" * 40_000,
    "zones": "2024-01-01 10:00" + " GMT" * 20_000,
    "bars": " | " * 20_000,
    "marks": "\u0301" * 50_000,
}


def holds(file: corpus.Hostile) -> str:
    """Read the file and check all that must hold: "read", or the sentence by which it was refused."""
    with seconds(LIMIT, f"seed {file.seed} ({file.story})"):
        try:
            table, _, parsed, _ = checks.read(file.data, file.name, fallback=file.name.removesuffix(".csv"))
        except FileError as error:
            checks.is_refused_kindly(error)
            return error.message
    checks.nothing_is_lost_in_reading(file.data, table)
    checks.rows_are_accounted_for(table, parsed)
    checks.figures_are_sane(parsed)
    if file.rows is not None:
        assert len(parsed.lines) + len(parsed.rejects) == file.rows
    return "read"


@pytest.mark.thorough
@pytest.mark.parametrize("first", range(0, QUICK, 100))
def test_some_hundred_broken_exports(first: int):
    outcomes = [holds(corpus.made(seed)) for seed in range(first, first + 100)]
    assert 30 < outcomes.count("read") < 95  # the damage is neither harmless nor all there is


@pytest.mark.slow
@pytest.mark.parametrize("first", range(QUICK, MANY, BATCH))
def test_ten_thousand_broken_exports(first: int):
    for seed in range(first, min(first + BATCH, MANY)):
        holds(corpus.made(seed))


def test_the_same_seed_makes_the_same_file_and_every_damage_is_done():
    assert corpus.made(17) == corpus.made(17)
    done = {damage for seed in range(QUICK) for damage in corpus.made(seed).story.split(" > ")[1:]}
    assert done == corpus.DAMAGES


@pytest.mark.thorough
@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize(
    "is_late", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["at once", "behind rows"]
)
def test_a_bomb_is_read_or_refused_in_time(name: str, is_late: bool):
    data = (MATCHBOOK if is_late else HEADER) + BOMBS[name]
    with seconds(20, name):
        try:
            table, _, parsed, _ = checks.read(data, fallback="matchbook")
        except FileError as error:
            checks.is_refused_kindly(error)
        else:
            checks.rows_are_accounted_for(table, parsed)


@pytest.mark.thorough
@pytest.mark.parametrize("slug", [found.slug for found in all_formats()])
@pytest.mark.parametrize("is_endless", [False, True], ids=["long", "endless"])
def test_no_cell_however_long_makes_reading_slow(slug: str, is_endless: bool):
    """Each kind of nasty cell, in each column: an expression that goes back and forth would take minutes."""
    path = next(path for path in files.fixtures() if path.parent.name == slug)
    whole = files.taken_apart(path.read_bytes())
    for name, endless in NASTY.items():
        cell = endless if is_endless else endless[: LENGTH - 1] + endless[-1]
        rows = [list(row) for row in whole.rows[:1] for _ in whole.header]
        for column, row in enumerate(rows):
            row[:] = ["" if len(text) > 100 else text for text in row]
            row[column : column + 1] = [cell]
        data = whole.with_rows(rows).data()
        with seconds(10, f"{name} in {slug}"):
            try:
                table, _, parsed, _ = checks.read(data, fallback=slug)
            except FileError as error:
                checks.is_refused_kindly(error)
            else:
                checks.rows_are_accounted_for(table, parsed)
                checks.figures_are_sane(parsed)


@pytest.mark.parametrize("share", [0.001, 0.2])
def test_damage_to_a_long_file_is_read_in_time(share: float):
    """The slow way for broken quoting keeps pace with long files too."""
    rng = Random(7)
    lines = (MATCHBOOK * 3).split(b"\n")
    for place in rng.sample(range(1, len(lines)), int(share * len(lines))):
        at = rng.randrange(len(lines[place]) + 1)
        lines[place] = lines[place][:at] + b'"' + lines[place][at:]
    with seconds(20):
        table, _, parsed, _ = checks.read(b"\n".join(lines))
    checks.rows_are_accounted_for(table, parsed)
    assert len(parsed.lines) + len(parsed.rejects) > 17_000 * (1 - share)


@pytest.mark.parametrize("filling", [b"\n", b"x\n", b'"'])
def test_what_cannot_fit_into_memory_is_refused_before_it_is_tried(filling: bytes, monkeypatch):
    monkeypatch.setattr("imports.sniff.MOST_LINES", 50_000)
    monkeypatch.setattr("imports.sniff.MOST_MARKS", 50_000)
    data = MATCHBOOK + filling * 200_000
    with megabytes(20, "the refusal"), pytest.raises(FileError, match="too many rows"):
        checks.read(data)

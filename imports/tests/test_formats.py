"""What every export format keeps to, for every fixture.

UPDATE_EXPECTED=1 writes the .expected.json files anew: read them as a person before they are committed.
"""

import codecs
import json
import os
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from imports import expected, formats, sniff
from imports.formats import FileError, Format, Options, Parsed
from imports.formats._columns import normal
from imports.formats._moments import in_zone, naive
from imports.proof import prove
from imports.tests import files

OPTIONS = Options(user_currency="EUR")
FILES = files.fixtures()
each_fixture = pytest.mark.parametrize(
    "path", FILES, ids=[f"{path.parent.name}/{path.stem}" for path in FILES]
)
each_format = pytest.mark.parametrize("found", formats.all_formats(), ids=lambda found: found.slug)


def read(data: bytes | Path, options: Options = OPTIONS) -> tuple[Format, pd.DataFrame, Parsed]:
    table = sniff.read(data)
    found = formats.detect(table.sample).format
    assert found is not None
    return found, table.frame, found.parse(table.frame, options)


def content(parsed: Parsed) -> dict[str, list[str]]:
    """Everything a file says, whatever the order and place of its rows."""

    def said(frame: pd.DataFrame) -> list[str]:
        rows = expected.records(frame.drop(columns=["row", "raw"], errors="ignore"))
        return sorted(json.dumps(row, sort_keys=True) for row in rows)

    return {name: said(getattr(parsed, name)) for name in ("lines", "bets", "legs", "rejects")}


@each_fixture
def test_a_fixture_is_claimed_by_its_format_and_by_no_other(path: Path):
    scores = formats.detect(sniff.read(path).sample).scores
    assert [found.slug for found, match in scores if match.score > 0] == [path.parent.name]


@each_fixture
def test_a_fixture_reads_as_expected(path: Path):
    found, _, parsed = read(path)
    told = expected.told(found, parsed)
    written = path.with_suffix(".expected.json")
    if os.environ.get("UPDATE_EXPECTED"):
        written.write_text(expected.as_text(told), encoding="utf-8")
    assert told == json.loads(written.read_text(encoding="utf-8"))


@each_format
def test_every_format_has_a_fixture(found: Format):
    assert list((files.FIXTURES / found.slug).glob("*.csv")), (
        f"add imports/tests/fixtures/{found.slug}/<name>.csv"
    )


@each_format
def test_every_format_tells_where_to_get_the_file_and_why_the_zone_matters(found: Format):
    assert found.help_steps
    assert found.timezone_why
    assert found.help_url.startswith(("https://", "/"))  # the bookmaker's page, or one of ours
    assert in_zone(naive_noon(), found.default_timezone).size == 1


def naive_noon() -> Any:
    return naive(pd.Series(["2026-07-01 12:00"], dtype=object).to_numpy(), ["%Y-%m-%d %H:%M"])


@each_fixture
def test_every_row_is_one_line_or_one_reject_with_a_reason(path: Path):
    _, frame, parsed = read(path)
    assert (
        len(parsed.lines) + len(parsed.rejects)
        == len(frame)
        == len(files.taken_apart(path.read_bytes()).rows)
    )
    assert sorted([*parsed.lines["row"], *parsed.rejects["row"]]) == list(frame.index)
    assert parsed.rejects["reason"].str.len().gt(5).all()
    assert parsed.rejects["raw"].str.len().gt(5).all()


@each_fixture
def test_money_is_whole_and_times_are_utc(path: Path):
    _, _, parsed = read(path)
    for frame in (parsed.lines, parsed.bets, parsed.legs, parsed.balances):
        for name, kind in [] if frame is None else frame.dtypes.items():
            assert "float" not in str(kind), name
            assert not str(name).endswith("_micro") or str(kind).lower() == "int64", name
            assert not str(name).endswith("_at") or str(kind) == "datetime64[us, UTC]", name


@each_fixture
def test_keys_are_unique_and_reading_twice_gives_the_same(path: Path):
    _, _, once = read(path)
    _, _, again = read(path)
    assert content(once) == content(again)
    assert not once.lines.duplicated(["bookmaker", "key"]).any()
    assert not once.bets.duplicated(["bookmaker", "ref"]).any()
    named = once.lines.dropna(subset="bet_ref")
    assert set(zip(once.bets["bookmaker"], once.bets["ref"], strict=True)) == set(
        zip(named["bookmaker"], named["bet_ref"], strict=True)
    )


ENCODINGS = {
    "utf-8": ("utf-8", b""),
    "utf-8 with a mark": ("utf-8", codecs.BOM_UTF8),
    "utf-16 little end first": ("utf-16-le", codecs.BOM_UTF16_LE),
    "utf-16 big end first": ("utf-16-be", codecs.BOM_UTF16_BE),
    "windows-1252": ("cp1252", b""),
}


@pytest.mark.thorough
@each_fixture
@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_encoding_and_line_ends_change_nothing(path: Path, encoding: str, line_end: str):
    """With a column nobody knows, so that every file has letters and signs that the encodings write differently."""
    export = files.one_more_column(files.taken_apart(path.read_bytes()))
    name, mark = ENCODINGS[encoding]
    data = mark + export.text().replace("\n", line_end).encode(name)
    assert (b"\xfc" in data) or name == "utf-8"
    assert export.header[2] in sniff.read(data).header
    assert content(read(data)[2]) == content(read(path)[2])


@each_fixture
def test_a_workbook_of_the_same_table_reads_the_same(path: Path):
    export = files.taken_apart(path.read_bytes())
    assert content(read(files.workbook(export))[2]) == content(read(path)[2])


@pytest.mark.thorough
@each_fixture
def test_a_workbook_made_by_opening_the_file_tells_the_same_rows(path: Path):
    """A spreadsheet keeps numbers and days: 10.50 is 10.5 then, but a row is still the same row. It reads days as its
    owner's country writes them, which is the bookmaker's."""
    export = files.taken_apart(path.read_bytes())
    rows = [opened(files.workbook(export, days=days)) for days in (files.DAY_FIRST, files.MONTH_FIRST)]
    assert opened(path) in rows


def opened(data: bytes | Path) -> dict[str, list[Any]]:
    """What a row is and moves; the texts may be written otherwise."""
    _, frame, parsed = read(data)
    assert len(parsed.lines) + len(parsed.rejects) == len(frame)
    of_lines = ("bookmaker", "key", "amount_micro", "balance_micro", "occurred_at")
    of_bets = ("ref", "stake_micro", "profit_micro", "returned_micro", "odds", "placed_at", "settled_at")
    told = {name: list(parsed.lines[name].dropna()) for name in of_lines}
    return told | {f"bet {name}": list(parsed.bets[name].dropna()) for name in of_bets}


@each_fixture
def test_the_order_of_rows_changes_nothing(path: Path):
    export = files.taken_apart(path.read_bytes())
    assert content(read(files.reversed_rows(export).data())[2]) == content(read(path)[2])


@each_fixture
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_columns_changes_nothing(path: Path, seed: int):
    export = files.taken_apart(path.read_bytes())
    order = list(range(len(export.header)))
    random.Random(seed).shuffle(order)
    assert content(read(files.other_columns(export, order).data())[2]) == content(read(path)[2])


@pytest.mark.thorough
@each_format
@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_columns_changes_nothing_in_a_long_file(found: Format, seed: int):
    data = files.long_export(found.slug, 400, seed)
    export = files.taken_apart(data)
    order = list(range(len(export.header)))
    random.Random(seed).shuffle(order)
    assert content(read(files.other_columns(export, order).data())[2]) == content(read(data)[2])


@each_format
def test_two_halves_of_a_file_tell_the_same_rows_as_the_whole(found: Format):
    data = files.long_export(found.slug, 600, 3)
    export = files.taken_apart(data)
    whole = read(data)[2].lines
    starts = [place for place, row in enumerate(export.rows) if row[0]]  # not between a multi and its legs
    count = len(export.rows)
    first, second = (next(at for at in starts if at >= least) for least in (count * 4 // 10, count * 6 // 10))
    halves = [
        read(export.with_rows(rows).data())[2].lines for rows in (export.rows[:second], export.rows[first:])
    ]
    assert set(pd.concat(halves)["key"]) == set(whole["key"])


@each_fixture
def test_a_column_nobody_knows_changes_nothing(path: Path):
    export = files.taken_apart(path.read_bytes())
    assert content(read(files.one_more_column(export).data())[2]) == content(read(path)[2])


@each_fixture
def test_a_file_saved_by_a_spreadsheet_reads_the_same(path: Path):
    export = files.taken_apart(path.read_bytes())
    other = files.Export(export.title, export.header, export.rows, "\t")
    padded = files.Export(
        export.title, export.header, [[f" {cell} " for cell in row] for row in export.rows], ";"
    )
    assert content(read(other.data())[2]) == content(read(path)[2])
    assert len(read(padded.data())[2].rejects) == len(read(path)[2].rejects)


@each_fixture
def test_optional_columns_may_be_missing(path: Path):
    export = files.taken_apart(path.read_bytes())
    found, _, parsed = read(path)
    fewer = files.other_columns(export, needed(found, export))
    _, frame, poorer = read(fewer.data())
    assert len(poorer.lines) + len(poorer.rejects) == len(frame)
    parts = set(parsed.lines.loc[parsed.lines["kind"] == "leg", "row"])  # which nothing may tell any more
    assert set(poorer.rejects["row"]) - parts == set(parsed.rejects["row"])


def needed(found: Any, export: files.Export) -> list[int]:
    """Where the columns are that a file of the format must have."""
    names = (*found.required, *found.one_of)
    wanted = {alias for column in names for alias in (column, *found.columns[column])}
    return [place for place, name in enumerate(export.header) if normal(name) in wanted]


@each_fixture
def test_a_file_cut_in_its_last_row_loses_only_that_row(path: Path):
    whole = path.read_bytes()
    data = whole.decode("utf-8-sig").encode().rstrip()
    data = data[: data.rindex(b"\n")] + data[data.rindex(b"\n") :][:-7].rstrip(b',;"') + b"\x00" * 512
    _, frame, parsed = read(data)
    _, complete, before = read(path)
    assert len(frame) == len(complete)
    assert len(parsed.lines) + len(parsed.rejects) == len(frame)
    last = complete.index[-1]
    assert set(parsed.lines["key"]) - {""} >= set(
        before.lines.loc[before.lines["row"] != last, "key"]
    ) - legs(before)


def legs(parsed: Parsed) -> set[str]:
    return set(parsed.lines.loc[parsed.lines["kind"].isin(["leg", "info"]), "key"])


@each_fixture
def test_a_header_alone_is_an_empty_file_of_the_format(path: Path):
    export = files.taken_apart(path.read_bytes())
    found, frame, parsed = read(export.with_rows([]).data())
    assert found.slug == path.parent.name
    assert [len(each) for each in (frame, parsed.lines, parsed.bets, parsed.legs, parsed.rejects)] == [0] * 5
    assert prove(parsed.balances).status == "absent"


@each_format
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"\x00" * 600], ids=repr)
def test_a_file_without_anything_is_told_to_be_empty(found: Format, data: bytes, tmp_path: Path):
    path = tmp_path / f"{found.slug}.csv"
    path.write_bytes(data)
    with pytest.raises(FileError, match="empty"):
        read(path)


@each_fixture
def test_garbage_in_every_cell_is_rejected_and_never_raises(path: Path):
    export = files.taken_apart(path.read_bytes())
    rng = random.Random(str(path))
    words = [
        "",
        "--",
        "x",
        "-1",
        "1e9",
        "NaN",
        "99/99/9999 99:99",
        "1.23456789",
        "∞",
        "9" * 40,
        '"',
        "\n",
        "2026-02-30",
    ]
    rows = [[rng.choice([cell, rng.choice(words)]) for cell in row] for row in export.rows * 20]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    _, frame, parsed = read(export.with_rows(rows).data())
    assert len(parsed.lines) + len(parsed.rejects) == len(frame)


@each_fixture
def test_a_zone_moves_times_but_never_keys(path: Path):
    found, _, parsed = read(path)
    _, _, moved = read(path, Options(timezone="Asia/Tokyo", user_currency="EUR"))
    assert list(parsed.lines["key"]) == list(moved.lines["key"])
    assert (parsed.lines["occurred_at"] == moved.lines["occurred_at"]).all() == found.prints_zone


@each_fixture
def test_an_unknown_zone_is_told_to_the_person(path: Path):
    with pytest.raises(FileError, match="not a time zone"):
        read(path, Options(timezone="Mars/Olympus"))


@each_fixture
def test_the_person_may_name_bookmaker_and_currency(path: Path):
    found, _, parsed = read(path, Options(bookmaker="My Book", currency="NZD"))
    if not found.is_tracker:
        assert set(parsed.lines["bookmaker"]) == {"My Book"}
    assert (set(parsed.lines["currency"]) == {"NZD"}) != found.prints_currency


@each_format
def test_a_file_of_other_columns_is_refused_when_the_format_is_forced_on_it(found: Format):
    frame = sniff.read(b"when,what\n1,bet\n").frame
    with pytest.raises(FileError, match="it has no column"):
        found.parse(frame, OPTIONS)


def test_two_formats_of_one_slug_are_an_error(monkeypatch: pytest.MonkeyPatch):
    formats.all_formats.cache_clear()
    monkeypatch.setattr(formats.get("pikkit").__class__, "slug", "matchbook")
    formats.all_formats.cache_clear()
    with pytest.raises(formats.DuplicateSlug):
        formats.all_formats()
    formats.all_formats.cache_clear()


def test_a_tie_is_no_choice(monkeypatch: pytest.MonkeyPatch):
    sample = sniff.read(FILES[0]).sample
    for found in formats.all_formats()[:2]:
        monkeypatch.setattr(type(found), "score", lambda self, sample: formats.Match(90, "alike"))
    detected = formats.detect(sample)
    assert detected.format is None
    assert " or " in detected.why


def test_columns_of_no_format_give_no_choice_with_the_reasons():
    detected = formats.detect(sniff.read(b"when,what,how much\n1/1/2026,bet,5\n").sample)
    assert detected.format is None
    assert all("missing" in match.why for _, match in detected.scores)


def test_an_unknown_slug_is_named():
    with pytest.raises(LookupError, match="sportsbet"):
        formats.get("nonsense")


@pytest.mark.parametrize(
    ("name", "breaks"),
    [
        ("sportsbet", [(5, "1.43", "5.07")]),
        ("smarkets", [(5, "43.00", "74.00"), (6, "81.14", "81.13"), (7, "-22.08", "0.00")]),
        ("betfair", [(4, "43.83", "50.00"), (3, "52.24", "59.68")]),
        ("matchbook", []),
    ],
)
def test_the_published_samples_prove_as_worked_out_by_hand(name: str, breaks: list[tuple[int, str, str]]):
    if not SAMPLE_FILES:
        pytest.skip("the published samples are not beside this checkout (../shared/data/exports)")
    path = next(path for path in SAMPLE_FILES if path.name.startswith(name) and "loss" not in path.name)
    found, _, parsed = read(path)
    proof = prove(parsed.balances, is_newest_first=found.is_newest_first)
    assert [
        (each.line, dollars(each.expected_micro), dollars(each.found_micro)) for each in proof.breaks
    ] == breaks
    assert proof.status == ("broken" if breaks else "proved")
    assert not len(parsed.rejects)


@pytest.mark.parametrize("name", ["pikkit", "bet-analytix"])
def test_the_published_samples_of_trackers_have_no_reject(name: str):
    if not SAMPLE_FILES:
        pytest.skip("the published samples are not beside this checkout (../shared/data/exports)")
    _, frame, parsed = read(next(path for path in SAMPLE_FILES if path.name.startswith(name)))
    assert len(parsed.lines) == len(frame) == 4


SAMPLE_FILES = sorted(files.SAMPLES.glob("*.csv"))


def dollars(micro: int) -> str:
    return f"{'-' if micro < 0 else ''}{abs(micro) // 1_000_000}.{abs(micro) // 10_000 % 100:02d}"

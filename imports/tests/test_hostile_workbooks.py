"""Workbooks that would fill the memory, read other files or run something: refused with a sentence, or read as text."""

import pytest

from imports import sniff
from imports.formats import FileError
from imports.tests.hostile import checks, workbooks
from imports.tests.hostile.limits import megabytes, seconds
from imports.tests.hostile.workbooks import honest, packed, parts, sheet, with_entities, with_part

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
QUICK, MANY = 120, 2_000
CELL = b'<row r="%d"><c r="%s%d" t="inlineStr"><is><t>x</t></is></c></row>'


def cells(data):
    """All text of the table."""
    return sniff.read(data, "history.xlsx").frame.to_numpy().tolist()


def refused(data):
    with seconds(10), pytest.raises(FileError) as refusal:
        sniff.read(data, "history.xlsx")
    assert checks.is_a_sentence(refusal.value.message)
    return refusal.value.message


def holds(seed):
    with seconds(5, f"seed {seed}"):
        try:
            table, _, parsed, _ = checks.read(workbooks.made(seed), "history.xlsx", fallback="matchbook")
        except FileError as error:
            checks.is_refused_kindly(error)
            return
    checks.rows_are_accounted_for(table, parsed)
    checks.figures_are_sane(parsed)


@pytest.mark.thorough
def test_a_hundred_broken_workbooks():
    for seed in range(QUICK):
        holds(seed)


@pytest.mark.slow
def test_two_thousand_broken_workbooks():
    for seed in range(QUICK, MANY):
        holds(seed)


def test_an_honest_one_is_read():
    _, found, parsed, proof = checks.read(honest(), "history.xlsx")
    assert (found.slug, len(parsed.lines), proof.status) == ("matchbook", 12, "proved")


def test_a_bomb_is_refused_before_it_is_unpacked():
    data = with_part("xl/media/image1.png", b"\0" * 300_000_000)
    assert len(data) < 1_000_000
    with megabytes(5):
        assert "unpacks to far more" in refused(data)


@pytest.mark.thorough
def test_one_that_lies_about_its_size_is_refused():
    data = workbooks.lying_about_its_size()
    with megabytes(20):
        refused(data)


def test_too_many_parts_are_refused():
    assert "unpacks to far more" in refused(packed({f"xl/{place}": b"" for place in range(6_000)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_words_that_multiply_are_refused(encoding):
    with megabytes(20):
        assert "damaged" in refused(workbooks.laughs(encoding))


def test_other_files_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the secret of this machine")
    data = with_entities(f'<!ENTITY x SYSTEM "file://{secret}">'.encode(), b"&x;")
    assert "secret" not in refused(data)


def test_macros_and_links_are_left_alone():
    book = parts(honest())
    book["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0 Sub AutoOpen()"
    book["xl/externalLinks/externalLink1.xml"] = b'<externalLink><externalBook r:id="x"/></externalLink>'
    assert cells(packed(book)) == cells(honest())


@pytest.mark.parametrize(
    "rows",
    [
        CELL % (99_999_999_999, b"A", 99_999_999_999),
        b"".join(CELL % (number, b"GR", number) for number in range(50, 20_000)),
    ],
    ids=["a row far away", "cells far to the right"],
)
def test_rows_and_columns_that_are_far_away_end_in_time(rows, monkeypatch):
    monkeypatch.setattr("imports.sheets.MOST_CELLS", 3_000_000)
    assert "too many rows" in refused(sheet(rows))


def test_numbers_that_are_none_become_rejects():
    cell = b'<c r="A50"><v>1e999</v></c><c r="B50"><v>-1e-999</v></c><c r="C50" t="e"><v>#DIV/0!</v></c>'
    data = sheet(b'<row r="50">%s</row>' % cell)
    _, _, parsed, _ = checks.read(data, "history.xlsx", fallback="matchbook")
    assert (len(parsed.lines), len(parsed.rejects)) == (12, 1)
    checks.figures_are_sane(parsed)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + b"\0" * 900, b"PK\x05\x06" + b"\0" * 18])
def test_the_mere_beginning_of_an_archive_is_refused(data):
    refused(data)


def test_a_locked_workbook_and_another_archive_are_told_by_name():
    assert "Excel" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096)
    assert "Unpack it" in refused(packed({"history.csv": b"a,b\n1,2\n"}))
    assert "no sheet" in refused(packed({**parts(honest()), "xl/workbook.xml": b"<x/>"}))

"""From bytes to a table: encodings, delimiters, title lines, line numbers, broken quotes, and files that are no
table."""

import io
import time
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import decoding, sniff
from imports.formats import FileError, Options, get
from imports.formats._columns import RAGGED, RAW
from imports.tests import files

HEADER = "Time (AEST),Type,Summary,Transaction Id,Bet Id,Amount,Balance,Single,Multiple,Exotic,Pool\n"


def cells(data: bytes) -> dict[int, list[str]]:
    """Rows by line, those that fit only."""
    frame = sniff.read(data).frame
    kept = frame[frame[RAGGED].isna()] if RAGGED in frame else frame
    return {
        line: list(row)
        for line, row in zip(
            kept.index, kept.drop(columns=[RAGGED, RAW], errors="ignore").to_numpy(), strict=True
        )
    }


def ragged(data: bytes) -> dict[Any, Any]:
    frame = sniff.read(data).frame
    return frame[RAGGED].dropna().to_dict() if RAGGED in frame else {}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimiters_and_encodings(delimiter: str, encoding: str):
    text = delimiter.join(["Naïve", "Größe"]) + "\n" + delimiter.join(["é", "ü"]) + "\n"
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    table = sniff.read(data)
    assert (table.header, table.delimiter) == (("Naïve", "Größe"), delimiter)
    assert cells(data) == {2: ["é", "ü"]}


def test_a_file_cut_inside_a_character_is_still_utf8():
    table = sniff.read("a,b\n£1,·2\n3,·".encode()[:-1])
    assert table.encoding == "utf-8"
    assert table.frame.iloc[0].tolist() == ["£1", "·2"]


def test_title_lines_are_kept_apart():
    table = sniff.read(b'"Account Overview - 15 Mar 2026, 00:42 GMT"\n\nEvent,Date\nx,y\n')
    assert table.title == ("Account Overview - 15 Mar 2026, 00:42 GMT",)
    assert (table.header, table.header_line, list(table.frame.index)) == (("Event", "Date"), 3, [4])


def test_a_stray_data_line_before_the_header_is_no_header():
    table = sniff.read(
        b"data:text/csv;charset=utf-8,\nLeague,Start Time,Game,Odds\nmlb,2025-07-05,A @ B,-105\n"
    )
    assert table.header == ("League", "Start Time", "Game", "Odds")


def test_rows_know_the_physical_line_they_start_on():
    assert list(cells(b'a,b\n"x\ny\n\nz",1\n\n2,"3\n"\n4,5\n')) == [2, 7, 9]


def test_quoted_cells_keep_delimiters_quotes_and_line_ends():
    assert cells(b'a,b\n"x,""y""\nz",1\n') == {2: ['x,"y"\nz', "1"]}


def test_blank_lines_and_rows_of_nothing_are_no_rows():
    assert list(cells(b'a,b\n\n1,2\n,\n"",""\n   \n3,4\n\n')) == [3, 7]


def test_rows_of_another_width_are_told_with_line_and_reason():
    data = b"a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,,\n4,5,6\n"
    assert list(cells(data)) == [2, 5, 6]
    assert ragged(data) == {
        3: "The row has 2 columns, the header has 3.",
        4: "The row has 4 columns, the header has 3.",
    }


def test_a_last_row_cut_short_is_told_as_such():
    assert ragged(b"a,b,c\n1,2,3\n4,5") == {3: sniff.CUT}
    assert ragged(b'a,b,c\n1,2,3\n4,"5\n6') == {3: sniff.CUT}
    assert cells(b"a,b,c\n1,2,3\n4,5,6") == {2: ["1", "2", "3"], 3: ["4", "5", "6"]}


def test_a_header_that_comes_again_is_no_row():
    data = b"a,b\n1,2\na,b\n3,4\n"
    assert list(cells(data)) == [2, 4]
    assert ragged(data) == {3: sniff.AGAIN}


def test_empty_and_repeated_column_names_become_different_ones():
    assert sniff.read(b"Market,Side,,Stake\nx,y,,1\n").header == ("Market", "Side", "column 3", "Stake")


@pytest.mark.parametrize(
    "summary",
    [
        "Ascot - R2 Cup\n Win or Place\n3. Long Legs @ 4.50 (Win)",
        '"Ascot - R2 "Crown" Cup\n Win or Place\n3. Long Legs @ 4.50 (Win)"',
        '"Ascot - R2 Cup\n Win or Place\n3. Long Legs @ 4.50 (Win)',
        'Ascot - R2 Cup\n Win or Place\n3. Long Legs @ 4.50 (Win)"',
        "Ascot - R2 Cup, Group 1\n Win or Place\n3. Long, Legs @ 4.50 (Win)",
    ],
    ids=["no quotes", "quotes inside", "never closed", "never opened", "commas too"],
)
def test_broken_quoting_is_put_together_by_the_dates_that_begin_rows(summary: str):
    stake = f"04/05/2025 12:30,Bet Stake,{summary},71,81,-5.00,95.00,true,false,false,false\n"
    deposit = "04/05/2025 12:00,Deposit,Deposit,70,,100.00,100.00,,,,\n"
    frame = sniff.read((HEADER + stake + deposit).encode()).frame
    parsed = get("sportsbet").parse(frame, Options())
    assert parsed.lines["row"].tolist() == [2, 5]
    assert parsed.lines["amount_micro"].tolist() == [-5_000_000, 100_000_000]
    assert not len(parsed.rejects)
    assert parsed.bets.loc[0, "market"] == "Win or Place"
    assert parsed.bets.loc[0, "odds"] == "4.5"


def test_one_stray_quote_costs_no_other_row():
    data = b'id,what,stake\n1,"a",5\n2,5" pipe,6\n3,"c,7\n4,"d",8\n5,e,9\n'
    told = cells(data)
    assert set(told) == {2, 3, 4, 5, 6}
    assert told[3][1] == '5" pipe'


def test_the_two_ways_of_reading_agree():
    for path in files.fixtures():
        fast = sniff.read(path)
        body = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        body = "\n".join(body.split("\n")[fast.header_line :])
        free = None
        records = list(sniff.lenient(body, fast.delimiter, len(fast.header), free))
        assert [record.line + fast.header_line for record in records] == list(fast.frame.index)
        assert [record.cells for record in records] == [list(row) for row in fast.frame.to_numpy()]


# --- Files that are no tables ----------------------------------------------------------------------------------------
def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n \n", "empty"),
        (b"\x00" * 5000, "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old Excel"),
        (b"\x89PNG\r\n" + b"x" * 100, "picture"),
        (b"\x1f\x8b" + b"x" * 100, "compressed"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"bets": []}', "JSON"),
        (b"PK\x03\x04 but not really", "damaged"),
        (archive(readme=b"hello"), "zip archive"),
        (archive(xl__workbook=b"0" * 50_000_000), "unpacks to far more"),
        (b"a,b\n1,\x002\n", "not text"),
        (bytes(range(1, 9)) * 500, "not text"),
        (b"\xff\xfe\x00\xd8" + b"\x00\xd8" * 50, "not text"),
        (b"caf\xe9 \x81\x8d,b\n1,2\n", "encoding"),
        (b"just some words\nand more\n", "No table"),
        (b"1,2,3\n4,5,6\n", "No table"),
        (b"a,b\n" + b"garbage without any comma\n" * 5000, "No table"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes, message: str):
    with pytest.raises(FileError, match=message):
        sniff.read(data)


@pytest.mark.parametrize("place", [-3, -2, -1, 0, 1, 1000])
def test_a_character_across_the_pieces_that_are_looked_at_is_whole(place: int):
    before = (1 << 20) + place
    rows = "xx,1\n" * (before // 5)
    text = "a,b\n" + rows + "x" * (before - 4 - len(rows)) + "€,1\n"
    assert sniff.read((text + "2,3\n").encode()).encoding == "utf-8"
    assert sniff.read((text + "2,3\n").encode()[:-4] + b"\xe9,4\n").encoding == "cp1252"


def test_a_huge_file_of_garbage_is_refused_at_once_without_reading_it(tmp_path: Path):
    path = tmp_path / "garbage.csv"
    with path.open("wb") as file:
        file.write(b"\x07\x99\x01garbage" * 7_000)
        file.truncate(300_000_000)
    tracemalloc.start()
    started = time.perf_counter()
    with pytest.raises(FileError, match="not text"):
        sniff.read(path)
    assert time.perf_counter() - started < 1
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_a_file_larger_than_any_export_is_refused_by_its_size(tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n")
        file.truncate(decoding.LARGEST + 1)
    with pytest.raises(FileError, match="larger than"):
        sniff.read(path)


def test_a_hundred_thousand_rows_take_about_a_second():
    summary = "Ascot - R2 Cup\n Win or Place\n3. Long Legs @ 4.50 (Win)"
    row = f'04/05/2025 12:30,"Bet Stake","{summary}",71,81,-5.00,95.00,true,false,false,false\n'
    data = (HEADER + row * 100_000).encode()
    started = time.perf_counter()
    assert len(sniff.read(data).frame) == 100_000
    assert time.perf_counter() - started < 3


def test_a_spreadsheet_reads_like_a_csv():
    from datetime import datetime

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER.strip().split(","))
    sheet.append(
        [datetime(2025, 5, 4, 12, 30), "Deposit", None, 70, None, 100.5, 100.5, None, None, None, None]
    )
    sheet.append(
        [
            datetime(2025, 5, 4, 12, 31),
            "Bet Stake",
            "A v B\n Line\nA @ 1.9 (Win)",
            71,
            81,
            -5,
            95.5,
            True,
            False,
            False,
            False,
        ]
    )
    out = io.BytesIO()
    book.save(out)
    table = sniff.read(out.getvalue())
    parsed = get("sportsbet").parse(table.frame, Options())
    assert parsed.lines["row"].tolist() == [2, 3]
    assert parsed.lines["amount_micro"].tolist() == [100_500_000, -5_000_000]
    assert parsed.bets["structure"].tolist() == ["single"]


@given(st.binary(max_size=3000))
def test_any_bytes_make_a_table_or_a_sentence(data: bytes):
    try:
        table = sniff.read(data)
    except FileError as error:
        sentence = error.message
    else:
        sentence = f"{len(table.header)} columns."
    assert sentence.endswith(".")


@given(st.text(alphabet='ab,;\t"\n\r 1.é', max_size=400))
def test_any_text_below_a_header_loses_no_row_and_never_raises(text: str):
    frame = sniff.read(("first,second\n" + text).encode()).frame
    assert frame.index.is_monotonic_increasing
    assert frame.index.is_unique


def test_a_row_of_more_tabs_than_the_header_has_columns_is_no_header():
    assert sniff.read(b'"first","second"\n"x","x\tA\tB"\n').header == ("first", "second")


def test_a_header_with_more_blank_columns_than_names_is_one():
    table = sniff.read(b"Div,Date,Home,Away,,,,,,,,,\nE0,14/08/93,A,B,,,,,,,,,\n")
    assert table.header[:4] == ("Div", "Date", "Home", "Away")
    assert len(table.frame) == 1


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=20)), max_size=30))
def test_whatever_csv_writes_is_read_back(rows: list[tuple[str, str]]):
    import csv

    def clean(cell: str) -> str:
        kept = "".join(sign for sign in cell if sign not in "\r\x00" and not 0xD800 <= ord(sign) < 0xE000)
        return "x" + "".join(sign if ord(sign) > 31 or sign in "\t\n" else "?" for sign in kept).replace(
            "\x7f", "?"
        )

    wanted = [[clean(cell) for cell in row] for row in rows]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["first", "second"], *wanted])
    frame = sniff.read(out.getvalue().encode()).frame
    assert frame[["first", "second"]].to_numpy().tolist() == wanted

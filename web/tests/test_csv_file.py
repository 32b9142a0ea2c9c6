"""Nothing that a file said becomes a formula, a header or a path when it is written out again."""

import csv
import io
import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from web.csv_file import attachment, inert

FORMULAS = (
    *(
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u00a0=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
    ),
    *(
        '=HYPERLINK("http://x")',
        "=cmd|' /C calc'!A0",
        "-",
        "--5",
        "+",
        "1\r=2"[1:],
        "-5 EUR",
        "-1e5",
        "+１",
        "-٣",
    ),
)


def written(*rows, name="x.csv"):
    response = attachment(name, ("a", "b"), rows)
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text):
    assert inert(text) == f"'{text}"
    assert written((text, "x")) == [[f"'{text}", "x"]]


@pytest.mark.parametrize(
    "text", ["", "x", "1.50", "-1.50", "+3", "-12345678.123456", "a=b", "1+1", "'=1", "Ünïcode 😀"]
)
def test_everything_else_stays_as_it_is(text):
    assert inert(text) == text


def test_numbers_moments_and_nothing_are_written_plainly():
    assert [inert(cell) for cell in (-5, Decimal("-1.5"), None)] == ["-5", "-1.5", ""]
    assert inert(datetime(2024, 1, 2, 3, tzinfo=UTC)) == "2024-01-02T03:00:00+00:00"


def test_cells_with_quotes_and_line_ends_come_back_whole():
    cells = ['a "quoted", one', "two\r\nlines\nof text"]
    assert written(cells) == [cells]


def test_a_generator_of_rows_is_written_row_by_row():
    pulled = []
    rows = ((pulled.append(number), str(number))[1:] * 2 for number in range(3))
    parts = iter(attachment("x.csv", ("a", "b"), rows).streaming_content)
    assert [next(parts), next(parts), next(parts)] == ["\ufeff".encode(), b"a,b\r\n", b"0,0\r\n"]
    assert pulled == [0]


@pytest.mark.parametrize(
    "name",
    ['a"; filename="evil.exe', "a\r\nSet-Cookie: x=1", "a\x00b", "ünï😀.csv", "a;b=c", "", "\\", "\r\n"],
)
def test_a_name_cannot_leave_its_header(name):
    told = attachment(name, ("a",), [])["Content-Disposition"]
    assert told.startswith("attachment")
    assert not set("\r\n\x00") & set(told)
    assert re.sub(r"\\.", "", told).count('"') in (0, 2)

"""Where a row begins in a file whose quotes are lost."""

import pytest

from imports.records import count, lenient, spans


def rows(text: str, width: int) -> list[tuple[int, list[str] | None]]:
    return [(record.line, record.cells) for record in lenient(text, ",", width, None)]


def test_a_moment_at_the_beginning_of_a_line_begins_a_row():
    text = "01/02/2025 10:00,Bet\nof two lines,5.00\n02/02/2025 10:00,Bet,6.00"
    assert rows(text, 3) == [
        (1, ["01/02/2025 10:00", "Bet\nof two lines", "5.00"]),
        (3, ["02/02/2025 10:00", "Bet", "6.00"]),
    ]


def test_a_stray_moment_does_not_swallow_the_whole_rows_after_it():
    text = "29/02/2023 12:00,soon\nLeeds v Hull,x,1.00\nNovak v Ruud,y,2.00"
    assert rows(text, 3) == [
        (1, None),
        (2, ["Leeds v Hull", "x", "1.00"]),
        (3, ["Novak v Ruud", "y", "2.00"]),
    ]


@pytest.mark.parametrize("body", [b"", b",", b'a,"b"\n' * 200_000])
def test_signs_are_counted_over_all_blocks(body):
    assert [count(body, sign) for sign in ',"\n'] == [body.count(sign) for sign in (b",", b'"', b"\n")]


def test_cells_are_counted_row_by_row_between_blank_and_quoted_lines():
    found = spans(b'a,b\n\n"c,\nd",e,f\n,,\n\ng\n"h,h",i', ",")
    assert found is not None
    assert (found.lines.tolist(), found.cells.tolist()) == ([1, 3, 7, 8], [2, 3, 1, 2])

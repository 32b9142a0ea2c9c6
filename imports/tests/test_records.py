"""Where a row begins in a file whose quotes are lost."""

from imports.records import lenient


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

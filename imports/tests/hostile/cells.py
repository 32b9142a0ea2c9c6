"""Damage to an export as a table: the file stays well-formed CSV, so the number of its data rows is known."""

from collections.abc import Callable
from random import Random

from imports.tests.files import Export

NUMBERS = (
    *(
        "1e308",
        "-1e308",
        "1e-400",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "inf",
        "-0",
        "-0.00",
        "+0",
        "00000",
    ),
    *("1000000000000000000", "10000000000000000000", "99999999999999999999999999", "9007199254740.993"),
    *(
        "-9223372036854775808",
        "9223372036854775807",
        "9007199254.740991",
        "0.0000001",
        "1.23456789",
        ".",
        "-",
    ),
    *(
        "１２.５０",
        "٣٤٫٥",
        "१२",
        "Ⅻ",
        "²",
        "1.234,56",
        "1,234.56",
        "1.234.567",
        "1,23",
        "1,2345",
        "12,34,567.8",
    ),
    *(
        "(12.50)",
        "((12.50))",
        "-(1)",
        "--5",
        "5-",
        "+-5",
        "$5",
        "5 EUR",
        "€ 1 234,50",
        "0x1F",
        "1_000",
        "1/0",
    ),
    *(
        "9" * 400,
        "1" + "," * 5000,
        "." * 9000,
        "1 " * 3000,
        f"5{' ' * 20_000}x",
        "=1+1",
        "'5",
        "5%",
        "1e5",
        "1E+3",
        "\u22125",
    ),
)
MOMENTS = (
    *("0000-00-00", "0000-00-00 00:00:00", "9999-12-31 23:59:59", "31/02/2024 10:00", "2024-02-30T00:00:00Z"),
    *("29/02/2023 12:00", "06/10/2024 02:30", "10/03/2024 02:30", "31/12/9999 23:59", "01/01/0001 00:00"),
    *(
        "1e10",
        "1711111111",
        "99999999999999",
        "24:00",
        "25/13/2024 25:61",
        "32/01/2024",
        "2024-01-01T00:00:60Z",
    ),
    *("2024-01-01T10:00:00+99:99", "2024-W01-1", "2024-001", "now", "NaT", "01/01/70 00:00", "1 Smarch 2024"),
    *(
        "١٢/٠٣/٢٠٢٤ ١٠:٠٠",
        "2024-01-01 10:00:00.123456789123",
        "Jan" * 2000,
        "1970-01-01",
        "2262-04-12 00:00:00",
    ),
    *(
        "-2024-01-01",
        "2024-01-01T10:00:00 GMT GMT GMT",
        "12:00 AM PM",
        "2024-01-01T10:00Z" + " " * 5000 + "x",
    ),
)
LONG = "".join(
    Random("long").choices("abcdefghijklmnopqrstuvwxyz0123456789", k=9_000)
)  # nothing packs it smaller
TEXTS = (
    *(LONG, LONG[:3_000], LONG[:300]),
    *(
        "",
        " ",
        "\t",
        "\n",
        "\n\n\n",
        '"',
        '""',
        '"""',
        "'",
        "\\",
        '\\"',
        ",",
        ";",
        "|",
        "a" * 70_000,
        "\ufeff",
    ),
    *('=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "%s%n"),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{7*7}}",
        "{% load x %}",
        "&lt;b&gt;",
        "</td>",
    ),
    *(
        "../../etc/passwd",
        "C:\\x\\y",
        "\u202egnp.exe",
        "😀" * 300,
        "e\u0301" * 500,
        "\u200b",
        "\u2028",
        "\x85",
    ),
    *(
        "'; DROP TABLE bets_bet; --",
        "\\copy x",
        "\\.",
        "\\N",
        "NULL",
        "null",
        "None",
        "true",
        "undefined",
        "[]",
    ),
    *("\x0b", "\x1f", "\x7f", "ﬀ" * 99, "İ" * 60, "ß" * 60, "@ 1.50 @ 2.00 " * 800, "(" * 6000, "v " * 6000),
    *(
        "Bet Stake",
        "Win",
        "Deposit",
        "Withdrawal",
        "Multi",
        "WON",
        "SETTLED_VOID",
        "Market Settled",
        "x | y " * 99,
    ),
)


def _numeric(cell: str) -> bool:
    return (
        any(map(str.isdigit, cell))
        and not any(map(str.isalpha, cell))
        and ":" not in cell
        and "/" not in cell
    )


def _dated(cell: str) -> bool:
    return any(map(str.isdigit, cell)) and (":" in cell or cell.count("/") == 2 or cell.count("-") == 2)


def _where(export: Export, rng: Random, fits: Callable[[str], bool], most: int) -> list[tuple[int, int]]:
    """Some places of cells that fit, all of one column as often as not."""
    places = [(r, c) for r, row in enumerate(export.rows) for c, cell in enumerate(row) if fits(cell)]
    if places and rng.random() < 0.3:
        column = rng.choice(places)[1]
        return [place for place in places if place[1] == column]
    return rng.sample(places, min(len(places), rng.randint(1, most)))


def _put(export: Export, rng: Random, fits: Callable[[str], bool], values: tuple[str, ...]) -> None:
    for row, column in _where(export, rng, fits, 6):
        export.rows[row][column] = rng.choice(values)


def absurd_numbers(export: Export, rng: Random) -> None:
    _put(export, rng, _numeric, NUMBERS)


def absurd_moments(export: Export, rng: Random) -> None:
    _put(export, rng, _dated, MOMENTS)


def absurd_texts(export: Export, rng: Random) -> None:
    _put(export, rng, lambda _: True, TEXTS)


def absurd_anything(export: Export, rng: Random) -> None:
    _put(export, rng, lambda _: True, NUMBERS + MOMENTS + TEXTS)


def emptied_cells(export: Export, rng: Random) -> None:
    _put(export, rng, lambda _: True, ("", "--", "n/a", "-"))


def exchanged_marks(export: Export, rng: Random) -> None:
    """Decimal commas for points, and the other way, here and there."""
    for row, column in _where(export, rng, _numeric, 8):
        export.rows[row][column] = export.rows[row][column].translate(str.maketrans(".,", ",."))


def exchanged_cells(export: Export, rng: Random) -> None:
    for row in rng.sample(export.rows, min(len(export.rows), 5)):
        one, other = rng.randrange(len(row)), rng.randrange(len(row))
        row[one], row[other] = row[other], row[one]


def doubled_rows(export: Export, rng: Random) -> None:
    for _ in range(rng.randint(1, 8)):
        if export.rows:
            export.rows.insert(rng.randrange(len(export.rows) + 1), list(rng.choice(export.rows)))


def same_key(export: Export, rng: Random) -> None:
    """One column says the same in every row: references and keys collide."""
    if export.rows:
        column = rng.randrange(len(export.header))
        for row in export.rows:
            row[column : column + 1] = export.rows[0][column : column + 1]


def removed_rows(export: Export, rng: Random) -> None:
    keep = rng.random()
    export.rows[:] = [row for row in export.rows if rng.random() < keep]


def shuffled_rows(export: Export, rng: Random) -> None:
    rng.shuffle(export.rows)


def shuffled_columns(export: Export, rng: Random) -> None:
    order = rng.sample(range(len(export.header)), len(export.header))
    for row in (export.header, *export.rows):
        row[:] = [row[place] for place in order if place < len(row)]


def doubled_column(export: Export, rng: Random) -> None:
    place, to = rng.randrange(len(export.header)), rng.randrange(len(export.header) + 1)
    for row in (export.header, *export.rows):
        if place < len(row):
            row.insert(to, row[place])


def removed_column(export: Export, rng: Random) -> None:
    place = rng.randrange(len(export.header))
    for row in (export.header, *export.rows):
        del row[place : place + 1]


def renamed_column(export: Export, rng: Random) -> None:
    export.header[rng.randrange(len(export.header))] = rng.choice(
        ("", "x", "Amount", "=1", "Ünïcode", "a" * 500)
    )


def ragged_rows(export: Export, rng: Random) -> None:
    for row in rng.sample(export.rows, min(len(export.rows), rng.randint(1, 6))):
        if rng.random() < 0.5:
            del row[rng.randint(1, len(row)) :]
        else:
            row.extend(rng.choice(TEXTS) or "x" for _ in range(rng.randint(1, 4)))


TABLE = (
    *(absurd_numbers, absurd_moments, absurd_texts, absurd_anything, emptied_cells, exchanged_marks),
    *(exchanged_cells, doubled_rows, same_key, removed_rows, shuffled_rows, shuffled_columns, doubled_column),
    *(removed_column, renamed_column, ragged_rows),
)

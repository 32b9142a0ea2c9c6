"""A bank's CSV file: every row has one fate, and opening + rows = closing."""

import pytest

from treasury.bank_csv import read
from treasury.tests.house import statement_csv

HEAD = "date,amount,currency,description,reference,balance\n"


def errors(text):
    return [str(error) for error in read(text.encode(), currency="AUD").errors]


def test_a_file_is_read_with_its_opening_and_closing_balance():
    file = read(statement_csv((1, 50, "A1"), (2, -20), opening=7), currency="AUD")
    assert file.errors == []
    assert (file.opening_micro, file.closing_micro) == (7_000_000, 37_000_000)
    assert [(row.number, row.amount_micro, row.reference) for row in file.rows] == [
        (2, 50_000_000, "A1"),
        (3, -20_000_000, ""),
    ]


def test_newest_first_semicolons_marks_and_other_order_of_columns_are_read_alike():
    plain = read(statement_csv((1, 1050), (2, -20)), currency="AUD")
    other = read(
        "\ufeffBalance;Amount;Date;Currency\r\n1.030,00;-20,00;2026-03-02;aud\r\n"
        "1.050,00;1.050,00;2026-03-01;AUD\r\n".encode(),
        currency="AUD",
    )
    assert other.errors == []
    assert [(row.at, row.amount_micro, row.balance_micro) for row in other.rows] == [
        (row.at, row.amount_micro, row.balance_micro) for row in plain.rows
    ]


def test_rows_that_say_the_same_are_told_apart_and_have_the_same_names_in_another_file():
    one = read(statement_csv((1, 5), (1, -5), (1, 5)), currency="AUD")
    more = read(statement_csv((1, 5), (1, -5), (1, 5), (2, 9)), currency="AUD")
    keys = [row.key for row in one.rows]
    assert len(set(keys)) == 3
    assert keys == [row.key for row in more.rows[:3]]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2026-03-02,x,AUD,,,55", "Line 3: 'x' is not an amount of money."),
        ("2026-13-02,5,AUD,,,55", "Line 3: '2026-13-02' is no date such as 2026-03-31."),
        ("2026-03-02,5,USD,,,55", "Line 3: It is in USD, the account in AUD."),
        ("2026-03-02,5,AUD,,,56", "Line 3: Its balance does not follow from the row before."),
        ("2026-02-02,5,AUD,,,55", "Line 3: Its date is before that of the row before."),
        ("2026-03-02,0,AUD,,,50", "Line 3: It moves no money."),
        ("2026-03-02,5,AUD,,55", "Line 3: It has another number of cells than the first line."),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(row, reason):
    assert errors(f"{HEAD}2026-03-01,50,AUD,,,50\n{row}\n") == [reason]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is missing"),
        (HEAD.encode(), "no rows"),
        (b"date,amount,currency\n", "balance is missing"),
        (b"date,date,amount,currency,balance\n", "twice"),
        (b"\xff\xfe", "UTF-8"),
        (b"a\x00b", "text file"),
        ((HEAD + '2026-03-01,"5,AUD,,,5').encode(), "broken"),
    ],
)
def test_what_is_no_statement_is_refused_as_a_whole(content, reason):
    file = read(content, currency="AUD")
    assert file.rows == []
    assert reason in str(file.errors[0])


def test_all_errors_are_told_with_the_lines_of_cells_over_several_lines():
    text = f'{HEAD}2026-03-01,50,AUD,"two\nlines",,50\nbad,5,AUD,,,55\n2026-03-02,worse,AUD,,,55\n'
    assert [error.split(":")[0] for error in errors(text)] == ["Line 4", "Line 5"]

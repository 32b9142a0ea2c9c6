"""The balance proof by itself, on small statements that can be worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from imports.proof import ABSENT, BROKEN, PROVED, prove

NEWEST, OLDEST = True, False


def statement(*rows: tuple[int, int, int | None]) -> pd.DataFrame:
    """(amount, balance, minute) of each row, from line 2 on. Whole units."""
    amounts, balances, minutes = zip(*rows, strict=True)
    start = pd.Timestamp("2026-01-01", tz="UTC")
    times = [pd.NaT if minute is None else start + pd.Timedelta(minutes=minute) for minute in minutes]
    return pd.DataFrame(
        {
            "row": np.arange(2, 2 + len(rows)),
            "occurred_at": pd.Series(times, dtype="datetime64[us, UTC]"),
            "amount_micro": np.array(amounts, dtype=np.int64) * 1_000_000,
            "balance_micro": np.array(balances, dtype=np.int64) * 1_000_000,
        }
    )


def told(frame: pd.DataFrame, *, is_newest_first: bool = NEWEST) -> list[tuple[int, int, int]]:
    proof = prove(frame, is_newest_first=is_newest_first)
    million = 1_000_000
    return [(each.line, each.expected_micro // million, each.found_micro // million) for each in proof.breaks]


def test_a_statement_that_adds_up_is_proved_with_its_opening_and_closing_balance():
    proof = prove(statement((10, 10, 1), (-4, 6, 2), (5, 11, 3)))
    assert (proof.status, proof.rows, proof.breaks) == (PROVED, 3, ())
    assert (proof.opening_micro, proof.closing_micro) == (0, 11_000_000)
    assert proof.first_at is not None
    assert proof.last_at is not None
    assert (proof.last_at - proof.first_at).total_seconds() == 120


def test_newest_first_is_proved_backwards():
    proof = prove(statement((5, 11, 3), (-4, 6, 2), (10, 10, 1)))
    assert (proof.status, proof.opening_micro, proof.closing_micro) == (PROVED, 0, 11_000_000)


def test_a_missing_row_breaks_at_the_later_row_and_the_proof_goes_on_from_there():
    assert told(statement((10, 10, 1), (5, 11, 3), (1, 12, 4))) == [(3, 15, 11)]
    assert told(statement((1, 12, 4), (5, 11, 3), (10, 10, 1))) == [(3, 15, 11)]


def test_breaks_come_in_order_of_time():
    assert told(statement((1, 50, 4), (1, 20, 3), (1, 10, 2))) == [(3, 11, 20), (2, 21, 50)]


def test_equal_times_are_left_in_the_order_of_the_file():
    assert prove(statement((5, 15, 1), (-3, 12, 1), (10, 22, 1), (1, 23, 2))).status == PROVED
    assert prove(statement((-3, 12, 1), (5, 15, 1), (10, 22, 1), (1, 23, 2))).status == BROKEN


def test_a_row_out_of_its_time_does_not_turn_the_file_round():
    assert told(statement((10, 10, 1), (1, 11, 2), (0, 11, -500), (2, 13, 3))) == []


def test_without_any_difference_in_time_the_direction_that_holds_is_taken():
    forwards = [(10, 10, 1), (-4, 6, 1), (5, 11, 1)]
    assert prove(statement(*forwards), is_newest_first=NEWEST).status == PROVED
    assert prove(statement(*forwards[::-1]), is_newest_first=OLDEST).status == PROVED


def test_without_any_sign_the_order_of_the_format_is_taken():
    rows = statement((1, 10, None), (2, 20, None))
    assert told(rows, is_newest_first=OLDEST) == [(3, 12, 20)]
    assert told(rows, is_newest_first=NEWEST) == [(2, 21, 10)]


def test_one_row_proves_itself():
    proof = prove(statement((4, 9, 1)))
    assert (proof.status, proof.opening_micro, proof.closing_micro) == (PROVED, 5_000_000, 9_000_000)


@pytest.mark.parametrize("frame", [None, statement((1, 1, 1)).iloc[:0]])
def test_no_balance_is_no_proof(frame: pd.DataFrame | None):
    proof = prove(frame)
    assert (proof.status, proof.rows, proof.opening_micro, proof.first_at) == (ABSENT, 0, None, None)


def test_no_amount_is_rounded():
    frame = statement((1, 1, 1), (1, 2, 2))
    frame.loc[1, "balance_micro"] += 1
    proof = prove(frame)
    assert [(each.expected_micro, each.found_micro) for each in proof.breaks] == [(2_000_000, 2_000_001)]

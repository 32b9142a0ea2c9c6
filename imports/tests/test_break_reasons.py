"""Why a running balance breaks: each damage done to a true statement is told by its name, wherever it is done."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.break_reasons import ALTERED, DUPLICATE, MISSING, OUT_OF_ORDER, REFUSED
from imports.proof import Break, prove
from imports.tests.test_proof import statement

# Amounts of which no sums of neighbours are equal, so that no reason can be told by chance.
AMOUNTS = [1009, -17, 230, -91, 405, -333, 58, -7, 1201, -640, 77, -29, 3, -151]


def true_rows() -> list[tuple[int, int, int]]:
    """(amount, balance, minute), oldest first."""
    balances = np.cumsum(AMOUNTS)
    return [(amount, int(balances[at]), at) for at, amount in enumerate(AMOUNTS)]


def breaks_of(rows, *, refused=()) -> list[Break]:
    return list(prove(statement(*rows), refused=refused).breaks)


def reasons_of(rows, **options) -> list[tuple[str, int | None]]:
    return [(each.reason, each.near) for each in breaks_of(rows, **options)]


def test_a_row_told_twice_is_a_duplicate_of_the_first():
    rows = true_rows()
    rows.insert(5, rows[4])
    assert reasons_of(rows) == [(DUPLICATE, 6)]


def test_two_exports_glued_together_repeat_their_overlap():
    rows = true_rows()
    glued = rows[:9] + rows[5:]
    assert {reason for reason, _ in reasons_of(glued)} == {DUPLICATE}


def test_a_row_in_the_wrong_place_belongs_behind_another():
    rows = true_rows()
    rows.insert(9, rows.pop(4))
    assert [reason for reason, _ in reasons_of(rows)] == [OUT_OF_ORDER] * 3
    # Line 6 (the fifth row) was taken out after line 5, and now stands on line 11.
    assert dict(zip((each.line for each in breaks_of(rows)), reasons_of(rows), strict=True))[11] == (
        OUT_OF_ORDER,
        5,
    )


def test_blocks_that_changed_places_are_out_of_order():
    rows = true_rows()
    assert {reason for reason, _ in reasons_of(rows[:3] + rows[7:10] + rows[3:7] + rows[10:])} == {
        OUT_OF_ORDER
    }


def test_a_refused_row_between_explains_the_break():
    rows = true_rows()
    del rows[6]
    assert reasons_of(rows) == [(MISSING, None)]
    frame = statement(*rows)
    frame.loc[6:, "row"] += 1  # the refused row stood on line 8
    assert [each.reason for each in prove(frame, refused=[8]).breaks] == [REFUSED]
    assert [each.reason for each in prove(frame, refused=[3]).breaks] == [MISSING]


def test_a_misprinted_balance_is_told_by_its_line():
    rows = true_rows()
    rows[6] = (rows[6][0], rows[6][1] + 1000, rows[6][2])
    assert reasons_of(rows) == [(ALTERED, 8), (ALTERED, 8)]


def test_a_turned_sign_is_told_by_its_line():
    rows = true_rows()
    rows[6] = (-rows[6][0], rows[6][1], rows[6][2])
    assert reasons_of(rows) == [(ALTERED, 8)]


def test_missing_rows_are_missing_between_two_moments():
    rows = true_rows()
    (found,) = breaks_of(rows[:4] + rows[8:])
    assert found.reason == MISSING
    assert found.previous_at.minute == 3
    assert found.occurred_at.minute == 8
    assert found.found_micro - found.expected_micro == sum(AMOUNTS[4:8]) * 1_000_000


@pytest.mark.parametrize("is_backwards", [False, True])
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_any_single_damage_has_its_own_name(is_backwards, data):
    rows = true_rows()
    place = data.draw(st.integers(1, len(rows) - 2))
    name = data.draw(st.sampled_from([DUPLICATE, OUT_OF_ORDER, MISSING]))
    if name == DUPLICATE:
        rows.insert(place, rows[place])
    elif name == MISSING:
        del rows[place]
    else:
        other = data.draw(st.integers(1, len(rows) - 2).filter(lambda at: at != place))
        rows.insert(other, rows.pop(place))
    found = reasons_of(rows[::-1] if is_backwards else rows)
    assert found
    assert {reason for reason, _ in found} == {name}


def test_a_thousand_breaks_are_explained_without_a_wait():
    rows = [(1, at * 3, at) for at in range(4000)]
    assert {reason for reason, _ in reasons_of(rows)} == {MISSING}

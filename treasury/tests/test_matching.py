"""Lines and movements one to one: exact, as many as can be, and never by a guess."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treasury import matching
from treasury.matching import Line, Moved, match

START = datetime(2026, 3, 1, tzinfo=UTC)
WINDOW = timedelta(days=4)


def line(pk, day, amount, **more):
    return Line(pk, START + timedelta(days=day), amount * 1_000_000, **more)


def moved(pk, day, amount, key=""):
    return Moved(pk, START + timedelta(days=day), amount * 1_000_000, key)


def pairs(lines, movements):
    return sorted((pair.line.id, pair.movement.id) for pair in match(lines, movements, window=WINDOW).pairs)


def test_a_reference_finds_its_movement_whatever_the_day():
    lines = [line(1, 0, 50, reference="withdrawal:7")]
    assert pairs(lines, [moved(8, 0, 50, "withdrawal:8:sent"), moved(9, 30, 50, "withdrawal:7:sent")]) == [
        (1, 9)
    ]


def test_a_line_of_the_chain_is_found_by_its_transaction_and_never_by_its_amount():
    key = "deposit:1:0xAB:3"
    assert pairs([line(1, 0, 50, tx="0xab:3")], [moved(7, 0, 50), moved(9, 1, 50, key)]) == [(1, 9)]
    assert pairs([line(1, 0, 50, tx="0xab:4")], [moved(9, 0, 50, key)]) == []


def test_a_reference_to_another_amount_is_told_and_not_matched_elsewhere():
    found = match(
        [line(1, 0, 50, reference="deposit:bank:1")],
        [moved(8, 0, 50), moved(9, 0, 51, "deposit:bank:1")],
        window=WINDOW,
    )
    assert found.pairs == []
    assert found.suggestions[1].is_same_fact
    assert found.suggestions[1].movement.id == 9


def test_two_equal_lines_need_two_movements():
    lines = [line(1, 0, 50), line(2, 0, 50)]
    assert pairs(lines, [moved(8, 0, 50)]) == [(1, 8)]
    assert pairs(lines, [moved(8, 0, 50), moved(9, 1, 50)]) == [(1, 8), (2, 9)]


def test_the_nearer_day_is_taken_and_beyond_the_window_nothing():
    assert pairs([line(1, 5, 50)], [moved(8, 2, 50), moved(9, 5, 50)]) == [(1, 9)]
    assert pairs([line(1, 0, 50)], [moved(8, 5, 50)]) == []


def test_as_many_as_can_be_find_one_even_at_the_price_of_days():
    assert pairs([line(1, 0, 50), line(2, 4, 50)], [moved(8, 4, 50), moved(9, 8, 50)]) == [(1, 8), (2, 9)]


@pytest.mark.parametrize(
    ("amount", "other", "day", "why"),
    [
        (50, 50, 10, "10 days apart"),
        (50, -50, 0, "other direction"),
        (5420, 4520, 0, "swapped"),
        (1000, 995, 0, "within one percent"),
    ],
)
def test_what_is_near_is_suggested_with_its_reason(amount, other, day, why):
    found = match([line(1, 0, amount)], [moved(9, day, other)], window=WINDOW)
    assert found.pairs == []
    assert why.lower() in found.suggestions[1].why.lower()


def test_what_is_far_is_not_suggested():
    assert not match([line(1, 0, 50)], [moved(9, 60, 50), moved(8, 0, 70)], window=WINDOW).suggestions


def most_pairs(lines, movements):
    """By augmenting paths: the most that any one-to-one pairing can reach."""
    partner = {}

    def place(one, seen):
        for other in movements:
            fits = one.amount_micro == other.amount_micro and abs(one.at - other.at) <= WINDOW
            if fits and other.id not in seen:
                seen.add(other.id)
                if other.id not in partner or place(partner[other.id], seen):
                    partner[other.id] = one
                    return True
        return False

    return sum(place(one, set()) for one in lines)


rows = st.lists(st.tuples(st.integers(0, 20), st.sampled_from([5, 7])), max_size=9)


@given(lines=rows, movements=rows, shuffled=st.randoms(), cells=st.sampled_from([0, 1_000_000]))
def test_the_pairing_is_one_to_one_exact_largest_and_free_of_order(lines, movements, shuffled, cells):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching, "MOST_CELLS", cells)
        told = [line(number, *row) for number, row in enumerate(lines)]
        there = [moved(100 + number, *row) for number, row in enumerate(movements)]
        found = match(told, there, window=WINDOW)
        assert len(found.pairs) == most_pairs(told, there)
        assert all(
            pair.line.amount_micro == pair.movement.amount_micro
            and abs(pair.line.at - pair.movement.at) <= WINDOW
            for pair in found.pairs
        )
        both = [pair.line.id for pair in found.pairs] + [each.id for each in found.lines]
        assert sorted(both) == sorted(each.id for each in told)
        both = [pair.movement.id for pair in found.pairs] + [each.id for each in found.movements]
        assert sorted(both) == sorted(each.id for each in there)
        again = shuffled.sample(told, len(told)), shuffled.sample(there, len(there))
        assert pairs(*again) == sorted((pair.line.id, pair.movement.id) for pair in found.pairs)


def test_a_bank_calls_a_deposit_by_the_reference_in_its_key():
    movements = [moved(8, 9, 50, "deposit:bank:REF-124:0"), moved(9, 9, 50, "deposit:bank:REF-123:0")]
    assert pairs([line(1, 0, 50, reference="REF-123")], movements) == [(1, 9)]

"""Large and odd patterns: each rule at its very threshold, and nothing else."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from treasury.patterns import Flow, Rules, find

START = datetime(2026, 3, 2, tzinfo=UTC)


def flows(*rows, person=1):
    """Rows of (hours, whole units)."""
    return [
        Flow(number, person, START + timedelta(hours=hours), "AUD", units * 1_000_000)
        for number, (hours, units) in enumerate(rows, 1)
    ]


def found(*rows):
    return [(each.rule, each.movements) for each in find(flows(*rows))]


def test_a_single_large_amount_either_way():
    assert found((0, 10_000)) == [("single", (1,))]
    assert found((0, -10_000)) == [("single", (1,))]
    assert found((0, 7_999)) == []


def test_the_sum_of_a_day_in_one_direction():
    assert found((0, 5_000), (20, 5_000)) == [("day", (1, 2))]
    assert found((0, 5_000), (24, 5_000)) == []
    assert found((0, 5_000), (20, 4_999)) == []
    assert found((0, 5_000), (0, -900), (1, -900)) == []


def test_many_just_under_the_threshold():
    assert found((0, 8_000), (80, 9_999), (168, 8_500)) == [("just-under", (1, 2, 3))]
    assert found((0, 8_000), (80, 9_999), (169, 8_500)) == []
    assert found((0, 7_999), (80, 9_999), (168, 8_500)) == []


def test_quickly_in_and_out():
    assert found((0, 1_000), (24, -800)) == [("in-and-out", (1, 2))]
    assert found((0, 1_000), (10, -400), (24, -400)) == [("in-and-out", (1, 2, 3))]
    assert found((0, 1_000), (25, -800)) == []
    assert found((0, 1_000), (24, -799)) == []
    assert found((0, 999), (24, -999)) == []


def test_money_that_goes_round():
    assert found((0, -500), (30, 495), (60, -500), (90, 510)) == [("round-trip", (1, 2, 3, 4))]
    assert found((0, -500), (30, 495)) == []
    assert found((0, -500), (30, 489), (60, -500), (90, 510)) == []
    assert found((0, -500), (30, 495), (160, -500), (190, 510)) == []


def test_people_and_currencies_are_never_added_up():
    two = flows((0, 5_000)) + flows((1, 5_000), person=2)
    assert find(two) == []
    other = [Flow(9, 1, START, "USD", 5_000_000_000), *flows((0, 5_000))]
    assert find(other) == []


def test_every_rule_is_stated():
    assert set(Rules().stated()) == {"single", "day", "just-under", "in-and-out", "round-trip"}


@given(
    rows=st.lists(st.tuples(st.integers(0, 400), st.integers(-12_000, 12_000).filter(bool)), max_size=14),
    shuffled=st.randoms(),
)
def test_the_order_of_the_rows_does_not_matter_and_no_rule_counts_one_twice(rows, shuffled):
    told = flows(*rows)
    whole = find(told)
    assert find(shuffled.sample(told, len(told))) == whole
    for rule in Rules().stated():
        named = [pk for each in whole if each.rule == rule for pk in each.movements]
        if rule != "day":
            assert len(named) == len(set(named))

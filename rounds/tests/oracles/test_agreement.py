"""When what sources said is a close to pay by: tables, and what hypothesis finds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rounds.oracles.agreement import AHEAD, Said, Standing, Terms, differs, is_fresh, judge

CLOSES = datetime(2026, 3, 4, 21, 0, tzinfo=UTC)
OPENS = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
UNTIL = CLOSES + timedelta(minutes=35)
D, S = Decimal, timedelta(seconds=1)
AGREED, WAITING, DISAGREE = Standing.AGREED, Standing.WAITING, Standing.DISAGREE


def terms(quorum=2, tolerance="0.01", *, reference="100.00", **more):
    known = {"closes_at": CLOSES, "next_opens_at": OPENS, "until": UNTIL, "decimals": 2}
    bar = None if reference is None else D(reference)
    return Terms(quorum=quorum, tolerance=D(tolerance), reference=bar, **(known | more))


def said(value, source="a", *, rank=1, minute=6, number=1, **more):
    """Told by a source in this minute after the close, with its own time half a minute earlier."""
    at = CLOSES + timedelta(minutes=minute)
    known = {"fetched_at": at, "provider_at": at - timedelta(seconds=30), "is_final": True}
    return Said(number=number, source=source, rank=rank, value=D(value), **(known | more))


def by(person, value, *, minute=6, number=1, **more):
    return said(value, "staff", rank=3, minute=minute, number=number, person=person, provider_at=None, is_dated=True,
                **more)  # fmt: skip


# --- Quorum, direction, tolerance ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("values", "quorum", "tolerance", "state", "close"),
    [
        ([], 1, "0.01", WAITING, None),
        (["100.01"], 1, "0.01", AGREED, "100.01"),
        (["100.01"], 2, "0.01", WAITING, None),
        (["100.01", "100.01"], 2, "0", AGREED, "100.01"),
        (["100.01", "100.02"], 2, "0.01", AGREED, "100.01"),
        (["100.01", "100.03"], 2, "0.01", DISAGREE, None),
        (["100.01", "100.03"], 2, "0.02", AGREED, "100.01"),
        # the direction comes before the tolerance: a hundredth apart, and one of them is a tie, which is down
        (["100.01", "100.00"], 2, "5", DISAGREE, None),
        (["99.99", "100.00"], 2, "5", AGREED, "99.99"),
        (["100.00", "100.00"], 2, "0", AGREED, "100.00"),
        # a third voice that dissents is not outvoted
        (["100.01", "100.01", "99.99"], 2, "5", DISAGREE, None),
        (["100.01", "100.01", "100.50"], 2, "0.01", DISAGREE, None),
        # compared at the places of the round: 100.004 is a tie, 100.005 is not
        (["100.004", "100.00"], 2, "0", AGREED, "100.00"),
        (["100.005", "100.00"], 2, "0", DISAGREE, None),
        (["100.0149999", "100.01"], 2, "0", AGREED, "100.01"),
    ],
)
def test_enough_of_one_direction_within_the_tolerance(values, quorum, tolerance, state, close):
    told = [said(value, f"s{n}", rank=n + 1, number=n) for n, value in enumerate(values)]
    found = judge(told, terms(quorum, tolerance))
    assert (found.standing, found.close) == (state, close and D(close))
    assert bool(found.reason) == (state != AGREED)
    assert found.counted == (frozenset(range(len(values))) if state != WAITING else frozenset())


def test_the_best_rank_binds_and_says_whether_it_is_final():
    told = [
        said("100.02", "b", rank=2, number=1, is_final=True),
        said("100.01", "a", number=2, is_final=False),
    ]
    found = judge(told, terms())
    assert (found.close, found.is_final) == (D("100.01"), False)


def test_without_a_reference_there_is_no_direction():
    told = [said("100.00", "a"), said("100.01", "b", rank=2)]
    assert judge(told, terms(reference="100.00")).standing == DISAGREE
    assert judge(told, terms(reference=None)).close == D("100.00")


def test_a_real_day_on_which_two_vendors_disagree_on_the_direction():
    """1995-08-15: one vendor prints one decimal and sees a tie, the other sees it fall from 1012.44 to 1012.37."""
    one = judge([said("1012.4")], terms(1, decimals=1, reference="1012.4"))
    two = judge([said("1012.37")], terms(1, reference="1012.44"))
    assert (one.close, two.close) == (D("1012.4"), D("1012.37"))
    both = [said("22873.18", "a"), said("22807.48", "b", rank=2)]  # 2026-03-04: a snapshot, and the close
    assert judge(both, terms(reference="22516.69")).standing == DISAGREE
    assert (
        "differ by more than 0.01: a 22873.18, b 22807.48" in judge(both, terms(reference="22516.69")).reason
    )


# --- Freshness -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("more", "fresh"),
    [
        ({}, True),
        ({"provider_at": CLOSES}, True),
        ({"provider_at": CLOSES - S}, False),
        ({"provider_at": CLOSES - timedelta(days=1)}, False),
        ({"provider_at": CLOSES - S, "is_dated": True}, False),
        ({"provider_at": CLOSES + timedelta(minutes=6) + AHEAD}, True),
        ({"provider_at": CLOSES + timedelta(minutes=6) + AHEAD + S}, False),
        ({"provider_at": None}, False),
        ({"provider_at": None, "is_dated": True}, True),
        ({"fetched_at": CLOSES - S, "provider_at": None, "is_dated": True}, False),
        ({"fetched_at": UNTIL - S}, True),
        ({"fetched_at": UNTIL}, False),
        ({"value": D("0.004")}, False),
    ],
)
def test_fresh_is_told_of_this_session_after_its_close_and_in_time(more, fresh):
    assert is_fresh(replace(said("100.01"), **more), terms()) is fresh


def test_a_time_of_the_next_session_is_no_time_of_this_one():
    late = {"fetched_at": OPENS + timedelta(hours=1)}
    endless = terms(until=None)
    assert is_fresh(replace(said("100.01"), **late, provider_at=OPENS - S), endless)
    assert not is_fresh(replace(said("100.01"), **late, provider_at=OPENS), endless)
    assert is_fresh(replace(said("100.01"), **late, provider_at=OPENS, is_dated=True), endless)


def test_a_price_that_is_merely_not_of_the_future_is_not_fresh():
    """The inverted check of PancakeSwap (issue 55) asks `timestamp <= now + allowance`: yesterday's price passes it."""
    yesterday = replace(said("90"), provider_at=CLOSES - timedelta(days=1))
    assert yesterday.provider_at <= yesterday.fetched_at + AHEAD
    assert not is_fresh(yesterday, terms())
    assert judge([yesterday], terms(1)).standing == WAITING


def test_the_newest_fresh_word_of_a_source_counts():
    first, second = said("100.01", minute=6, number=1), said("99.00", minute=7, number=2)
    stale = replace(said("90", minute=8, number=3), provider_at=CLOSES - S)
    assert judge([first, second, stale], terms(1)).close == D("99.00")
    late = said("80", minute=36, number=4)
    assert judge([first, second, stale, late], terms(1)).counted == {2}


# --- Provisional and final -----------------------------------------------------------------------------------------
def test_a_provisional_close_waits_where_only_a_final_one_binds():
    provisional = said("100.01", is_final=False)
    assert judge([provisional], terms(1)).close == D("100.01")
    found = judge([provisional], terms(1, needs_final=True))
    assert (found.standing, found.reason) == (
        WAITING,
        "0 of 1 sources told a final close, 1 a provisional one.",
    )
    final = said("99.00", minute=9, number=2)
    assert judge([provisional, final], terms(1, needs_final=True)).close == D("99.00")


def test_a_source_that_takes_its_final_word_back_has_none():
    final, second_thoughts = said("100.01", number=1), said("100.02", minute=9, number=2, is_final=False)
    assert judge([final, second_thoughts], terms(1, needs_final=True)).standing == WAITING


# --- Four eyes -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sayings", "close"),
    [
        ([by(1, "100.01")], None),
        ([by(1, "100.01", number=1), by(1, "100.01", number=2, minute=7)], None),
        ([by(1, "100.01", number=1), by(2, "100.01", number=2)], "100.01"),
        ([by(1, "100.010", number=1), by(2, "100.01", number=2)], "100.01"),
        ([by(1, "100.01", number=1), by(2, "100.02", number=2)], None),
        # a correction: what a person says last counts
        ([by(1, "1", number=1), by(2, "100.01", number=2), by(1, "100.01", number=3, minute=8)], "100.01"),
        ([by(1, "100.01", number=1), by(2, "100.01", number=2), by(2, "99", number=3, minute=8)], None),
        # two against one are two; two against two are none
        ([by(1, "100.01", number=1), by(2, "100.01", number=2), by(3, "99", number=3)], "100.01"),
        ([by(n, v, number=n) for n, v in ((1, "100.01"), (2, "100.01"), (3, "99"), (4, "99"))], None),
    ],
)
def test_a_close_said_by_staff_needs_two_of_them(sayings, close):
    found = judge(sayings, terms(1))
    assert found.close == (close and D(close))


def test_two_people_are_one_source():
    both = [by(1, "100.01", number=1), by(2, "100.01", number=2)]
    assert judge(both, terms(2)).standing == WAITING
    assert judge([*both, said("100.01", number=3)], terms(2)).counted == {1, 2, 3}


def test_what_two_say_is_final_when_both_say_so():
    both = [by(1, "100.01", number=1), by(2, "100.01", number=2, is_final=False)]
    assert judge(both, terms(1)).is_final is False
    assert judge(both, terms(1, needs_final=True)).standing == WAITING


# --- Contradicting a close -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "close", "against"),
    [
        ("100.02", "100.02", False),
        ("100.03", "100.02", False),
        ("100.04", "100.02", True),
        ("100.00", "100.01", True),
        ("99.99", "100.00", False),
    ],
)
def test_a_contradiction_is_of_direction_or_beyond_the_tolerance(value, close, against):
    assert differs(D(value), D(close), terms()) is against


# --- Properties ----------------------------------------------------------------------------------------------------
MINUTES = st.integers(-30, 60)
VALUES = st.sampled_from(["99.98", "99.99", "100.00", "100.004", "100.005", "100.01", "100.02", "101"])


@st.composite
def anything(draw):
    """What some sources and some people may have told, at any time."""
    told = []
    for number in range(draw(st.integers(0, 8))):
        at = CLOSES + timedelta(minutes=draw(MINUTES))
        source = draw(st.sampled_from("abcd"))
        own = draw(st.one_of(st.none(), MINUTES.map(lambda minute: CLOSES + timedelta(minutes=minute))))
        told.append(
            Said(
                number=number,
                source=source,
                rank="abcd".index(source) + 1,
                value=D(draw(VALUES)),
                fetched_at=at,
                provider_at=own,
                is_dated=draw(st.booleans()),
                is_final=draw(st.booleans()),
                person=draw(st.integers(1, 3)) if source == "d" else None,
            )
        )
    return told


RULES = st.builds(
    terms,
    st.integers(1, 3),
    st.sampled_from(["0", "0.01", "1"]),
    needs_final=st.booleans(),
    reference=st.sampled_from(["100.00", "99.99", None]),
)


@given(anything(), RULES, st.randoms(use_true_random=False))
def test_the_order_in_which_things_come_is_nothing(told, rules, random):
    shuffled = list(told)
    random.shuffle(shuffled)
    assert judge(shuffled, rules) == judge(told, rules)


@given(anything(), RULES, VALUES, st.integers(1, 10_000), st.sampled_from("abcde"), MINUTES)
def test_a_stale_price_never_decides(told, rules, value, minutes_old, source, minute):
    at = CLOSES + timedelta(minutes=minute)
    old = CLOSES - timedelta(minutes=minutes_old)
    stale = Said(99, source, 1, D(value), at, provider_at=old, is_dated=True, is_final=True)
    assert judge([*told, stale], rules) == judge(told, rules)


@given(anything(), RULES, VALUES, st.integers(0, 10_000))
def test_a_late_price_never_decides(told, rules, value, seconds):
    at = UNTIL + timedelta(seconds=seconds)
    late = Said(99, "a", 1, D(value), at, provider_at=at, is_dated=True, is_final=True)
    assert judge([*told, late], rules) == judge(told, rules)


@given(anything(), RULES)
def test_what_is_agreed_was_told_by_enough_sources_of_one_direction(told, rules):
    found = judge(told, rules)
    decided = [each for each in told if each.number in found.counted]
    assert all(is_fresh(each, rules) for each in decided)
    if found.standing == AGREED:
        assert len({each.source for each in decided}) >= rules.quorum
        assert (
            min(decided, key=lambda each: each.rank).value.quantize(D("0.01"), "ROUND_HALF_UP") == found.close
        )
        assert len({each.person for each in decided if each.source == "d"}) != 1
        if rules.reference is not None:
            assert (
                len({each.value.quantize(D("0.01"), "ROUND_HALF_UP") > rules.reference for each in decided})
                == 1
            )
    else:
        assert found.close is None
        assert found.reason

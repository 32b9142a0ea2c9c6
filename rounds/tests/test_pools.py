"""Pay-outs conserve every micro-unit, whatever the stakes, the fee and the order."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rounds import pools
from rounds.pools import DOWN, UP, Outcome, outcome_of, refund, settle

BIG = 10**18
SIDES = st.sampled_from([UP, DOWN])
AMOUNTS = st.one_of(st.integers(1, 100), st.integers(1, BIG), st.sampled_from([1, BIG]))
ROUNDS = st.lists(st.tuples(SIDES, AMOUNTS), max_size=40).map(
    lambda rows: [(number + 1, side, amount) for number, (side, amount) in enumerate(rows)]
)
BPS = st.one_of(st.sampled_from([0, 1, 100, 9_999, 10_000]), st.integers(0, 10_000))


@pytest.mark.parametrize(
    ("wagers", "winner", "bps", "fee", "paid"),
    [
        ([], UP, 100, 0, []),
        ([(1, UP, 5)], UP, 100, 0, [(1, 5)]),  # nobody wrong: stakes back
        ([(1, UP, 100), (2, DOWN, 100)], UP, 100, 1, [(1, 199)]),
        ([(1, UP, 100), (2, DOWN, 99)], UP, 100, 0, [(1, 199)]),  # less than one micro-unit of fee
        ([(1, UP, 1), (2, DOWN, BIG)], UP, 100, BIG // 100, [(1, 1 + BIG - BIG // 100)]),
        ([(1, UP, BIG), (2, DOWN, BIG)], DOWN, 0, 0, [(2, 2 * BIG)]),
        (
            [(1, UP, 3), (2, UP, 3), (3, UP, 3), (4, DOWN, 10)],
            UP,
            0,
            0,
            [(1, 7), (2, 6), (3, 6)],
        ),  # ties: lowest id
        ([(9, UP, 3), (4, UP, 3), (7, UP, 3), (1, DOWN, 11)], UP, 0, 0, [(4, 7), (7, 7), (9, 6)]),
        # 10 among 6, 3 and 1: no fraction is larger than another's, and nothing is left
        ([(1, UP, 6), (2, UP, 3), (3, UP, 1), (4, DOWN, 10)], UP, 0, 0, [(1, 12), (2, 6), (3, 2)]),
        # 7 among 5, 4 and 1: 3.5, 2.8, 0.7; two are left, for the largest fractions
        ([(1, UP, 5), (2, UP, 4), (3, UP, 1), (4, DOWN, 7)], UP, 0, 0, [(1, 8), (2, 7), (3, 2)]),
        ([(1, UP, 5), (2, DOWN, 7)], UP, 10_000, 7, [(1, 5)]),  # all of it is the fee
    ],
)
def test_what_a_round_pays(wagers, winner, bps, fee, paid):
    ending = settle(wagers, winner, bps)

    assert (ending.fee_micro, ending.paid, ending.is_refund) == (fee, paid, False)


def test_when_nobody_was_right_everybody_is_refunded_and_there_is_no_fee():
    ending = settle([(1, DOWN, 70), (2, DOWN, 30)], UP, 100)

    assert ending == Outcome(0, 100, 0, [(1, 70), (2, 30)], is_refund=True)


@pytest.mark.thorough
@settings(max_examples=3_000)
@given(ROUNDS, SIDES, BPS)
@example([(1, UP, BIG), (2, DOWN, 1)], UP, 10_000)
def test_every_micro_unit_is_paid_once(wagers, winner, bps):
    ending = settle(wagers, winner, bps)
    paid = dict(ending.paid)

    assert sum(paid.values()) + ending.fee_micro == sum(amount for _, _, amount in wagers)
    stakes = {pk: amount for pk, side, amount in wagers if ending.is_refund or side == winner}
    assert paid.keys() == stakes.keys()
    assert all(paid[pk] >= stake for pk, stake in stakes.items())  # nobody who is right loses


@given(ROUNDS, SIDES, BPS, st.randoms(use_true_random=False))
def test_the_order_of_the_wagers_is_nothing(wagers, winner, bps, chance):
    shuffled = list(wagers)
    chance.shuffle(shuffled)

    assert settle(shuffled, winner, bps) == settle(wagers, winner, bps)


@given(ROUNDS, SIDES, BPS)
def test_shares_differ_from_exact_ones_by_less_than_a_micro_unit(wagers, winner, bps):
    ending = settle(wagers, winner, bps)
    stakes = {pk: amount for pk, side, amount in wagers if side == winner}
    winning = sum(stakes.values())
    prize = sum(amount for _, side, amount in wagers if side != winner) - ending.fee_micro
    if not winning or not prize:
        return
    for pk, paid in ending.paid:
        assert abs((paid - stakes[pk]) * winning - prize * stakes[pk]) < winning


@given(ROUNDS, SIDES, st.integers(1, BIG), SIDES)
def test_another_loser_never_lowers_what_a_winner_gets_by_more_than_rounding(wagers, winner, amount, side):
    if side == winner or not any(each == winner for _, each, _ in wagers):
        return
    before = dict(settle(wagers, winner, 0).paid)
    then = dict(settle([*wagers, (len(wagers) + 1, side, amount)], winner, 0).paid)

    assert all(then[pk] >= paid - 1 for pk, paid in before.items())


@given(ROUNDS)
def test_a_refund_is_the_stakes(wagers):
    assert refund(wagers).paid == [(pk, amount) for pk, _, amount in wagers]


@pytest.mark.parametrize(
    ("wagers", "winner", "bps"),
    [
        ([(1, "sideways", 1)], UP, 0),
        ([(1, UP, 0)], UP, 0),
        ([(1, UP, -1)], UP, 0),
        ([(1, UP, 1), (1, DOWN, 1)], UP, 0),
        ([], "draw", 0),
        ([], UP, 10_001),
        ([], UP, -1),
    ],
)
def test_what_is_no_round_is_refused(wagers, winner, bps):
    with pytest.raises(ValueError, match=r"."):
        settle(wagers, winner, bps)


@pytest.mark.parametrize(
    ("close", "reference", "decimals", "expected"),
    [
        ("7200.87", "7200.87", 2, DOWN),  # 2018-11-13: a tie, and a tie is down
        ("7200.88", "7200.87", 2, UP),
        ("7200.86", "7200.87", 2, DOWN),
        ("1012.37", "1012.44", 2, DOWN),  # 1995-08-15 at two places
        ("1012.37", "1012.44", 1, DOWN),  # and a tie at one
        ("1012.444", "1012.441", 2, DOWN),  # the third place says nothing at two
        ("1012.445", "1012.441", 2, UP),  # a half goes up
        ("23639.080000", "23639.08", 2, DOWN),
        ("1", "0.4", 0, UP),
    ],
)
def test_closes_are_compared_at_the_declared_places(close, reference, decimals, expected):
    assert outcome_of(Decimal(close), Decimal(reference), decimals) == expected


def test_a_close_is_kept_as_it_would_be_published():
    assert pools.published(Decimal("7200.8749999999"), 2) == Decimal("7200.87")
    assert pools.published(Decimal("23639.0800000000"), 2).as_tuple() == Decimal("23639.08").as_tuple()


def test_the_remainder_goes_round_by_fraction_then_by_number():
    assert pools.settle([(n, UP, 1) for n in range(1, 8)] + [(8, DOWN, 10)], UP, 0).paid == [
        (1, 3), (2, 3), (3, 3), (4, 2), (5, 2), (6, 2), (7, 2)
    ]  # fmt: skip

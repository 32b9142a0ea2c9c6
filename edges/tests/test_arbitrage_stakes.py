"""Stakes that make results equal: reference values, and what must hold for any odds."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edges.arbitrage_stakes import (
    StakeError,
    after_commission,
    down_to_step,
    lay_stake,
    layed,
    spread,
    to_step,
)

D = Decimal
REFERENCE = [
    ("2.10 2.05", "0.037349", "493.98 506.02"),
    ("2.2 3.9 4.2", "0.053684", "478.95 270.18 250.88"),
    ("3.1 3.5 3.1", "0.074257", "346.53 306.93 346.53"),
]


@pytest.mark.parametrize(("odds", "roi", "stakes"), REFERENCE)
def test_reference_arbitrages(odds, roi, stakes):
    made = spread([D(each) for each in odds.split()], total=D(1000))
    assert f"{np_free(made.roi):.6f}" == roi
    assert " ".join(map(str, made.stakes)) == stakes
    assert made.worst == min(made.returns) - made.staked


def np_free(value):
    return D(value.numerator) / D(value.denominator)


def test_a_lay_that_makes_both_results_the_same():
    stake = lay_stake(Fraction(200), Fraction(-100), D("2.9"), D("0.02"))
    assert f"{np_free(stake):.4f}" == "104.1667"
    both = layed(Fraction(200), Fraction(-100), D("104.1667"), D("2.9"), D("0.02"))
    assert (both.liability, both.if_backed_wins, both.if_backed_loses) == (D("197.92"), D("2.08"), D("2.08"))
    free = lay_stake(Fraction(200), Fraction(0), D("2.9"), D("0.02"))
    assert f"{np_free(free):.4f}" == "69.4444"
    assert f"{np_free(free * Fraction(98, 10000)):.6f}" == "0.680556"
    small = lay_stake(Fraction(40), Fraction(0), D("5.2"), D("0.05"))
    assert f"{np_free(small * Fraction(95, 100)):.4f}" == "7.3786"


def test_underlay_and_overlay_leave_nothing_on_one_side():
    wins, loses, odds, rate = Fraction(200), Fraction(-100), D("2.9"), D("0.02")
    under = lay_stake(wins, loses, odds, rate, aim="under")
    assert loses + under * Fraction("0.98") == 0
    over = lay_stake(wins, loses, odds, rate, aim="over")
    assert wins - over * Fraction("1.9") == 0
    assert lay_stake(Fraction(-5), Fraction(3), odds, rate) == 0


def test_one_stake_can_be_given():
    made = spread([D("2.10"), D("2.05")], fixed=(0, D("250")))
    assert made.stakes == (D("250"), D("256.10"))
    with pytest.raises(StakeError):
        spread([D(2), D(3)])
    with pytest.raises(StakeError, match="half a step"):
        spread([D("1.01"), D("500")], total=D(100), step=D(1))


def test_rounding_to_a_step():
    assert to_step(D("2.5"), D(1)) == 3
    assert to_step(Fraction(-5, 2), D(1)) == -3
    assert to_step(D("7.4"), D(5)) == 5
    assert down_to_step(D("9.99"), D(5)) == 5


odds = st.lists(st.decimals("1.01", 100, places=2), min_size=2, max_size=20)
rates = st.decimals(0, "0.2", places=3)


@given(odds, st.decimals(10, 10**6, places=2), rates)
def test_exact_stakes_pay_the_same_and_rounded_ones_nearly(prices, total, rate):
    commissions = [rate] * len(prices)
    try:
        made = spread(prices, total=total, commissions=commissions)
    except StakeError:
        return
    net = [after_commission(price, rate) for price in prices]
    assert made.book == sum(1 / price for price in net)
    for stake, price, back in zip(made.stakes, net, made.returns, strict=True):
        assert abs(Fraction(stake) - Fraction(total) / made.book / price) <= Fraction(1, 200)
        assert abs(Fraction(back) - Fraction(stake) * price) <= Fraction(1, 200)
    assert made.worst <= made.best
    assert made.worst == min(made.returns) - sum(made.stakes)


@given(
    st.decimals("1.01", 100, places=2),
    st.decimals("1.02", 100, places=2),
    st.decimals(1, 10_000, places=2),
    rates,
    st.booleans(),
)
def test_a_lay_makes_both_results_equal(back, lay, stake, rate, is_free):
    wins = Fraction(stake) * (Fraction(back) - 1)
    loses = Fraction(0) if is_free else -Fraction(stake)
    laid = lay_stake(wins, loses, lay, rate)
    assert wins - laid * (Fraction(lay) - 1) == loses + laid * (1 - Fraction(rate))

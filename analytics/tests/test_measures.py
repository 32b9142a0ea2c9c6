from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from analytics.measures import Drawdown, bet_yield, drawdown, longest_run, strike_rate


def test_yield_is_profit_over_turnover_and_unknown_without_turnover():
    assert bet_yield(-5_000_000, 30_000_000) == Decimal("-0.166667")
    assert bet_yield(5, 0) is None


def test_strike_rate_leaves_out_what_was_neither_won_nor_lost():
    assert strike_rate(1, 3) == Decimal("0.25")
    assert strike_rate(0, 0) is None


def test_a_drawdown_is_measured_from_the_highest_point_before_it():
    assert drawdown([5, -2, 4, -6, -1, 3]) == Drawdown(7, 2, 4)
    assert drawdown([-3, -4, 10]) == Drawdown(7, None, 1)
    assert drawdown([1, 2, 3]) == Drawdown()


@given(st.lists(st.integers(-1000, 1000), max_size=30))
def test_the_drawdown_is_the_worst_stretch(profits):
    worst = max(
        (-sum(profits[i:j]) for i in range(len(profits)) for j in range(i + 1, len(profits) + 1)), default=0
    )
    assert drawdown(profits).depth_micro == max(worst, 0)


def test_runs():
    assert longest_run([True, False, False, True, False], of_wins=False) == 2
    assert longest_run([], of_wins=True) == 0

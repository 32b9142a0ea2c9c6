"""The order in which rows come changes nothing, and currencies never meet."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.harm.report import report
from analytics.harm.tests.made import NOON, bet, history, transfer

BETS = st.lists(
    st.builds(
        lambda minute, stake, result, after, odds, is_live, is_multi, currency: (
            minute, stake, {"result": result, "after": after, "odds": odds, "is_live": is_live,
                            "is_multi": is_multi, "currency": currency},
        ),
        st.integers(0, 60 * 24 * 55), st.integers(0, 500), st.integers(-500, 500), st.integers(0, 600),
        st.sampled_from(["1.5", "2.2", "11"]), st.sampled_from([True, False, None]), st.booleans(),
        st.sampled_from(["AUD", "AUD", "GBP"]),
    ),
    max_size=60,
)  # fmt: skip
MOVES = st.lists(
    st.tuples(
        st.integers(0, 60 * 24 * 55),
        st.integers(1, 300),
        st.sampled_from(["deposit", "withdrawal", "withdrawal_returned"]),
    ),
    max_size=20,
)


def rows_of(told, moves):
    bets = [
        bet(n, NOON + timedelta(minutes=minute), stake, **dict(more))
        for n, (minute, stake, more) in enumerate(told)
    ]
    made = [
        transfer(n, NOON + timedelta(minutes=at), amount, kind) for n, (at, amount, kind) in enumerate(moves)
    ]
    return bets, made


@given(BETS, MOVES, st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_report(told, moves, chance):
    bets, made = rows_of(told, moves)
    before = report(history(bets, made)).json()
    chance.shuffle(bets)
    chance.shuffle(made)
    assert report(history(bets, made)).json() == before


@pytest.mark.thorough
@given(BETS, MOVES)
def test_another_currency_changes_no_figure_of_money(told, moves):
    bets, made = rows_of(told, moves)
    alone = [one for one in bets if one.currency == "AUD"]
    both, only = report(history(bets, made)).json(), report(history(alone, made)).json()

    def of_aud(told):
        return [
            finding
            for marker in told["markers"]
            for finding in marker["findings"]
            if finding["currency"] == "AUD"
        ]

    assert of_aud(both) == of_aud(only)

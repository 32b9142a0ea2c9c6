"""Kelly: reference values computed independently, and what must hold for any bets."""

from decimal import Decimal
from itertools import product
from math import log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edges import kelly
from edges.kelly import Bet, Caps, KellyError
from edges.staking import Rules, StakingError, stakes


def bet(probability, odds):
    return Bet(probability, Decimal(str(odds)))


def six(values):
    return " ".join(f"{value:.6f}" for value in values)


def flat(plan):
    return [share for event in plan.shares for share in event]


SINGLE = [
    (0.55, "2.0", "0.100000"),
    (0.55, "2.1", "0.140909"),
    (0.5, "2.1", "0.045455"),
    (0.25, "4.5", "0.035714"),
    (0.4, "2.4", "0.000000"),
]
INDEPENDENT = [
    ([(0.55, 2)] * 2, "0.099010 0.099010"),
    ([(0.55, 2)] * 3, "0.098002 0.098002 0.098002"),
    ([(0.55, 2)] * 5, "0.095914 0.095914 0.095914 0.095914 0.095914"),
    ([(0.6, 2), (0.55, 2)], "0.198079 0.096038"),
    ([(0.55, 2.1), (0.3, 4), (0.7, 1.55)], "0.137354 0.064573 0.149044"),
]
OF_ONE_EVENT = [bet(0.55, 2.5), bet(0.25, 3.2), bet(0.2, 2.8)]


@pytest.mark.parametrize(("probability", "odds", "share"), SINGLE)
def test_one_bet(probability, odds, share):
    one = bet(probability, odds)
    assert f"{kelly.single(one):.6f}" == share
    assert six(flat(kelly.together([[one]]))) == share


def test_growth():
    assert f"{kelly.growth(bet(0.55, 2), 0.1):.8f}" == "0.00500837"
    assert f"{kelly.growth(bet(0.55, 2.1), kelly.single(bet(0.55, 2.1)) / 2):.6f}" == "0.008177"


@pytest.mark.parametrize(("bets", "shares"), INDEPENDENT)
def test_several_at_once(bets, shares):
    assert six(flat(kelly.together([[bet(*each)] for each in bets]))) == shares


def test_a_cap_on_all_is_no_scaling_down():
    events = [[bet(0.55, 2.1)], [bet(0.3, 4)], [bet(0.7, 1.55)]]
    assert six(flat(kelly.together(events, caps=Caps(together=0.1)))) == "0.063583 0.036417 0.000000"


def test_outcomes_of_one_event():
    shares = kelly.exclusive(OF_ONE_EVENT)
    assert six(shares) == "0.271739 0.032609 0.000000"
    assert f"{kelly.log_growth_of_event(OF_ONE_EVENT, shares):.8f}" == "0.04678257"
    plan = kelly.together([OF_ONE_EVENT])
    assert six(flat(plan)) == six(shares)
    assert f"{plan.growth:.8f}" == "0.04678257"


def test_an_arbitrage_takes_everything_unless_capped():
    sure = [bet(0.5, 2.1), bet(0.5, 2.1)]
    assert six(kelly.exclusive(sure)) == "0.500000 0.500000"
    assert six(flat(kelly.together([sure], caps=Caps(per_event=0.2)))) == "0.100000 0.100000"


def test_commission_shortens_the_odds():
    assert kelly.net_odds(Decimal("3.0"), Decimal("0.05")) == Decimal("2.90")


def test_what_is_no_bet():
    for probability, odds in ((0, 2), (1, 2), (0.5, 1), (0.5, "0.9"), (float("nan"), 2)):
        with pytest.raises(KellyError):
            bet(probability, odds)
    with pytest.raises(KellyError):
        kelly.exclusive([bet(0.6, 2), bet(0.6, 2)])
    with pytest.raises(KellyError, match="ways"):
        kelly.together([[bet(0.6, 2)]] * 15)
    with pytest.raises(KellyError):
        kelly.together([[bet(0.6, 2)]], fraction=1.1)
    with pytest.raises(StakingError):
        Rules(Decimal(1), Decimal("0.6"), hard_cap=Decimal("0.5"))
    with pytest.raises(StakingError):
        Rules(Decimal(-1))


bets = st.tuples(st.floats(0.05, 0.95), st.floats(1.05, 12).map(lambda each: round(each, 2)))
shares_of = st.one_of(st.none(), st.decimals(0, 1, places=3))


def mean_log(bets, shares):
    total = 0.0
    for ends in product((True, False), repeat=len(bets)):
        chance = np.prod(
            [each.probability if won else 1 - each.probability for each, won in zip(bets, ends, strict=True)]
        )
        wealth = 1 + sum(
            share * (each.price - 1 if won else -1)
            for each, share, won in zip(bets, shares, ends, strict=True)
        )
        total += chance * log(wealth)
    return total


@settings(max_examples=40)
@given(st.lists(bets, min_size=1, max_size=4), st.lists(st.floats(0, 0.2), min_size=4, max_size=4))
def test_no_other_stakes_grow_faster(drawn, others):
    made = [bet(*each) for each in drawn]
    plan = kelly.together([[each] for each in made])
    best = mean_log(made, flat(plan))
    assert plan.growth == pytest.approx(best, abs=1e-12)
    assert best >= mean_log(made, others[: len(made)]) - 1e-9
    assert best >= 0


@settings(max_examples=40)
@given(st.lists(bets, min_size=2, max_size=4))
def test_the_closed_form_of_one_event_is_the_optimum(drawn):
    total = sum(probability for probability, _ in drawn)
    made = [bet(probability / total * 0.98, odds) for probability, odds in drawn]
    assume(sum(1 / each.price for each in made) > 1.001)
    closed = kelly.exclusive(made)
    assert flat(kelly.together([made])) == pytest.approx(list(closed), abs=1e-5)


@settings(max_examples=60)
@given(
    st.lists(bets, min_size=1, max_size=4),
    st.decimals("0.01", 10**9, places=2),
    st.decimals(0, 1, places=2),
    shares_of,
    shares_of,
    st.sampled_from(["0.01", "1", "5"]),
)
def test_no_stake_is_ever_above_a_cap(drawn, bankroll, fraction, per_bet, together, step):
    made = [bet(*each) for each in drawn]
    rules = Rules(
        bankroll, fraction, most_per_bet=per_bet, most_per_day=together, most_bet_amount=Decimal(900),
        most_exposure=Decimal(5000), already_open=Decimal(4000), step=Decimal(step),
    )  # fmt: skip
    found = stakes([[each] for each in made], rules)
    for (stake,), each in zip(found.events, made, strict=True):
        assert 0 <= stake.amount <= min(bankroll * (1 if per_bet is None else per_bet), 900)
        assert stake.amount % Decimal(step) == 0
        assert stake.amount <= bankroll * Decimal(kelly.single(each)) + Decimal("1e-4") * bankroll
        if not stake.amount:
            assert stake.held_by or not fraction
    assert found.total <= min(bankroll * (1 if together is None else together), 1000)


def test_the_limit_that_holds_a_stake_is_named():
    events = [[bet(0.55, 2.1)], [bet(0.3, 4)], [bet(0.4, 2.4)]]
    held = stakes(events, Rules(Decimal(1000), most_per_bet=Decimal("0.05")))
    assert [(str(stake.amount), stake.held_by) for (stake,) in held.events] == [
        ("50.00", "bet"),
        ("50.00", "bet"),
        ("0.00", "no edge"),
    ]
    day = Rules(Decimal(1000), most_per_day=Decimal("0.1"), already_today=Decimal(60))
    assert [stake.held_by for (stake,) in stakes(events, day).events] == ["together", "together", "no edge"]
    assert stakes(events, day).total <= 40
    event = stakes([OF_ONE_EVENT], Rules(Decimal(1000), most_per_event=Decimal("0.1"))).events[0]
    assert event[0].held_by == "event"
    tiny = stakes(events[:1], Rules(Decimal(10), step=Decimal(5)))
    assert (tiny.total, tiny.events[0][0].held_by) == (0, "step")
    assert stakes(events, Rules(Decimal(0))).total == 0


def test_half_kelly_under_a_cap_is_the_best_split_of_the_capped_stakes():
    events = [[bet(0.55, 2.1)], [bet(0.3, 4)], [bet(0.7, 1.55)]]
    plan = kelly.together(events, caps=Caps(together=0.05), fraction=0.5)
    assert flat(plan) == pytest.approx([0.0317913, 0.0182087, 0], abs=1e-6)

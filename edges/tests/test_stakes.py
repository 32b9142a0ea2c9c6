"""The stakes of an edge: what is said to be certain is certain, in every end, after rounding."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edges import stakes
from edges.models import Edge, Leg
from edges.stakes import Wish

ODDS = st.decimals("1.05", "15", places=2)
TOTALS = st.sampled_from([Decimal(20), Decimal(100), Decimal("333.33"), Decimal(5000)])


def legs(*told, sides="back back back", commissions=("0", "0", "0")):
    return [
        Leg(pk=k, place=k, odds=Decimal(odds), side=side, commission=Decimal(commission))
        for k, (odds, side, commission) in enumerate(
            zip(told, sides.split(), commissions, strict=False), start=1
        )
    ]


def worst_of(staked, told):
    """By hand: the profit of every end of an arbitrage, exactly."""
    out = sum(Fraction(each.stake) for each in staked.legs)
    return [
        Fraction(each.stake) * (1 + (Fraction(leg.odds) - 1) * (1 - Fraction(leg.commission))) - out
        for each, leg in zip(staked.legs, told, strict=True)
    ]


def test_the_reference():
    staked = stakes.of_edge(Edge(kind="arbitrage"), legs("2.10", "2.05"), Wish(total=Decimal(1000)))
    assert [each.stake for each in staked.legs] == [Decimal("493.98"), Decimal("506.02")]
    assert staked.worst == Decimal("37.34")
    three = stakes.of_edge(Edge(kind="arbitrage"), legs("2.2", "3.9", "4.2"), Wish(total=Decimal(1000)))
    assert [each.stake for each in three.legs] == [Decimal("478.95"), Decimal("270.18"), Decimal("250.88")]


@given(
    st.lists(ODDS, min_size=2, max_size=3),
    TOTALS,
    st.sampled_from(stakes.STEPS),
    st.sampled_from(["0", "0.05"]),
)
def test_every_arbitrage_keeps_its_worst_case_in_every_end(odds, total, step, commission):
    told = legs(*odds, commissions=(commission, "0", "0"))
    assume(sum(1 / (1 + (o - 1) * (1 - leg.commission)) for o, leg in zip(odds, told, strict=True)) < 1)
    staked = stakes.of_edge(Edge(kind="arbitrage"), told, Wish(total=total, step=step))
    if not staked.legs:
        assert "half a step" in staked.why
        return
    assert all(each.stake % step == 0 for each in staked.legs)
    by_hand = worst_of(staked, told)
    assert all(profit >= Fraction(staked.worst) - Fraction(1, 200) for profit in by_hand)
    assert abs(min(by_hand) - Fraction(staked.worst)) <= Fraction(1, 200), "half a cent of rounding"


@given(ODDS, ODDS, TOTALS, st.sampled_from(["0", "0.02", "0.05"]))
def test_a_back_and_its_lay_end_the_same_but_for_rounding(back, lay, total, commission):
    told = legs(back, lay, sides="back lay", commissions=("0", commission))
    staked = stakes.of_edge(Edge(kind="back_lay"), told, Wish(total=total))
    assume(staked.legs)
    stake, laid = (Fraction(each.stake) for each in staked.legs)
    if_wins = stake * (Fraction(back) - 1) - laid * (Fraction(lay) - 1)
    if_loses = laid * (1 - Fraction(commission)) - stake
    assert abs(min(if_wins, if_loses) - Fraction(staked.worst)) <= Fraction(1, 200)
    assert abs(if_wins - if_loses) <= Fraction(lay) * Fraction(1, 100)


def test_the_reference_of_a_back_against_a_lay():
    """100 at 3.0 against 2.9 at 2 %: lay 104.17, liability 197.92, 2.08 either way."""
    told = legs("3.0", "2.9", sides="back lay", commissions=("0", "0.02"))
    staked = stakes.of_edge(Edge(kind="back_lay"), told, Wish(total=Decimal("297.92")))
    assert [each.stake for each in staked.legs] == [Decimal("100.00"), Decimal("104.17")]
    assert staked.legs[1].liability == Decimal("197.92")
    assert staked.worst == Decimal("2.08")


def test_a_middle_tells_both_winning_apart():
    staked = stakes.of_edge(Edge(kind="middle"), legs("1.95", "2.00"), Wish(total=Decimal(100)))
    ends = dict(staked.ends)
    assert ends["both"] == Decimal("97.47")
    assert staked.worst < 0


def test_a_value_is_staked_by_a_fraction_of_kelly():
    edge = Edge(kind="value", chance=Decimal("0.55"))
    staked = stakes.of_edge(edge, legs("2.1"), Wish(bankroll=Decimal(1000), fraction=Decimal(1)))
    assert staked.legs[0].stake == Decimal("140.90")
    quarter = stakes.of_edge(edge, legs("2.1"), Wish(bankroll=Decimal(1000), fraction=Decimal("0.25")))
    assert quarter.legs[0].stake == Decimal("35.22")


def test_the_liability_of_a_laid_value_is_what_kelly_says():
    """Laid at 2.0 and 2 % with 55 % for the field: it returns 1.98."""
    edge = Edge(kind="value", chance=Decimal("0.55"))
    told = legs("2.0", sides="lay", commissions=("0.02",))
    staked = stakes.of_edge(edge, told, Wish(bankroll=Decimal(1000), fraction=Decimal(1)))
    assert staked.legs[0].liability == Decimal("90.81")
    assert staked.legs[0].stake == Decimal("90.81")


@pytest.mark.parametrize(("odds", "step"), [("3.5", "10"), ("1.9", "5"), ("6.4", "0.01")])
def test_a_laid_value_tells_what_its_rounded_stake_risks_and_wins(odds, step):
    edge = Edge(kind="value", chance=Decimal("0.85"))
    told = legs(odds, sides="lay", commissions=("0.02",))
    staked = stakes.of_edge(
        edge, told, Wish(bankroll=Decimal(1000), fraction=Decimal("0.5"), step=Decimal(step))
    )
    (one,) = staked.legs
    assert one.stake % Decimal(step) == 0
    assert abs(one.liability - one.stake * (Decimal(odds) - 1)) <= Decimal("0.005")
    ends = dict(staked.ends)
    assert ends["lost"] == -one.liability == -staked.staked
    assert abs(ends["won"] - one.stake * Decimal("0.98")) <= Decimal("0.005")
    assert one.returned == one.liability + ends["won"]


def test_a_laid_value_of_less_than_a_step_is_no_stake():
    edge = Edge(kind="value", chance=Decimal("0.95"))
    told = legs("15", sides="lay", commissions=("0",))
    staked = stakes.of_edge(edge, told, Wish(bankroll=Decimal(100), step=Decimal(10)))
    assert (staked.legs, staked.why) == ((), "Less than one step.")


@pytest.mark.parametrize("text", ["x", "-5", "0", "1e99", "NaN", ""])
def test_nonsense_in_the_address_leaves_the_usual(text):
    wish = stakes.read({"total": text, "bankroll": text, "fraction": text, "step": text})
    assert (wish.total, wish.bankroll, wish.fraction, wish.step) == (
        100,
        1000,
        Decimal("0.25"),
        Decimal("0.01"),
    )
    assert bool(wish.notices) == bool(text)

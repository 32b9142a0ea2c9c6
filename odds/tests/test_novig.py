"""Reference values computed independently and cross-checked against two other implementations."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from odds import one_price
from odds.errors import BadOdds, Impossible, NoMargin, NotForThisMarket
from odds.novig import METHODS, fair, worst_case

FOOTBALL = [Decimal("2.6"), Decimal("2.4"), Decimal("4.3")]
TENNIS = [Decimal("1.5"), Decimal("2.74")]
FAVOURITE = [Decimal("1.19"), Decimal(7), Decimal(14)]
CLARKE = [1 / Decimal(each) for each in ("0.87", "0.2", "0.1", "0.05", "0.02", "0.01")]
REFERENCE = [
    (FOOTBALL, "multiplicative", "0.372026 0.403028 0.224946", None),
    (FOOTBALL, "additive", "0.373335 0.405387 0.221278", None),
    (FOOTBALL, "power", "0.372984 0.405107 0.221908", "1.032137"),
    (FOOTBALL, "odds-ratio", "0.372429 0.404131 0.223440", "1.053174"),
    (FOOTBALL, "shin", "0.372994 0.404779 0.222227", "0.016943"),
    (FOOTBALL, "goto", "0.373665 0.406005 0.220330", None),
    (TENNIS, "multiplicative", "0.646226 0.353774", None),
    (TENNIS, "additive", "0.650852 0.349148", None),
    (TENNIS, "power", "0.653152 0.346848", "1.050510"),
    (TENNIS, "odds-ratio", "0.651018 0.348982", "1.072113"),
    (TENNIS, "shin", "0.650852 0.349148", "0.031727"),
    (TENNIS, "goto", "0.653378 0.346622", None),
    (FAVOURITE, "multiplicative", "0.796813 0.135458 0.067729", None),
    (FAVOURITE, "additive", "0.822129 0.124650 0.053221", None),
    (FAVOURITE, "power", "0.826315 0.118348 0.055337", "1.096724"),
    (FAVOURITE, "odds-ratio", "0.815994 0.123137 0.060868", "1.186836"),
    (FAVOURITE, "shin", "0.815631 0.127091 0.057278", "0.028836"),
    (FAVOURITE, "goto", "0.830801 0.120765 0.048434", None),
    (CLARKE, "multiplicative", "0.696000 0.160000 0.080000 0.040000 0.016000 0.008000", None),
]
ENDS = [  # first and last chance, parameter
    ("power", "0.825750", "0.001780", "1.374838"),
    ("odds-ratio", "0.781991", "0.005385", None),
    ("shin", "0.768786", "0.000971", "0.081503"),
]
IN_DISTRIBUTION = ["multiplicative", "power", "odds-ratio", "shin"]  # never below zero


def written(values):
    return " ".join(f"{value:.6f}" for value in values)


@pytest.mark.parametrize(("odds", "method", "chances", "parameter"), REFERENCE)
def test_reference_markets(odds, method, chances, parameter):
    found = fair(odds, method)
    assert written(found.probabilities) == chances
    assert parameter is None or f"{found.parameter:.6f}" == parameter
    assert found.odds[0] == pytest.approx(1 / found.probabilities[0])


@pytest.mark.parametrize(("method", "first", "last", "parameter"), ENDS)
def test_a_market_with_much_margin_and_longshots(method, first, last, parameter):
    found = fair(CLARKE, method)
    assert (f"{found.probabilities[0]:.6f}", f"{found.probabilities[-1]:.6f}") == (first, last)
    assert parameter is None or f"{found.parameter:.6f}" == parameter
    assert f"{found.margin:.6f}" == "0.250000"


@pytest.mark.parametrize(
    ("method", "ends"), [("additive", "-0.021667 -0.031667"), ("goto", "-0.027932 -0.038176")]
)
def test_a_negative_chance_is_refused_and_can_be_looked_at(method, ends):
    with pytest.raises(Impossible) as refused:
        fair(CLARKE, method)
    assert written(refused.value.probabilities[-2:]) == ends


def test_margin_weights_proportional_to_the_odds_are_the_additive_method():
    margin = sum(1 / odds for odds in FAVOURITE) - 1
    weights = [(3 - margin * odds) / (3 * odds) for odds in FAVOURITE]
    assert fair(FAVOURITE, "additive").probabilities == pytest.approx([np.float64(each) for each in weights])


@pytest.mark.parametrize("odds", [["2.1", "2.1"], ["2", "2"], ["2", "3", "6"], ["3", "3", "3"]])
def test_without_a_margin_there_is_nothing_to_take_off(odds):
    with pytest.raises(NoMargin):
        fair(odds)


def test_odds_of_one_and_markets_without_a_loser_are_refused():
    with pytest.raises(BadOdds):
        fair(["1", "30"])
    with pytest.raises(BadOdds):
        fair(["-2", "1.5"])
    for odds, winners in ((["1.5"], 1), (["1.5", "1.5"], 2), (["1.5", "1.5"], 0), ([], 1)):
        with pytest.raises(NotForThisMarket):
            fair(odds, winners=winners)
    with pytest.raises(KeyError):
        fair(TENNIS, "lucky")


def test_several_winners_share_more_than_one_certainty():
    places = ["1.1", "1.25", "1.6", "2.2", "4", "8"]
    for method in set(METHODS) - {"shin"}:
        found = fair(places, method, winners=3)
        assert sum(found.probabilities) == pytest.approx(3, abs=1e-12)
        assert all(0 < chance < 1 for chance in found.probabilities)
    with pytest.raises(NotForThisMarket):
        fair(places, "shin", winners=3)
    with pytest.raises(NoMargin):
        fair(["1.5", "2", "2.5", "3"], winners=2)


def test_the_worst_case_is_a_bound_below_every_method():
    bound = worst_case(FOOTBALL)
    assert written(bound) == "0.372026 0.403028 0.220330"
    assert sum(bound) < 1
    assert worst_case(CLARKE)[-1] == 0
    assert sum(worst_case(["1.1", "1.25", "1.6", "2.2", "4", "8"], winners=3)) < 3
    with pytest.raises(NotForThisMarket):
        worst_case(["1.25", "1.4", "1.8", "2.6"], ["shin"], winners=2)


chances = st.lists(st.floats(0.02, 1), min_size=2, max_size=8)


def market(weights, margin):
    """Odds whose book sum is 1 + margin, every price below one."""
    book = [weight / sum(weights) * (1 + margin) for weight in weights]
    assume(max(book) < 0.99)
    return [1 / price for price in book]


@given(chances, st.floats(0.001, 0.3), st.sampled_from(IN_DISTRIBUTION))
def test_chances_sum_to_one_and_keep_the_order(weights, margin, method):
    odds = market(weights, margin)
    found = fair(odds, method).probabilities
    assert sum(found) == pytest.approx(1, abs=1e-11)
    by_odds = sorted(range(len(odds)), key=lambda place: odds[place])
    assert all(found[one] >= found[other] - 1e-12 for one, other in zip(by_odds, by_odds[1:], strict=False))


@given(chances, st.sampled_from(sorted(METHODS)))
def test_the_methods_agree_where_the_margin_vanishes(weights, method):
    odds = market(weights, 1e-9)
    assert fair(odds, method).probabilities == pytest.approx([1 / each for each in odds], abs=1e-7)


@given(st.floats(0.02, 0.98), st.floats(0.001, 0.2))
def test_with_two_outcomes_shin_is_additive(share, margin):
    odds = market([share, 1 - share], margin)
    try:
        additive = fair(odds, "additive").probabilities
    except Impossible:
        return
    assert fair(odds, "shin").probabilities == pytest.approx(additive, abs=1e-9)


@given(st.floats(1.02, 18), st.floats(0.001, 0.05), st.sampled_from(sorted(one_price.METHODS)))
def test_one_price_under_a_margin_is_a_market_of_two(odds, margin, method):
    other = 1 + margin - 1 / odds
    assume(other < 0.999)
    whole = fair([odds, 1 / other], method).probabilities[0]
    alone = one_price.fair_chances(
        np.array([odds]), np.array([1], dtype=np.int32), margin=margin, method=method
    )
    assert alone[0] == pytest.approx(whole, abs=1e-9)


def test_legs_each_carry_the_margin_and_longshots_only_the_proportional_one():
    odds, legs = np.array([9.0, 9.0, 60.0]), np.array([1, 2, 1], dtype=np.int32)
    proportional = one_price.fair_chances(odds, legs, margin=0.05, method="multiplicative")
    assert proportional == pytest.approx([1 / 9 / 1.05, 1 / 9 / 1.05**2, 1 / 60 / 1.05])
    additive = one_price.fair_chances(odds, legs, margin=0.05, method="additive")
    assert additive[1] == pytest.approx((1 / 3 - 0.025) ** 2)
    assert np.isnan(additive[2])
    for method in one_price.METHODS:
        assert one_price.fair_chances(odds, legs, margin=0, method=method) == pytest.approx(1 / odds)

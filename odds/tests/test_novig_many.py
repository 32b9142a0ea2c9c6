"""Many markets at once say what each of them says alone."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odds.errors import OddsError
from odds.novig import METHODS, fair
from odds.novig_many import METHODS_OF_MANY, Refused, fair_many, padded
from odds.tests.test_novig import CLARKE, ENDS, REFERENCE, written

prices = st.one_of(
    st.floats(1.01, 60).map(lambda each: round(each, 2)),
    st.sampled_from([1.0, 0.5, -2.0, 0.0, 1.0001, 1e6, 2.0, 3.0, 1.5]),
    st.sampled_from(["2.5", "nan", "inf", "x", "", Decimal("1.9"), 4]),
)
markets = st.lists(st.lists(prices, max_size=30), max_size=12)


@pytest.mark.parametrize(("odds", "method", "chances", "parameter"), REFERENCE)
def test_reference_markets(odds, method, chances, parameter):
    found = fair_many(padded([odds]), method)
    assert written(found.probabilities[0]) == chances
    assert parameter is None or f"{found.parameters[0]:.6f}" == parameter
    assert found.margins[0] == pytest.approx(fair(odds, method).margin, abs=1e-15)


@pytest.mark.parametrize(("method", "first", "last", "parameter"), ENDS)
def test_a_market_with_much_margin_and_longshots(method, first, last, parameter):
    found = fair_many(padded([CLARKE]), method).probabilities[0]
    assert (f"{found[0]:.6f}", f"{found[-1]:.6f}") == (first, last)


def alone(market, method, winners):
    try:
        return fair(market, method, winners=winners)
    except OddsError as error:
        return error


@given(markets, st.sampled_from(sorted(METHODS)), st.integers(0, 4))
def test_each_market_gets_what_it_gets_alone_and_a_refused_one_stops_no_other(table, method, winners):
    odds = padded(table)
    found = fair_many(odds, method, winners=winners)
    assert found.probabilities.shape == odds.shape
    for row, market in enumerate(table):
        expected = alone(market, method, winners)
        assert np.isnan(found.probabilities[row, len(market) :]).all()
        if isinstance(expected, OddsError):
            assert found.refused[row] != Refused.NO, (market, expected)
            assert found.reason(row)
            assert np.isnan(found.probabilities[row]).all()
            assert np.isnan([found.margins[row], found.parameters[row]]).all()
        else:
            assert found.reason(row) == ""
            chances = found.probabilities[row, : len(market)]
            assert chances == pytest.approx(expected.probabilities, abs=1e-10)
            assert chances.sum() == pytest.approx(winners, abs=1e-11)


def test_the_reason_is_the_one_of_the_market_alone():
    refused = {
        "1.0 30": Refused.BAD_ODDS,
        "x 1.5": Refused.BAD_ODDS,
        "2.1 2.1": Refused.NO_MARGIN,
        "1.1 11": Refused.NO_MARGIN,  # no margin at all, to the last digit
        "2 3 6": Refused.NO_MARGIN,
        "1.5": Refused.NOT_FOR_THIS_MARKET,
        "1.01 1.01 900": Refused.IMPOSSIBLE,
        "1.9 1.9": Refused.NO,
    }
    found = fair_many(padded([odds.split() for odds in refused]), "additive")
    assert found.refused.tolist() == list(refused.values())
    assert found.is_answered.tolist() == [False] * 7 + [True]
    for row, odds in enumerate(list(refused)[:-1]):
        assert type(alone(odds.split(), "additive", 1)).__name__.upper() == (
            found_name := Refused(found.refused[row]).name.replace("_", "")
        ), found_name


def test_gaps_may_stand_anywhere_and_winners_differ_by_market():
    odds = np.array([[1.5, np.nan, 2.74, np.nan, np.nan, np.nan], [1.1, 1.25, 1.6, 2.2, 4, 8], [np.nan] * 6])
    found = fair_many(odds, "power", winners=np.array([1, 3, 1]))
    assert written(found.probabilities[0, [0, 2]]) == "0.653152 0.346848"
    assert np.isnan(found.probabilities[0, [1, 3, 4, 5]]).all()
    assert found.probabilities[1].sum() == pytest.approx(3, abs=1e-12)
    assert found.refused[2] == Refused.NOT_FOR_THIS_MARKET


def test_nothing_and_no_table():
    assert fair_many(np.empty((0, 3))).probabilities.shape == (0, 3)
    assert padded([]).shape == (0, 0)
    with pytest.raises(ValueError, match="row a market"):
        fair_many([2.0, 3.0])
    with pytest.raises(KeyError):
        fair_many([[2.0, 1.5]], "lucky")


def test_every_method_has_both_forms():
    assert METHODS_OF_MANY.keys() == METHODS.keys()


def test_thousands_of_markets_of_all_sizes_agree_with_the_scalar_form():
    source = np.random.default_rng(7)
    sizes = source.integers(2, 31, 1500)
    table = [np.round(1.05 / source.dirichlet(np.full(size, 2.0)) / 1.11, 2) for size in sizes]
    for method in METHODS:
        found = fair_many(padded([each.tolist() for each in table]), method)
        for row in range(0, len(table), 15):
            expected = alone(table[row].tolist(), method, 1)
            if isinstance(expected, OddsError):
                assert found.refused[row]
            else:
                assert found.probabilities[row, : sizes[row]] == pytest.approx(
                    expected.probabilities, abs=1e-11
                )

"""Detection against values of the reference and against trying everything."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edges.detection import combinations, detect, grid, middles, moments, values
from edges.detection.slate import ARBITRAGE, BACK_LAY, CONSENSUS, MIDDLE, MINUTE, OWN, SHARP, VALUE
from edges.tests import brute
from edges.tests.slates import ANY, NOW, facts, market, offers, prices, proportional


def look(told_offers, told, rules=ANY):
    return detect.detect(told_offers, told, rules, at=NOW, unvig=proportional)


def only(found, kind, *, doubtful=False):
    return [each for each in found if each.kind == kind and bool(each.doubts) == doubtful]


@pytest.mark.parametrize(
    ("odds", "expected"),
    [((2.10, 2.05), 0.037349), ((2.2, 3.9, 4.2), 0.053684), ((3.1, 3.5, 3.1), 0.0743)],
)
def test_an_arbitrage_returns_what_the_reference_says(odds, expected):
    rows = prices(*[(0, 10 + place, place, each) for place, each in enumerate(odds)])
    (found,) = [each for each in look(offers(len(odds)), rows) if each.kind == ARBITRAGE]
    assert found.worst == pytest.approx(expected, abs=5e-5)
    assert found.edge == found.worst == found.best
    assert [int(rows.position[r]) for r in found.rows] == list(range(len(odds)))


def test_a_back_against_a_lay_counts_the_commission():
    """100 at 3.0 against a lay at 2.9 and 2 %: 2.0833 of 297.9167 staked, whatever happens."""
    rows = prices((0, 1, 0, 3.0), (0, 2, 0, 2.9, 2, 0, 0.02, True))
    (found,) = only(look(offers(2), rows), BACK_LAY)
    assert found.worst == pytest.approx(2.0833 / 297.9167, abs=1e-6)
    dear = prices((0, 1, 0, 3.0), (0, 2, 0, 2.9, 2, 0, 0.05, True))
    assert not only(look(offers(2), dear), BACK_LAY)


def test_commission_can_eat_an_arbitrage():
    free = prices((0, 1, 0, 2.06), (0, 2, 1, 2.04))
    paid = prices((0, 1, 0, 2.06, 2, 0, 0.10), (0, 2, 1, 2.04))
    assert only(look(offers(2), free), ARBITRAGE)
    assert not only(look(offers(2), paid), ARBITRAGE)


def test_prices_of_different_instants_make_no_arbitrage():
    """The first was seen last ten minutes ago, the second appeared five minutes ago: they never stood together."""
    apart = prices((0, 1, 0, 2.06, 20, 10), (0, 2, 1, 2.04, 5, 0))
    assert not only(look(offers(2), apart), ARBITRAGE)
    near = prices((0, 1, 0, 2.06, 20, 7), (0, 2, 1, 2.04, 5, 0))
    assert only(look(offers(2), near), ARBITRAGE), "two minutes apart is within the tolerance"


def test_old_prices_are_not_looked_at():
    old = prices((0, 1, 0, 2.06, 60, 31), (0, 2, 1, 2.04, 60, 31))
    assert not look(offers(2), old)


def test_a_market_with_several_winners_has_no_arbitrage_over_its_outcomes():
    """Of three that pay the first two places the prices must add up to 200 %, so 117 % is dear, not cheap."""
    rows = prices((0, 1, 0, 2.5), (0, 2, 1, 2.6), (0, 3, 2, 2.55))
    assert not [each for each in look(offers(3, winners=[2]), rows) if each.kind == ARBITRAGE]
    single = prices((0, 1, 0, 3.2), (0, 2, 1, 3.2), (0, 3, 2, 3.2))
    assert not [each for each in look(offers(3, winners=[2]), single) if each.kind == ARBITRAGE]


def test_a_missing_outcome_makes_no_arbitrage():
    assert not [e for e in look(offers(3), prices((0, 1, 0, 2.3), (0, 2, 2, 4.5))) if e.kind == ARBITRAGE]


def test_a_middle_tells_its_worst_its_best_and_the_chance_it_needs():
    """Over 2.5 at 1.95 with one, under 3.5 at 2.00 with the other: S = 1.012821."""
    told = offers(2, 2, family=[7, 7], threshold=[2.5, 3.5])
    rows = prices(
        *market(0, 1, 1.95, 1.87),
        *market(0, 2, 1.94, 1.88),
        *market(1, 1, 2.85, 1.43),
        (1, 2, 0, 2.0),
        (1, 2, 1, 2.0),
    )
    (found,) = only(look(told, rows, replace(ANY, kinds=(MIDDLE,))), MIDDLE)
    total = 1 / 1.95 + 1 / 2.0
    assert found.worst == pytest.approx(1 / total - 1)
    assert found.best == pytest.approx(2 / total - 1)
    assert found.needed == pytest.approx(total - 1)
    assert found.edge == pytest.approx((1 + found.chance) / total - 1)
    assert [int(told.threshold[rows.offer[r]] * 10) for r in found.rows] == [25, 35]


@pytest.mark.parametrize(
    ("low", "high", "is_one"),
    [
        (2.5, 3.5, True),
        (2.5, 2.5, False),
        (2.0, 3.0, False),
        (2.0, 4.0, True),
        (2.25, 3.0, False),
        (2.5, 3.25, False),
        (2.25, 3.75, True),
        (-1.5, -0.5, True),
        (-0.5, 0.5, True),
    ],
)
def test_a_middle_has_a_result_at_which_both_sides_win(low, high, is_one):
    assert bool(middles.holds_a_result(np.array([low]), np.array([high]))[0]) is is_one


BOOKS = [(1.90, 1.95), (1.91, 1.94), (1.90, 1.94), (1.92, 1.93)]


def test_value_against_the_middle_of_the_other_books():
    rows = prices(
        *[row for book, odds in enumerate(BOOKS) for row in market(0, book, *odds)], *market(0, 9, 2.12, 1.76)
    )
    (found,) = only(look(offers(2), rows), VALUE)
    fair = sorted((1 / a) / (1 / a + 1 / b) for a, b in BOOKS)
    middle = (fair[1] + fair[2]) / 2
    assert found.basis == CONSENSUS
    assert found.books == 4
    assert found.chance == pytest.approx(middle)
    assert found.edge == pytest.approx(2.12 * middle - 1)
    assert found.kelly == pytest.approx((2.12 * middle - 1) / 1.12)


def test_the_first_sharp_book_that_quotes_is_the_measure():
    told = [*market(0, 91, 1.95, 1.95), *market(0, 1, 2.10, 1.75)]
    (found,) = only(look(offers(2), prices(*told)), VALUE)
    assert (found.basis, found.edge) == (SHARP, pytest.approx(0.05))
    (found,) = only(look(offers(2), prices(*told, *market(0, 90, 1.90, 2.0))), VALUE)
    assert found.chance == pytest.approx((1 / 1.9) / (1 / 1.9 + 1 / 2.0))


def test_ones_own_chances_are_the_measure_where_they_are_given():
    rows = prices(*market(0, 1, 2.10, 1.75))
    rules = replace(ANY, bases=(OWN,))
    (found,) = only(look(offers(2, fair=[[0.55, np.nan]]), rows, rules), VALUE)
    assert (found.basis, found.edge) == (OWN, pytest.approx(0.155))
    assert not look(offers(2, fair=[[np.nan, np.nan]]), rows, rules)


def test_a_lay_has_value_where_the_field_is_likelier_than_its_price():
    """Laid at 2.0 and 2 %: the field returns 1.98 for one; at a fair chance of 55 % that is 8.9 %."""
    rows = prices((0, 5, 0, 2.0, 2, 0, 0.02, True))
    (found,) = only(look(offers(2, fair=[[0.45, 0.55]]), rows, replace(ANY, bases=(OWN,))), VALUE)
    assert found.edge == pytest.approx(0.55 * 1.98 - 1)
    assert found.chance == pytest.approx(0.55)


def test_nothing_is_found_in_nothing():
    assert look(offers(), prices()) == []
    assert look(offers(2, 3), prices()) == []


# --- Against trying everything ---------------------------------------------------------------------------------------
ODDS = st.sampled_from([1.5, 1.8, 1.9, 1.95, 2.0, 2.05, 2.1, 2.2, 2.6, 3.0, 3.4, 4.0])
ROWS = st.tuples(
    st.integers(0, 3),
    st.integers(1, 4),
    st.integers(0, 2),
    ODDS,
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from([0.0, 0.02, 0.05]),
    st.booleans(),
)
THREE = offers(
    2, 2, 3, 3, winners=[1, 1, 1, 2], family=[5, 5, -1, -1], threshold=[2.5, 3.5, 0, 0], max_age=8 * MINUTE
)


def all_of(told_offers, told, rules):
    """The vectorised functions over all prices, doubtful or not."""
    for each in grid.grids(told_offers, told, at=NOW):
        when = moments.moments(each, each.is_told, rules.tolerance)
        chances = values.unvigged(each, each.is_told, proportional)
        yield from combinations.arbitrages(each, when, rules)
        yield from combinations.back_lays(each, when, rules)
        if each.outcomes == 2:
            nobody = np.full((len(each.offer), 2), np.nan)
            yield from middles.middles(told_offers, each, each.is_told, nobody, rules)
        yield from values.values(each, when, chances, None, rules)


@pytest.mark.thorough
@given(
    st.lists(ROWS, min_size=4, max_size=24),
    st.sampled_from(["median", "mean"]),
    st.sampled_from([0, MINUTE, 3 * MINUTE]),
)
@settings(max_examples=500, deadline=None)
def test_the_vectorised_detection_equals_trying_everything(rows, middle_of, tolerance):
    rows = [(*row[:4], max(row[4], row[5]), *row[5:]) for row in rows]
    told = prices(*rows)
    rules = replace(
        ANY, tolerance=tolerance, middle_of=middle_of, least_books=2, bases=(CONSENSUS,), most_blind=0.2
    )
    found = list(all_of(THREE, told, rules))

    def sums(kind, key):
        return {key(each): pytest.approx(1 / (1 + each.worst)) for each in found if each.kind == kind}

    def spot(each, r=0):
        return int(told.offer[each.rows[r]])

    assert brute.arbitrages(THREE, told, rules, NOW) == sums(ARBITRAGE, spot)
    assert brute.back_lays(THREE, told, rules, NOW) == sums(
        BACK_LAY, lambda each: (spot(each), int(told.position[each.rows[0]]))
    )
    assert brute.middles(THREE, told, rules, NOW) == sums(MIDDLE, lambda each: (spot(each), spot(each, 1)))
    worth = {each.rows[0]: pytest.approx(each.edge) for each in found if each.kind == VALUE}
    assert brute.values(THREE, told, rules, NOW) == worth


@given(st.lists(ROWS, max_size=24))
@settings(max_examples=100, deadline=None)
def test_whatever_is_offered_rests_on_no_doubtful_price(rows):
    told = prices(*[(*row[:4], max(row[4], row[5]), *row[5:]) for row in rows])
    found = look(THREE, told)
    sound = [facts(each, told) for each in found if not each.doubts]
    assert len(sound) == len(set(sound)), "an edge is offered once"
    for each in grid.grids(THREE, told, at=NOW):
        bits = dict(zip(each.row.ravel().tolist(), detect.doubts.doubts(each).ravel().tolist(), strict=True))
        for edge in found:
            if not edge.doubts:
                assert not any(bits.get(row) for row in edge.rows)

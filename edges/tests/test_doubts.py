"""Wrong numbers are named with their reason and offered to nobody; and hide nothing behind them."""

import pytest

from edges.detection.slate import ARBITRAGE, BACK_LAY, VALUE
from edges.tests.slates import market, offers, prices
from edges.tests.test_detection import look

USUAL = [row for book in range(1, 5) for row in market(0, book, 2.50 + book / 50, 3.30, 2.90 - book / 50)]


def doubts_of(found, kind):
    return [
        {doubt.code: doubt.reason for doubt in each.doubts}
        for each in found
        if each.kind == kind and each.doubts
    ]


def test_the_usual_prices_have_no_doubts():
    assert look(offers(3), prices(*USUAL)) == []


def test_a_price_far_from_all_others_is_a_typing_mistake():
    """5.20 for 2.52: a digit swapped."""
    found = look(offers(3), prices(*USUAL, *market(0, 9, 5.20, 3.30, 2.85)))
    assert {each.kind for each in found if not each.doubts} == set()
    (told,) = doubts_of(found, ARBITRAGE)
    assert told["far"] == "5.20 is far from all others: the middle of the other 4 is 2.55."
    assert "too_good" in told
    assert doubts_of(found, VALUE)


def test_a_wrong_price_hides_no_true_arbitrage():
    """A real arbitrage of 1.2 % behind a 5.20 that nobody offers."""
    good = [*market(0, 6, 2.75, 3.30, 2.55), *market(0, 7, 2.45, 3.65, 2.80), *market(0, 8, 2.30, 3.3, 3.05)]
    sound = look(offers(3), prices(*USUAL, *good))
    both = look(offers(3), prices(*USUAL, *good, *market(0, 9, 5.20, 3.30, 2.85)))
    (one,) = [each for each in sound if each.kind == ARBITRAGE and not each.doubts]
    (same,) = [each for each in both if each.kind == ARBITRAGE and not each.doubts]
    assert one.edge == pytest.approx(same.edge) == pytest.approx(1 / (1 / 2.75 + 1 / 3.65 + 1 / 3.05) - 1)
    assert len(doubts_of(both, ARBITRAGE)) == 1


def test_swapped_teams_are_seen():
    sides = [row for book in range(1, 4) for row in market(0, book, 1.45, 4.5, 7.0)]
    found = look(offers(3), prices(*sides, *market(0, 9, 7.2, 4.4, 1.44)))
    (told,) = doubts_of(found, ARBITRAGE)
    assert told["swapped"].startswith("The sides look swapped: 7.20 / 4.40 / 1.44")


def test_a_quote_that_lacks_an_outcome_of_three_is_perhaps_of_another_market():
    """Draw no bet in the columns of the match result."""
    lacking = [(0, 9, 0, 2.95), (0, 9, 2, 3.1)]
    found = look(offers(3), prices(*USUAL, *lacking))
    assert all(each.doubts for each in found)
    (told,) = doubts_of(found, ARBITRAGE) or [{}]
    assert "lacks 1 of 3 outcomes" in told["missing_outcome"]


def test_a_single_price_of_three_is_no_reason_to_doubt_it():
    found = look(offers(3), prices(*USUAL, (0, 9, 0, 2.80)))
    assert [each.kind for each in found if not each.doubts] == [VALUE]


def test_a_book_below_a_hundred_percent_is_of_a_market_with_more_outcomes():
    """Home and away of a match that may be drawn, told as if there were two outcomes."""
    rows = [row for book in range(1, 4) for row in market(0, book, 2.5, 3.0)]
    found = look(offers(2), prices(*rows))
    (told,) = doubts_of(found, ARBITRAGE)
    assert "add up to 73.3%" in told["own_book"]
    assert "36.4% is more a certain return" in told["too_good"]
    assert not [each for each in found if not each.doubts]


@pytest.mark.parametrize(("odds", "is_doubted"), [((2.05, 2.03), False), ((2.05, 2.10), True)])
def test_two_way_returns_above_three_percent_are_doubted(odds, is_doubted):
    rows = prices((0, 1, 0, odds[0]), (0, 2, 1, odds[1]))
    (found,) = [each for each in look(offers(2), rows) if each.kind == ARBITRAGE]
    assert [doubt.code for doubt in found.doubts] == (["too_good"] if is_doubted else [])


@pytest.mark.parametrize(("last", "is_doubted"), [(4.1, False), (4.3, True)])
def test_three_way_returns_are_doubted_above_five(last, is_doubted):
    rows = [(0, 1, 0, 2.2), (0, 1, 1, 3.5), (0, 1, 2, 3.0), (0, 2, 0, 2.0), (0, 2, 1, 3.9), (0, 2, 2, 3.4)]
    rows += [(0, 3, 0, 2.0), (0, 3, 1, 3.4), (0, 3, 2, last)]
    (found,) = [each for each in look(offers(3), prices(*rows)) if each.kind == ARBITRAGE]
    assert bool(found.doubts) is is_doubted


def test_what_the_store_suspects_is_not_offered():
    rows = prices((0, 1, 0, 2.05, 2, 0, 0.0, False, True), (0, 2, 1, 2.03))
    (found,) = [each for each in look(offers(2), rows) if each.kind == ARBITRAGE]
    assert [doubt.code for doubt in found.doubts] == ["suspect"]
    assert found.doubts[0].row in found.rows


def test_an_exchange_that_tells_lays_only_lacks_nothing():
    rows = prices(*USUAL, (0, 9, 0, 2.45, 2, 0, 0.02, True))
    found = look(offers(3), rows)
    assert [each for each in found if each.kind == BACK_LAY and not each.doubts]


def test_doubtful_quotes_have_no_vote_in_the_consensus():
    """A wrong one would move the middle; it is left out."""
    value = market(0, 8, 2.85, 3.2, 2.45)
    (before,) = [
        each.chance
        for each in look(offers(3), prices(*USUAL, *value))
        if each.kind == VALUE and not each.doubts
    ]
    wrong = market(0, 9, 2.5, 3.3, 1.2)
    (after,) = [
        each.chance
        for each in look(offers(3), prices(*USUAL, *value, *wrong))
        if each.kind == VALUE and not each.doubts
    ]
    assert before == after

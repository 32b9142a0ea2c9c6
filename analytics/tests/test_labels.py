"""Bonus, boost and cash-out, and whether the file says so or we do."""

from decimal import Decimal

import pytest

from analytics.labels import labels_of
from bets.models import Bet, Bonus, Side, Status


def bet(**about):
    values = {
        "status": Status.WON,
        "odds": Decimal("2.50"),
        "stake_micro": 10_000_000,
        "returned_micro": 25_000_000,
    }
    return Bet(**{**values, **about})


def told(found):
    return [(label.text, label.is_stated) for label in found]


def test_an_ordinary_bet_has_no_labels():
    assert labels_of(bet()) == []


@pytest.mark.parametrize(("bonus", "is_stated"), [(Bonus.STATED, True), (Bonus.INFERRED, False)])
def test_a_bonus_bet_is_stated_or_inferred(bonus, is_stated):
    assert told(labels_of(bet(bonus=bonus))) == [("Bonus bet", is_stated)]


def test_a_cash_out_is_stated_by_its_row():
    cashed = bet(status=Status.CASHED_OUT, returned_micro=9_000_000)
    assert told(labels_of(cashed, has_cashout_row=True)) == [("Cashed out", True)]
    assert told(labels_of(cashed)) == [("Cashed out", True)]
    assert told(labels_of(cashed, has_cashout_row=False)) == [("Cashed out", False)]


def test_a_win_paid_above_its_odds_was_boosted_we_conclude():
    found = labels_of(bet(returned_micro=28_000_000))
    assert told(found) == [("Boosted or best odds", False)]
    assert "2.80" in found[0].why


def test_a_boost_that_the_file_names_is_stated():
    assert told(labels_of(bet(note="Profit boost 25%", returned_micro=28_000_000))) == [
        ("Boosted odds", True)
    ]


@pytest.mark.parametrize(
    "about",
    [
        {"returned_micro": 25_100_000},
        {"side": Side.LAY, "returned_micro": 60_000_000},
        {"status": Status.LOST},
        {"odds": None},
    ],
)
def test_nothing_is_concluded_from_rounding_lay_bets_losses_and_missing_odds(about):
    assert labels_of(bet(**about)) == []

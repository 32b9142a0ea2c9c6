from decimal import Decimal

import pytest

from odds.clv import (
    american,
    as_backed,
    cents,
    combined,
    no_vig_clv,
    price_clv,
    probability_points,
)
from odds.errors import BadOdds, NoMargin


def d(text):
    return Decimal(text)


def from_american(text):
    line = Decimal(text)
    return 1 + (line / 100 if line > 0 else -100 / line)


@pytest.mark.parametrize(
    ("taken", "closing", "percent"),
    [("2.10", "2.00", "5.00"), ("1.91", "1.80", "6.11"), ("2.0", "2.1", "-4.76")],
)
def test_price_clv(taken, closing, percent):
    assert f"{100 * price_clv(d(taken), d(closing)):.2f}" == percent


@pytest.mark.parametrize(
    ("method", "percent"), [("multiplicative", "1.4729"), ("power", "1.2900"), ("shin", "1.3503")]
)
def test_no_vig_clv_is_far_below_what_the_price_says(method, percent):
    assert f"{100 * no_vig_clv(d('2.10'), [d('2.00'), d('1.87')], 0, method=method):.4f}" == percent


@pytest.mark.parametrize(
    ("method", "percent"), [("multiplicative", "1.6731"), ("power", "0.9550"), ("shin", "1.1096")]
)
def test_no_vig_clv_of_a_draw(method, percent):
    market = [d("2.3"), d("3.4"), d("3.2")]
    assert f"{100 * no_vig_clv(d('3.60'), market, 1, method=method):.4f}" == percent


def test_points_of_chance():
    assert f"{probability_points(d('2.10'), d('2.00')):.6f}" == "0.023810"


def test_cents_cross_the_gap_between_minus_and_plus_a_hundred():
    assert cents(from_american("-105"), from_american("105")) == pytest.approx(-10)
    taken, closing = from_american("-125"), from_american("-150")
    assert round(cents(taken, closing), 9) == 25
    assert f"{100 * probability_points(taken, closing):.1f}" == "4.4"
    assert f"{100 * price_clv(taken, closing):.1f}" == "8.0"
    assert (american(d("2.5")), american(d("1.8")), american(d("2"))) == (150, -125, 100)


def test_a_lay_is_a_back_of_everything_else():
    assert as_backed(d("3")) == d("1.5")
    assert price_clv(as_backed(d("3.0")), as_backed(d("3.5"))) > 0  # laid shorter than it closed: good


def test_a_multi_closes_at_the_product_of_its_legs():
    assert combined([d("2"), d("1.5")]) == d("3")
    assert combined([d("2"), None]) is None
    assert combined([]) is None


def test_odds_of_one_and_a_market_without_margin_are_refused():
    with pytest.raises(BadOdds):
        price_clv(d("1"), d("2"))
    with pytest.raises(BadOdds):
        no_vig_clv(d("1"), [d("1.8"), d("1.8")], 0)
    with pytest.raises(NoMargin):
        no_vig_clv(d("2.1"), [d("2.1"), d("2.1")], 0)

"""Money, odds and percentages as people read them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from web import numbers
from web.preferences import Preferences, preferred
from web.templatetags import show


@pytest.mark.parametrize(
    ("micro", "currency", "text"),
    [
        (0, "AUD", "$0.00"),
        (1_234_500_000, "AUD", "$1,234.50"),
        (-1_234_500_000, "AUD", "\N{MINUS SIGN}$1,234.50"),
        (-1, "AUD", "\N{MINUS SIGN}$0.000001"),
        (20_125_000, "AUD", "$20.125"),
        (20_000_000, "USD", "US$20.00"),
        (20_000_000, "GBP", "£20.00"),
        (1_250_001, "USDC", "USDC\N{NO-BREAK SPACE}1.250001"),
        (9_223_372_036_854_775_807, "EUR", "€9,223,372,036,854.775807"),
    ],
)
def test_an_amount_is_exact_and_carries_its_currency(micro, currency, text):
    assert numbers.money_text(micro, currency, own="AUD") == text


@given(st.integers(-(2**63), 2**63 - 1))
def test_no_micro_unit_is_lost_on_the_way_to_the_page(micro):
    text = numbers.money_text(micro, "").replace(",", "").replace(numbers.MINUS, "-")
    assert int(Decimal(text) * numbers.MICRO) == micro


@pytest.mark.parametrize(
    ("odds", "decimal", "fractional", "american"),
    [
        ("2.5", "2.50", "3/2", "+150"),
        ("2.000000", "2.00", "1/1", "+100"),
        ("1.5", "1.50", "1/2", "\N{MINUS SIGN}200"),
        ("1.909091", "1.909091", "10/11", "\N{MINUS SIGN}110"),
        ("1.01", "1.01", "1/67", "\N{MINUS SIGN}10000"),
        ("101", "101.00", "100/1", "+10000"),
        ("1", "1.00", "0/1", "1.00"),
    ],
)
def test_odds_in_the_three_formats(odds, decimal, fractional, american):
    value = Decimal(odds)
    assert numbers.odds_text(value, "decimal") == decimal
    assert numbers.odds_text(value, "american") == american
    if odds != "1.01":  # several fractions are near enough; any of them within half a hundredth will do
        assert numbers.odds_text(value, "fractional") == fractional


@given(st.decimals(Decimal("1.01"), Decimal(1000), places=2))
def test_a_fraction_agrees_with_the_odds_to_half_a_hundredth(odds):
    over, under = numbers.fractional_odds(odds).split("/")
    assert abs(Decimal(over) / Decimal(under) + 1 - odds) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("ratio", "text"),
    [("0.0512", "5.1%"), ("-0.0512", "\N{MINUS SIGN}5.1%"), ("-0.0001", "0.0%"), ("12", "1,200.0%")],
)
def test_percentages(ratio, text):
    assert numbers.percent_text(Decimal(ratio)) == text


def test_a_loss_is_told_by_sign_class_and_word():
    html = show.gain(-20_000_000, "AUD")
    assert 'class="gain is-loss"' in html
    assert ">loss </span>" in html
    assert "\N{MINUS SIGN}" in html


@pytest.mark.parametrize(
    "shown", [show.money, show.gain, show.odds, show.percent, show.count, show.when, show.day]
)
def test_what_is_missing_shows_as_a_dash(shown):
    assert shown(None) == show.MISSING


def test_odds_follow_the_persons_format():
    with preferred(Preferences(odds_format="fractional")):
        assert show.odds(Decimal("2.5")) == "3/2"


def test_times_are_the_persons_and_the_exact_moment_is_kept():
    moment = datetime(2026, 3, 1, 13, 30, tzinfo=UTC)
    with timezone.override("Australia/Sydney"):
        assert show.when(moment) == '<time datetime="2026-03-01T13:30:00+00:00">2 Mar 2026, 00:30</time>'
        assert "2 Mar 2026<" in show.day(moment)


@pytest.mark.parametrize(
    ("kind", "words"), [("deposit", "Deposit"), ("round_stake_back", "Round stake back")]
)
def test_kinds_of_movements_are_told_in_words(kind, words):
    assert show.words(kind) == words

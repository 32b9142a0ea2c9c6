"""Amounts survive every way in and out exactly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.money import MOST_MICRO, Money, format_micro, from_micro, parse_money, to_micro

micros = st.integers(min_value=-MOST_MICRO, max_value=MOST_MICRO)


@given(micros)
def test_micro_units_to_decimal_and_back_is_the_same(micro):
    assert to_micro(from_micro(micro)) == micro
    assert to_micro(format_micro(micro)) == micro
    assert from_micro(micro) == Decimal(micro) / 1_000_000


@given(micros)
def test_a_written_amount_is_read_back(micro):
    assert to_micro(parse_money(format_micro(micro))) == micro


@given(micros, st.sampled_from(["{}", "${}", "AUD {}", "{} AUD", "({})", "A${}"]))
def test_grouping_and_currency_signs_change_nothing(micro, shape):
    whole, _, fraction = format_micro(abs(micro)).partition(".")
    grouped = f"{int(whole):,}.{fraction}"
    expected = -abs(micro) if shape == "({})" else abs(micro)

    assert to_micro(parse_money(shape.format(grouped))) == expected


@given(micros, micros)
def test_adding_money_adds_its_micro_units(a, b):
    total = Money(a, "AUD") + Money(b, "AUD")

    assert total.amount_micro == a + b
    assert total - Money(b, "AUD") == Money(a, "AUD")
    assert -Money(a, "AUD") + Money(a, "AUD") == Money(0, "AUD")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234", "1234"),
        ("1.234", "1.234"),
        ("12,5", "12.5"),
        ("1,00,000", "100000"),
        ("1.000.000", "1000000"),
        ("3 000,20", "3000.20"),
        ("3\u202f000,20", "3000.20"),
        ("-£5", "-5"),
        ("£-5", "-5"),
        ("(12.30)", "-12.30"),
        ("5-", "-5"),
        ("−2", "-2"),
        ("+3", "3"),
        (".5", "0.5"),
        ("7.", "7"),
        ("5 kr", "5"),
        ("5.000001 USDC", "5.000001"),
    ],
)
def test_people_write_amounts_in_many_ways(text, amount):
    assert parse_money(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["", "-", "abc", "1.2.3", "1,2,3", "--5", "(-5)", "1e5", "nan", "12a", "1,23.4", "(5", "5)", "$", "."],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r"not an amount|two signs"):
        parse_money(text)


@pytest.mark.parametrize(
    ("amount", "reason"),
    [
        ("0.0000001", "places"),
        ("1e30", "too much"),
        ("9223372036854.775808", "too much"),
        ("NaN", "not"),
        ("x", "not"),
    ],
)
def test_what_does_not_fit_is_refused(amount, reason):
    with pytest.raises(ValueError, match=reason):
        to_micro(amount)


def test_trailing_zeros_beyond_six_places_are_no_loss():
    assert to_micro("1.50000000") == 1_500_000


@pytest.mark.parametrize(
    ("micro", "places", "text"),
    [
        (-12_340_000, 2, "-12.34"),
        (1, 2, "0.000001"),
        (0, 2, "0.00"),
        (-1, 0, "-0.000001"),
        (12_000_000, 0, "12"),
        (12_500_000, 3, "12.500"),
    ],
)
def test_amounts_are_written_with_at_least_the_places_asked_for(micro, places, text):
    assert format_micro(micro, places) == text


def test_two_currencies_are_never_reckoned_together():
    aud, eur = Money(1, "AUD"), Money(1, "EUR")
    for reckon in (lambda: aud + eur, lambda: aud - eur, lambda: aud < eur, lambda: aud <= eur):
        with pytest.raises(ValueError, match="AUD and EUR"):
            reckon()
    assert aud != eur
    assert str(Money(1_230_000, "AUD")) == "1.23 AUD"

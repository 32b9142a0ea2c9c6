"""Odds in and out of every format."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odds import formats
from odds.errors import BadOdds

SAME = [
    ("2.60", "2.60", "+160", "8/5", "1.6", "1.6", "-0.625"),
    ("+160", "2.60", "+160", "8/5", "1.6", "1.6", "-0.625"),
    ("8/5", "2.60", "+160", "8/5", "1.6", "1.6", "-0.625"),
    ("-110", "1.9091", "-110", "10/11", "0.9091", "-1.1", "0.9091"),
    ("evens", "2.00", "+100", "1/1", "1", "1", "1"),
    ("-100", "2.00", "+100", "1/1", "1", "1", "1"),
    ("1.5", "1.50", "-200", "1/2", "0.5", "-2", "0.5"),
    ("1/3", "1.3333", "-300", "1/3", "0.3333", "-3", "0.3333"),
    ("100/30", "4.3333", "+333.33", "10/3", "3.3333", "3.3333", "-0.3"),
    ("2,75", "2.75", "+175", "7/4", "1.75", "1.75", "-0.5714"),
    ("\N{MINUS SIGN}250", "1.40", "-250", "2/5", "0.4", "-2.5", "0.4"),
    ("1000001/1", "1000002.00", "+100000100", "1000001/1", "1000001", "1000001", "0"),
]


@pytest.mark.parametrize(
    ("text", "decimal", "american", "fractional", "hong_kong", "indonesian", "malay"), SAME
)
def test_one_price_in_every_format(text, decimal, american, fractional, hong_kong, indonesian, malay):
    found = formats.write(formats.read(text))
    assert found.decimal == decimal
    assert (found.american, found.fractional) == (american, fractional)
    assert (found.hong_kong, found.indonesian, found.malay) == (hong_kong, indonesian, malay)


@pytest.mark.parametrize(
    "text",
    ["", "1", "0.5", "-2", "+99", "-99.9", "0/5", "5/0", "nan", "inf", "1e5", "٢.٥", "²", "1.5.5", "+", "--110",
     "9" * 41, "1/2/3", "2.", ".5", "$2", "0", "1000000001"],
)  # fmt: skip
def test_what_is_no_price_is_refused_with_a_reason(text):
    with pytest.raises(BadOdds, match=r"\."):
        formats.read(text)


@given(st.integers(1, 999), st.integers(1, 999))
def test_a_fraction_comes_back_as_itself(winnings, stake):
    from fractions import Fraction

    whole = Fraction(winnings, stake)
    assert formats.fractional(formats.read(f"{winnings}/{stake}")) == f"{whole.numerator}/{whole.denominator}"


@given(st.integers(100, 100_000), st.sampled_from("+-"))
def test_american_odds_come_back_as_themselves(number, sign):
    text = "+100" if number == 100 else f"{sign}{number}"
    assert formats.american(formats.read(f"{sign}{number}")) == text


@given(st.decimals(Decimal("1.0001"), 10_000, places=4))
def test_decimal_odds_come_back_as_themselves(odds):
    assert Decimal(formats.write(formats.read(str(odds))).decimal) == odds


@given(st.text(max_size=60))
def test_any_text_is_odds_above_one_or_refused(text):
    try:
        assert 1 < formats.read(text) <= formats.MOST
    except BadOdds:
        pass

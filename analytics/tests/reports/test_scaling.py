"""Amounts of an anonymous file: what followed from another follows again, and the scale is in none."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from analytics.reports.data.scaling import DIGITS, MOST, USUAL, Money, Scale, twice_the_middle

MICRO = st.integers(0, 10**13)
SCALES = st.integers(2, 10**13).map(Scale)


@st.composite
def bets(draw):
    """A bet whose amounts belong together as a book's do: own money, bonus money, both, or nothing told."""
    risk, bonus = draw(MICRO), draw(st.sampled_from([0, 0, 5_000_000]))
    returned = draw(st.one_of(st.just(0), st.just(risk), MICRO))
    is_settled, counts = draw(st.booleans()), draw(st.booleans())
    return Money(
        stake=risk + bonus,
        bonus_stake=bonus,
        at_risk=risk,
        turnover=risk if is_settled and counts else 0,
        returned=returned if is_settled else None,
        commission=draw(st.sampled_from([0, 120_000])),
        profit=returned - risk if is_settled else None,
    )


@given(bets(), SCALES)
def test_what_followed_from_the_others_follows_again_to_the_micro_unit(told, scale):
    made = scale.money(told)
    assert made.stake == made.at_risk + made.bonus_stake
    assert made.turnover == (made.at_risk if told.turnover else 0)
    assert (made.profit is None) == (told.profit is None)
    if made.profit is not None:
        assert made.profit == made.returned - made.at_risk
    if told.returned == 0:
        assert made.profit == -made.at_risk  # a lost bet loses its stake
    if told.profit == 0:
        assert made.profit == 0


@given(MICRO, SCALES)
def test_an_amount_has_three_digits_and_is_half_a_hundredth_of_itself_away_at_most(micro, scale):
    made = scale.amount(micro)
    assert len(str(made).rstrip("0")) <= DIGITS or made == MOST
    true = Fraction(2 * micro * USUAL, scale.twice)
    if 1000 <= true < MOST:
        assert abs(made - true) <= true / 200


@given(MICRO, st.integers(2, 10**9), st.integers(1, 10**6))
def test_a_book_times_anything_makes_the_same_amounts(micro, twice, factor):
    assert Scale(twice).amount(micro) == Scale(twice * factor).amount(micro * factor)


@given(st.lists(MICRO, min_size=2, max_size=20), SCALES)
def test_the_order_of_amounts_stays_and_none_of_something_becomes_nothing(amounts, scale):
    made = [scale.amount(micro) for micro in sorted(amounts)]
    assert made == sorted(made)
    assert [bool(micro) for micro in sorted(amounts)] == [bool(micro) for micro in made]
    assert [scale.amount(-micro) for micro in sorted(amounts)] == [-micro for micro in made]


def test_the_middle_of_two_is_their_mean():
    assert Scale(twice_the_middle([10, 20])).amount(15) == USUAL
    assert Scale(twice_the_middle([20])).amount(20) == USUAL
    assert twice_the_middle([]) == 2


def test_what_no_row_told_is_not_told():
    empty = Money(None, 0, None, 0, None, 0, -3_200_000)
    assert Scale(6_400_000).money(empty) == Money(None, 0, None, 0, None, 0, -USUAL)

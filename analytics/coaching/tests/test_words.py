"""What coaches read about each pattern, and how figures are written."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.coaching import words
from analytics.coaching.anonymous import anonymous, currency_names, letter, usual_stakes
from analytics.coaching.saying import stakes_text
from analytics.coaching.scopes import KEYS, PATTERNS, RESULTS, TIMES
from analytics.coaching.trend import FALLING, LEVEL, RISING, UNKNOWN, trend_of
from analytics.harm.finding import MonthPoint
from analytics.harm.history import months_between
from analytics.harm.report import report
from analytics.harm.tests.made import NOON, bet, history, transfer


def test_every_pattern_has_its_words_and_questions():
    shown = {marker.key for marker in words.markers_for(frozenset(KEYS))}
    assert shown | {"results"} == words.talks().keys()
    for key, talk in words.talks().items():
        assert talk.definition.endswith("."), key
        assert len(talk.questions) >= 2, key
        assert all(question.endswith("?") for question in talk.questions), key
        assert "you" not in talk.definition.lower().split(), key


def test_income_makes_no_pattern_and_times_need_their_tick():
    assert "spending" not in {marker.key for marker in words.markers_for(frozenset(KEYS))}
    assert {marker.key for marker in words.markers_for(frozenset({TIMES}))} == {"night", "hours"}
    assert words.markers_for(frozenset({RESULTS})) == []
    assert "night" not in {marker.key for marker in words.markers_for(frozenset({PATTERNS}))}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 1, 1, 2, 2, 2], RISING),
        ([2, 2, 2, 1, 1, 1], FALLING),
        ([10, 10, 10, 11, 11, 11], LEVEL),
        ([0, 0, 0, 0, 0, 0], LEVEL),
        ([0, 0, 0, 1, 0, 0], RISING),
        ([-2, -2, -2, -1, -1, -1], RISING),
        ([9, 9, None, 1, 1, 1, None, 2, 2, 2], RISING),
        ([1, 1, 1, 2, 2], UNKNOWN),
    ],
)
def test_a_trend_is_three_months_against_three(values, expected):
    from datetime import date

    months = months_between(date(2026, 1, 1), date(2026, 12, 1))
    points = [
        MonthPoint(month, None if value is None else Decimal(value), 9)
        for month, value in zip(months, values, strict=False)
    ]
    assert trend_of(points) is expected


@pytest.mark.parametrize(
    ("micro", "text"),
    [
        (0, "0×"),
        (1_000_000, "1.0×"),
        (333_333, "0.33×"),
        (1_234_500_000, "1,200×"),
        (-56_789_000_000, "\N{MINUS SIGN}57,000×"),
        (4_000, "0.00×"),
        (12_340_000, "12×"),
        (9_960_000, "10×"),
        (999_600_000, "1,000×"),
    ],
)
def test_amounts_are_usual_stakes_to_two_digits(micro, text):
    assert stakes_text(micro) == text


def test_letters_go_on_after_z():
    assert [letter(place) for place in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]


def test_a_history_is_measured_by_its_own_middle_stake_in_each_currency():
    told = history(
        [
            bet(1, NOON, 10, result=-10, after=5),
            bet(2, NOON, 30),
            bet(3, NOON, 20),
            bet(4, NOON, 500, currency="GBP"),
            bet(5, NOON, None, result=7, after=5, currency="NZD"),
        ]
    )
    units = usual_stakes(told)
    assert units == {"AUD": 20_000_000, "GBP": 500_000_000}
    seen = anonymous(told, units, currency_names(told))
    assert [(each.currency, each.risk_micro) for each in seen.bets] == [
        ("Currency A", 500_000),
        ("Currency A", 1_500_000),
        ("Currency A", 1_000_000),
        ("Currency B", 1_000_000),
        ("Currency C", None),
    ]
    assert seen.bets[0].profit_micro == -500_000
    assert seen.bets[4].profit_micro == 0  # nothing to measure it by
    assert seen.income_micro is None


BETS = st.tuples(
    st.integers(1, 5_000), st.integers(-5_000, 20_000), st.integers(0, 90)
)  # stake, result, half-days


@given(st.lists(BETS, min_size=1, max_size=60), st.integers(2, 997))
def test_every_figure_is_the_same_whatever_all_amounts_are_multiplied_by(bets, factor):
    """Every marker, its months and its facts, over random books."""

    def figures(times):
        told = history(
            [
                bet(
                    n,
                    NOON + timedelta(days=day // 2, minutes=n),
                    stake * times,
                    result=result * times,
                    after=30,
                )
                for n, (stake, result, day) in enumerate(bets)
            ]
            + [bet(len(bets) + n, NOON, 3 * times, currency="GBP") for n in range(2)],
            [transfer(1, NOON, 77 * times), transfer(2, NOON, 5 * times, kind="withdrawal")],
        )
        return report(anonymous(told, usual_stakes(told), currency_names(told))).json()

    assert figures(1) == figures(factor)

"""Curve, slices, closing line, bankroll and verdict, on arrays."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.filters import Filter
from analytics.luck import assumptions
from analytics.luck.assumptions import Assumptions
from analytics.luck.bankroll import Plan, play, usual_bankroll
from analytics.luck.closing import closing_line
from analytics.luck.curve import curve, days_of
from analytics.luck.evidence import evidence
from analytics.luck.fair_odds import chances
from analytics.luck.sample import as_backed
from analytics.luck.slices import adjusted, slices
from analytics.luck.tails import upper
from analytics.luck.verdict import about_closing, grade, looked_at, of_a_thousand, too_few, verdict
from analytics.series import PERIODS
from analytics.tests.luck import lucky_book, sample_of

USUAL = Assumptions()
LONGEST = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


# --- Curve -----------------------------------------------------------------------------------------------------------
def test_the_curve_adds_up_results_expectations_and_variances():
    book = sample_of([2.0, 3.0, 2.0], risk=[10, 10, 20], won=[1, 0, 1], day=[20_000, 20_000, 20_040])
    steps = curve(book, 1 / book.odds / 1.05, "day")
    assert [(step.bets, step.profit_micro, step.total_micro) for step in steps] == [
        (2, 0, 0),
        (1, 20_000_000, 20_000_000),
    ]
    assert steps[0].expected_micro == -950_000
    variance = sum(
        s**2 * o**2 * p * (1 - p) for s, o, p in ((10, 2, 0.5 / 1.05), (10, 3, 1 / 3.15), (20, 2, 0.5 / 1.05))
    )
    assert steps[1].sigma_micro == round(variance**0.5 * 100) * 10_000
    assert days_of(book) == (date(2024, 10, 4), date(2024, 11, 13))
    assert curve(sample_of([]), np.array([]), "day") == []


@pytest.mark.parametrize("period", PERIODS)
def test_every_period_ends_with_the_same_totals(period):
    book = replace(lucky_book(300), day=np.arange(300, dtype=np.int64) * 4 + 19_000)
    steps = curve(book, 1 / book.odds, period)
    assert (sum(step.bets for step in steps), steps[-1].total_micro) == (300, book.total_profit_micro)
    assert all(step.first <= step.last < after.first for step, after in pairwise(steps))
    assert all((step.last - step.first).days < LONGEST[period] for step in steps)
    last = date.fromordinal(date(1970, 1, 1).toordinal() + int(book.day[-1]))
    assert steps[-1].first <= last <= steps[-1].last
    assert {step.first.weekday() for step in steps} == {0} if period == "week" else steps


# --- Fair chances ----------------------------------------------------------------------------------------------------
def test_fair_chances_come_from_the_closing_odds_where_these_mean_anything():
    book = sample_of([2.0, 2.0, 2.0], won=[1, 0, 1], closing=[1.8, np.nan, 1.8], is_live=[False, False, True])
    fair = chances(book, USUAL)
    assert fair.taken == pytest.approx([0.5 / 1.05] * 3)
    assert fair.best == pytest.approx([1 / 1.8 / 1.03, 0.5 / 1.05, 0.5 / 1.05])


def test_longshots_without_an_answer_are_taken_in_proportion_and_counted():
    book = sample_of([2.0, 50.0], won=[1, 0])
    fair = chances(book, Assumptions(method="power"))
    assert fair.proportional == 1
    assert fair.taken[1] == pytest.approx(1 / 50 / 1.05)
    assert fair.taken[0] < 0.5 / 1.02


def test_a_lay_is_a_back_of_everything_else():
    odds = as_backed(np.array([3.0, 3.0, 1.0]), np.array([False, True, True]))
    assert odds[:2].tolist() == [3.0, 1.5]
    assert np.isnan(odds[2])


# --- Slices ----------------------------------------------------------------------------------------------------------
def test_the_correction_by_hand():
    assert adjusted([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert adjusted([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_the_correction_finds_what_the_step_up_rule_finds(p_values):
    ordered = sorted(p_values)
    last = max((k for k, p in enumerate(ordered, 1) if p * len(ordered) / k <= 0.05), default=0)
    assert sum(each <= 0.05 for each in adjusted(p_values)) == last


def test_slices_need_thirty_bets_and_more_than_one_value():
    book = lucky_book(200)
    keys = {"sport": np.repeat([1, 2, 3], [100, 80, 20]), "market": np.full(200, 4)}
    book = sample_of(book.odds, risk=book.risk, profit=book.profit, keys=keys)
    found = slices(book, 1 / book.odds / 1.05)
    assert sorted((each.key, each.bets) for each in found if each.dimension == "sport") == [(1, 100), (2, 80)]
    assert not [each for each in found if each.dimension == "market"]
    assert [each.evidence.both_ways for each in found] == sorted(each.evidence.both_ways for each in found)
    sport = next(each for each in found if each.key == 2 and each.dimension == "sport")
    assert sport.profit_micro == book.profit_micro[100:180].sum()
    alone = evidence(
        book.profit[100:180].sum().item(),
        book.risk[100:180],
        book.odds[100:180],
        1 / book.odds[100:180] / 1.05,
    )
    assert sport.evidence.as_good == pytest.approx(alone.as_good)
    assert sport.expected_yield == pytest.approx(1 / 1.05 - 1)


def test_a_hundred_slices_of_luck_leave_few_finds():
    book = lucky_book(4000)
    draws = np.random.default_rng(1)
    keys = {"competition": draws.integers(1, 41, 4000), "market": draws.integers(1, 41, 4000)}
    book = sample_of(book.odds, risk=book.risk, profit=book.profit, keys=keys)
    found = slices(book, 1 / book.odds / 1.05)
    assert len(found) > 60
    assert sum(each.evidence.both_ways < 0.05 for each in found) >= 1
    assert not [each for each in found if each.stands]
    words = looked_at(found)
    assert words.startswith(f"You looked at {len(found)} slices: about {round(len(found) * 0.05)} of them")
    assert words.endswith("none stand out.")
    assert "No part" in looked_at([])


# --- Closing line ----------------------------------------------------------------------------------------------------
def test_the_closing_line_of_known_bets():
    book = sample_of(
        [2.10, 1.91, 2.0, 5.0, 3.0], risk=[10, 10, 20, 10, 10], won=[1, 0, 0, 0, 1],
        closing=[2.00, 1.80, 2.1, np.nan, 2.0], is_live=[False, False, False, False, True],
    )  # fmt: skip
    line = closing_line(book, USUAL)
    values = [0.05, 1.91 / 1.8 - 1, 2 / 2.1 - 1]
    assert (line.bets, line.of, line.live) == (3, 5, 1)
    assert line.price == pytest.approx(sum(values) / 3)
    assert line.weighted == pytest.approx((values[0] + values[1] + 2 * values[2]) / 4)
    assert line.beaten == pytest.approx(2 / 3)
    assert line.coverage == 0.6
    assert line.low is line.high is None
    assert line.chosen.mean == pytest.approx(sum((1 + value) / 1.03 - 1 for value in values) / 3)
    assert line.lowest <= line.chosen.mean <= line.highest
    assert "3 of 5 bets have closing odds" in about_closing(line, 5)


def test_without_closing_odds_nothing_is_said_of_them():
    assert closing_line(sample_of([2.0], won=[1]), USUAL) is None
    assert "None of your 1 bets" in about_closing(None, 1)


def test_shin_is_the_additive_method_where_one_price_is_known():
    book = sample_of([2.0, 2.2], won=[1, 0], closing=[1.9, 2.0])
    assert closing_line(book, Assumptions(method="shin")).chosen.method == "additive"


def test_a_handful_of_closing_odds_has_no_interval():
    """One bet at a better price is no certainty, and its scatter is not known."""
    closing = np.full(40, np.nan)
    closing[0] = 1.9
    line = closing_line(sample_of(np.full(40, 2.0), won=[1, 0] * 20, closing=closing), USUAL)
    assert line.bets == 1
    assert (line.low, line.high, line.as_good) == (None, None, None)


def test_the_chance_of_a_closing_value_is_of_the_value_s_own_scatter():
    odds = np.linspace(1.5, 9, 60)
    closing = odds / np.linspace(0.95, 1.2, 60)
    book = sample_of(odds, won=[0] * 60, closing=closing)
    line = closing_line(book, USUAL)
    value = odds / closing / 1.03 - 1
    z = value.mean() / (value.std(ddof=1) / 60**0.5)
    assert line.as_good == pytest.approx(upper(z), rel=1e-9)
    assert line.low < line.price < line.high


# --- Bankroll --------------------------------------------------------------------------------------------------------
def test_a_sure_loss_ruins_at_the_bet_that_takes_the_last_money():
    book = sample_of([2.0] * 3, won=[0, 0, 0])
    assert play(book, None, Plan(5, 4)).ruin == 0
    lost = play(book, None, Plan(5, 6))
    assert (lost.ruin, lost.behind) == (1, 1)
    assert lost.percentiles[:, -1].tolist() == [0] * 5
    assert lost.percentiles[:, lost.after.index(3)].tolist() == [2] * 5


def test_a_share_of_what_is_left_shrinks_and_is_ruin_below_a_tenth():
    book = sample_of([2.0], won=[0])
    played = play(book, None, Plan(100, 10, 0.1))
    assert played.percentiles[2, -1] == pytest.approx(100 * 0.9**10)
    assert played.ruin == 0
    assert play(book, None, Plan(100, 30, 0.1)).ruin == 1


def test_ruin_of_even_bets_is_the_gambler_s_ruin():
    """From 10 units at fair evens, one unit a time, within 200 bets: twice the chance of ending 10 or more below."""
    book = sample_of([2.0] * 2, won=[1, 0])
    played = play(book, np.full(2, 0.5), Plan(10, 200))
    below = sum(comb(200, wins) for wins in range(201) if 200 - 2 * wins > 10) / 2**200
    at = comb(200, 95) / 2**200
    assert played.ruin == pytest.approx(2 * below + at, abs=0.03)
    assert played.percentiles[2, 0] == 10
    assert play(book, np.full(2, 0.5), Plan(10, 200)).ruin == played.ruin


def test_small_units_are_not_ruined_before_they_begin():
    """A hundred stakes of 0.00004 of a coin is 0.004: little, but all of it."""
    book = sample_of([2.0] * 2, won=[1, 0], risk=[0.00004] * 2)
    assert play(book, None, Plan(usual_bankroll(book), 10)).ruin == 0


def test_the_usual_bankroll_is_a_hundred_middle_stakes():
    assert usual_bankroll(sample_of([2.0] * 3, risk=[5, 12.34, 80], won=[1, 0, 0])) == 1200


# --- Verdict ---------------------------------------------------------------------------------------------------------
def said(profit, *, bets=1000, odds=2.0, undecided=0, margin=0.05):
    risk, prices = np.ones(bets), np.full(bets, odds)
    return verdict(
        bets=bets,
        bet_yield=profit / bets,
        picks=evidence(profit, risk, prices, 1 / prices / (1 + margin)),
        money=evidence(profit, risk, prices, 1 / prices),
        expected_yield=1 / (1 + margin) - 1,
        margin=Decimal(100) * Decimal(str(margin)),
        undecided=undecided,
    )


@pytest.mark.parametrize(
    ("profit", "bets", "headline", "tone"),
    [
        (-18, 1000, "Your loss cannot be told from luck", "unclear"),
        (10, 1000, "Your profit cannot be told from luck", "unclear"),
        (0, 1000, "Your result cannot be told from luck", "unclear"),
        (70, 1000, "Your profit may be more than luck", "better"),
        (90, 1000, "Your profit is probably more than luck", "better"),
        (130, 1000, "Your profit is hard to put down to luck", "better"),
        (-75, 1000, "Your loss may be more than luck, and cannot be told from what the prices cost", "worse"),
        (-150, 1000, "Your loss is hard to put down to luck: your picks did worse than the prices said", "worse"),
        (-250, 10_000, "Your picks beat the prices, but not by enough to pay the margin", "worse"),
        (20, 3000, "Your picks did better than the prices, which is probably more than luck;"
     " your profit cannot be told from luck", "better"),
    ],
)  # fmt: skip
def test_verdicts(profit, bets, headline, tone):
    told = said(profit, bets=bets)
    assert (told.headline, told.tone) == (headline, tone)


def test_a_book_whose_losses_are_missing_gets_no_verdict():
    told = said(130, undecided=100)
    assert (told.headline, told.tone) == ("Nothing can be said before more results are known", "nothing")
    assert said(130, undecided=50).tone == "better"


def test_the_sentences_hold_the_numbers():
    prices, zero, needed = said(-18).sentences
    assert "Your 1,000 bets yielded \N{MINUS SIGN}1.8%" in prices
    assert "margin of 5%, they would yield \N{MINUS SIGN}4.8% on average" in prices
    assert "about 174 would have done as well or better" in prices  # z is 0.94: (-18 + 47.6) / 31.6
    assert "about 285 would have come out as low or lower" in zero
    assert "would take about 24,2" in needed
    assert "any number of bets" in said(0).sentences[2]
    assert "you have them" in said(130).sentences[2]
    assert "Yours tell a yield of +7.5% from zero already" in said(75).sentences[2]
    assert "more than you have" not in said(75).sentences[2]


def test_words_for_chances():
    assert [grade(p) for p in (0.05, 0.049, 0.009, 0.0009)] == [
        "cannot be told from luck", "may be more than luck", "is probably more than luck",
        "is hard to put down to luck",
    ]  # fmt: skip
    assert [of_a_thousand(p) for p in (0.0001, 0.1234, 0.9999)] == [
        "fewer than 1",
        "about 123",
        "more than 999",
    ]
    assert "no bet with" in too_few(0).sentences[0]
    assert "1 bet with" in too_few(1).sentences[0]


# --- Assumptions -----------------------------------------------------------------------------------------------------
def test_assumptions_live_in_the_address_as_far_as_they_are_unusual():
    told, notices = assumptions.read(
        {"margin": "2.5%", "method": "power", "bankroll": "1,000", "next_bets": "500"}
    )
    assert notices == []
    assert told.query == "margin=2.5&method=power&bankroll=1000"
    assert assumptions.read(dict(pair.split("=") for pair in told.query.split("&")))[0] == told
    assert USUAL.query == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("margin", "-1"), ("margin", "nan"), ("margin", "31"), ("bankroll", "much"), ("next_bets", "1e9"),
     ("share", "0"), ("method", "goto"), ("rule", "martingale"), ("closing_margin", "inf")],
)  # fmt: skip
def test_what_cannot_be_assumed_is_left_out_with_a_sentence(name, value):
    told, notices = assumptions.read({name: value})
    assert told == USUAL
    assert len(notices) == 1
    assert Filter().query == ""

"""P-values, intervals and sample sizes, against reference values and against counting all outcomes."""

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.luck.bootstrap import yield_intervals
from analytics.luck.evidence import NEEDED, bets_needed, evidence, t_score
from analytics.luck.tails import chance_of_as_much, law, upper
from analytics.tests.luck import lucky_book


def variance(risk, odds):
    odds = np.array([odds])
    return law(np.array([risk]), odds, 1 / odds).sigma ** 2


def test_the_variance_of_a_bet_at_the_odds_it_was_taken():
    assert variance(1.0, 2.3) == pytest.approx(1.3)
    assert f"{variance(2.0, 1 + 100 / 105):.4f}" == "3.8095"


def test_reference_of_ninety_three_bets():
    z = 20 / 272.86**0.5
    assert f"{z:.4f}" == "1.2108"
    assert f"{1 - upper(z):.5f}" == "0.88701"


@pytest.mark.parametrize(
    ("bets", "share", "odds", "score"),
    [(200, 116 * 1.90 / 200 - 1, 1.90, "1.5382"), (1000, 0.05, 2.0, "1.5831"), (500, 0.10, 3.0, "1.5467")],
)
def test_t_scores_of_level_stakes(bets, share, odds, score):
    assert f"{t_score(bets, share, odds):.4f}" == score


def test_the_first_of_them_as_a_p_value():
    assert f"{upper(t_score(200, 116 * 1.90 / 200 - 1, 1.90)):.3f}" == "0.062"


def counted(profit, risk, odds, chance):
    """The chance of more, and half of exactly as much, over all outcomes."""
    won = np.array(list(product([0, 1], repeat=len(risk))))
    profits = won @ (risk * odds) - risk.sum()
    share = np.prod(np.where(won == 1, chance, 1 - chance), axis=1)
    return share[profits > profit + 1e-9].sum() + share[abs(profits - profit) <= 1e-9].sum() / 2


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(4))
def test_tails_equal_counting_all_outcomes(seed):
    draws = np.random.default_rng(seed)
    odds = np.exp(draws.uniform(0.3, 1.2, 16)).round(2)
    risk = draws.uniform(5, 15, 16).round(2)
    chance = 1 / odds / 1.05
    for _ in range(8):
        won = draws.random(16) < 0.5
        profit = (risk * (odds * won - 1)).sum().item()
        assert chance_of_as_much(profit, risk, odds, chance) == pytest.approx(
            counted(profit, risk, odds, chance), abs=0.01
        )


def test_tails_of_unequal_longshots_equal_many_plays():
    draws = np.random.default_rng(5)
    odds = np.exp(draws.uniform(0.1, 2.3, 30)).round(2) + 0.05
    risk, chance = draws.uniform(1, 20, 30).round(2), 1 / odds / 1.05
    won = draws.random((300_000, 30)) < chance
    profits = np.sort(won @ (risk * odds) - risk.sum())
    for place in (0.01, 0.1, 0.5, 0.9, 0.99):
        profit = profits[int(place * len(profits))].item()
        as_good = 1 - np.searchsorted(profits, profit) / len(profits)
        assert chance_of_as_much(profit, risk, odds, chance) == pytest.approx(as_good, abs=0.01)


def test_tails_of_level_stakes_are_binomial_with_half_of_the_very_result():
    bets, odds = 400, 2.5
    risk, prices, chance = np.ones(bets), np.full(bets, odds), np.full(bets, 0.38)
    for won in (120, 152, 160, 180, 200):
        point = [comb(bets, k) * 0.38**k * 0.62 ** (bets - k) for k in range(won, bets + 1)]
        exact = sum(point[1:]) + point[0] / 2
        assert chance_of_as_much(won * odds - bets, risk, prices, chance) == pytest.approx(exact, abs=5e-4)


def test_tails_at_their_ends():
    risk, odds, chance = np.ones(3), np.array([2.0, 3.0, 4.0]), np.array([0.5, 0.3, 0.2])
    assert chance_of_as_much(-3, risk, odds, chance) == 1
    assert chance_of_as_much(6, risk, odds, chance) == pytest.approx(0.03)
    assert chance_of_as_much(1e9, risk, odds, chance) == pytest.approx(0.03)
    assert law(risk, odds, chance).deviations(law(risk, odds, chance).expected) == 0


@given(st.integers(0, 50), st.floats(-0.6, 0.6), st.floats(0.005, 0.2))
def test_more_profit_is_never_likelier(seed, share, step):
    book = lucky_book(60, seed)
    profit, total = share * book.risk.sum().item(), book.risk.sum().item()
    less = chance_of_as_much(profit, book.risk, book.odds, 1 / book.odds)
    more = chance_of_as_much(profit + step * total, book.risk, book.odds, 1 / book.odds)
    assert 0 <= more <= less + 1e-6 <= 1 + 1e-6


def test_p_values_without_skill_are_even():
    """Of books without skill every twentieth has a p-value below 0.05, and every second one below a half."""
    p_values = []
    for seed in range(400):
        book = lucky_book(80, seed)
        told = evidence(book.profit.sum().item(), book.risk, book.odds, 1 / book.odds / 1.05)
        p_values.append(told.both_ways)
    p_values = np.array(p_values)
    assert 0.02 < (p_values < 0.05).mean() < 0.09
    assert 0.42 < (p_values < 0.5).mean() < 0.58


def test_bets_needed_grow_with_the_square_of_the_distance():
    assert f"{NEEDED:.4f}" == "2.8016"
    assert bets_needed(1000, 2.801586) == 1000
    assert bets_needed(1000, -1.400793) == 4000
    assert bets_needed(1000, 0) is None
    assert bets_needed(1000, 0.0001) is None


def test_a_sample_of_the_needed_size_is_told_from_luck_four_times_of_five():
    """Yield of 5 % at evens: about 3,132 bets; the share of plays with p below 0.05 is the power."""
    needed = bets_needed(100, 0.05 * 100**0.5)
    draws = np.random.default_rng(3)
    wins = draws.binomial(needed, 0.525, 2000)
    z = (2 * wins - needed) / needed**0.5
    assert 0.77 < (z > 1.959964).mean() < 0.83


def test_the_interval_is_the_one_of_plain_resampling_and_always_the_same():
    book = lucky_book(200)
    (found,) = yield_intervals(book.profit[:, None], book.risk)
    assert [found] == yield_intervals(book.profit[:, None], book.risk)
    draws = np.random.default_rng(99).integers(0, 200, (20_000, 200))
    plain = np.percentile(book.profit[draws].sum(axis=1) / book.risk[draws].sum(axis=1), [2.5, 97.5])
    assert (found.low, found.high) == pytest.approx(plain, abs=0.02)
    assert found.holds(book.profit.sum() / book.risk.sum())


def test_many_bets_in_groups_give_the_width_that_single_bets_give():
    book = lucky_book(20_000)
    share = book.profit.sum() / book.risk.sum()
    error = np.sqrt(((book.profit - share * book.risk) ** 2).sum()) / book.risk.sum()
    (found,) = yield_intervals(book.profit[:, None], book.risk)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.04)
    assert (found.high + found.low) / 2 == pytest.approx(share, abs=0.1 * error)


def test_intervals_cover_the_truth_about_19_times_of_20():
    covered = 0
    for seed in range(100):
        book = lucky_book(150, seed)
        (found,) = yield_intervals(book.profit[:, None], book.risk)
        covered += found.holds(1 / 1.05 - 1)
    assert 88 <= covered <= 99

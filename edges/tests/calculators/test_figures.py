"""Each calculator against reference values, against brute force, and against the code that settles bets."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bets.settlement import Leg, dead_heat, each_way, multi, system
from edges.calculators import CALCULATORS
from edges.calculators.asking import Wrong
from edges.calculators.multi import SYSTEMS
from odds.tests.test_novig import REFERENCE

D = Decimal


def answer(slug, **data):
    return CALCULATORS[slug].answer_to(data)


def refused(slug, **data):
    with pytest.raises(Wrong) as wrong:
        answer(slug, **data)
    return wrong.value.fields


# --- Fair odds -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("odds", "method", "chances", "parameter"), REFERENCE)
def test_devig(odds, method, chances, parameter):
    found = answer("devig", odds=[f"{each:.20f}"[:23] for each in odds], method=method)
    assert " ".join(f"{each:.6f}" for each in found.probabilities) == chances
    assert parameter is None or f"{found.parameter:.6f}" == parameter
    assert abs(sum(found.probabilities) - 1) < D("1e-9")
    assert [each.method for each in found.methods if each.method == method] == [method]


def test_devig_takes_every_format_and_writing():
    told = {
        answer("devig", odds=odds, method="shin").probabilities
        for odds in (
            "2.6 2.4 4.3",
            "2.6, 2.4, 4.3",
            "2,6;2,4;4,3",
            "2.6,2.4,4.3",
            "+160 7/5 33/10",
            ["8/5", "+140", "4.3"],
        )
    }
    assert len(told) == 1


def test_devig_says_what_it_refuses():
    assert "no margin" in refused("devig", odds="2.1 2.1")["odds"]
    assert "above one" in refused("devig", odds="1.0 2.1")["odds"]
    assert "one winner" in refused("devig", odds="1.2 1.3 1.4 2.5", winners="2", method="shin")["winners"]
    assert "not between" in refused("devig", odds="1.01 1.01 900", method="additive")["odds"]
    found = answer("devig", odds="1.15 5 10 20 50 100", method="power")
    assert {each.method for each in found.methods if each.reason} == {"additive", "goto"}
    assert found.worst_case[-1] == 0


# --- Kelly ---------------------------------------------------------------------------------------------------------
def bets(text):
    return [dict(zip(("probability", "odds"), each.split("@"), strict=True)) for each in text.split()]


@pytest.mark.parametrize(
    ("asked", "shares", "more"),
    [
        ("55%@2.0", "0.100000", {}),
        ("0.55@2.1", "0.140909", {}),
        (".50@2.1", "0.045455", {}),
        ("25@4.5", "0.035714", {}),
        ("40%@2.4", "0.000000", {}),
        ("55%@2.1", "0.070455", {"fraction": "1/2"}),
        ("55%@2 55%@2 55%@2", "0.098002 0.098002 0.098002", {}),
        ("55%@2.1 30%@4 70%@1.55", "0.137354 0.064573 0.149044", {}),
        ("55%@2.1 30%@4 70%@1.55", "0.063583 0.036417 0.000000", {"most_together_percent": "10"}),
        ("55%@2.5 25%@3.2 20%@2.8", "0.271739 0.032609 0.000000", {"relation": "exclusive"}),
        ("50%@2.1 50%@2.1", "0.100000 0.100000", {"relation": "exclusive", "most_together_percent": "20"}),
        ("55%@2.2 55%@2.2", "0.100000 0.100000", {"most_per_bet_percent": "10"}),
    ],
)
def test_kelly(asked, shares, more):
    found = answer("kelly", bets=bets(asked), bankroll="1000", **more)
    assert " ".join(f"{each.share:.6f}" for each in found.bets) == shares
    assert found.total == sum(each.stake for each in found.bets)
    assert all(each.stake <= 1000 * each.share + D("0.001") for each in found.bets)


def test_kelly_with_commission_is_kelly_at_the_net_odds():
    found = answer("kelly", bets=bets("55%@2.1"), commission_percent="5")
    assert found.bets[0].net_odds == D("2.045")
    assert f"{found.bets[0].kelly:.6f}" == f"{(0.55 * 2.045 - 1) / 1.045:.6f}"
    assert found.bets[0].stake == D("119.37")


def test_kelly_refuses_chances_above_one_together():
    assert "one at most" in refused("kelly", bets=bets("60%@2 60%@2"), relation="exclusive")["bets"]


# --- Arbitrage, hedge, matched bet ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("odds", "roi", "stakes"),
    [
        ("2.10 2.05", "0.037349", "493.98 506.02"),
        ("2.2 3.9 4.2", "0.053684", "478.95 270.18 250.88"),
        ("+110 21/20", "0.037349", "493.98 506.02"),
    ],
)
def test_arbitrage(odds, roi, stakes):
    found = answer("arbitrage", legs=[{"odds": each} for each in odds.split()], amount="1000")
    assert (f"{found.roi:.6f}", found.is_arbitrage) == (roi, True)
    assert " ".join(str(leg.stake) for leg in found.legs) == stakes
    assert found.worst_profit == min(leg.profit for leg in found.legs)


def test_arbitrage_in_whole_steps_tells_the_worst_result():
    found = answer("arbitrage", legs=[{"odds": "2.10"}, {"odds": "2.05"}], amount="1000", step="5")
    assert [leg.stake for leg in found.legs] == [495, 505]
    assert (found.worst_profit, found.best_profit) == (D("35.25"), D("39.50"))
    assert refused("arbitrage", legs=[{"odds": "1.01"}, {"odds": "500"}], step="5") == {
        "amount": "One of the stakes is less than half a step: stake more, or take a smaller step."
    }
    fixed = answer("arbitrage", legs=[{"odds": "2.10"}, {"odds": "2.05"}], amount="250", fixed_leg="1")
    assert [leg.stake for leg in fixed.legs] == [250, D("256.10")]
    assert (
        "2 outcomes" in refused("arbitrage", legs=[{"odds": "2"}, {"odds": "3"}], fixed_leg="3")["fixed_leg"]
    )
    assert not answer("arbitrage", legs=[{"odds": "1.9"}, {"odds": "1.9"}]).is_arbitrage


def test_matched_bets():
    found = answer("matched-bet", stake="100", back_odds="3.0", lay_odds="2.9", commission_percent="2")
    assert (found.lay_stake, found.liability) == (D("104.17"), D("197.92"))
    assert (f"{found.exact_lay_stake:.4f}", f"{found.exact_profit:.4f}") == ("104.1667", "2.0833")
    free = {
        "kind": "free-snr",
        "stake": "100",
        "back_odds": "3.0",
        "lay_odds": "2.9",
        "commission_percent": "2",
    }
    found = answer("matched-bet", **free)
    assert (f"{found.exact_lay_stake:.4f}", f"{found.kept:.6f}") == ("69.4444", "0.680556")
    small = {
        "kind": "free-snr",
        "stake": "10",
        "back_odds": "5.0",
        "lay_odds": "5.2",
        "commission_percent": "5",
    }
    assert f"{answer('matched-bet', **small).exact_profit:.4f}" == "7.3786"
    returned = answer("matched-bet", **(free | {"kind": "free-sr"}))
    assert f"{returned.exact_profit:.4f}" == f"{300 / 2.88 * 0.98:.4f}"


def test_a_part_that_is_matched_counts_at_its_own_odds():
    asked = {"stake": "100", "back_odds": "3.0", "lay_odds": "2.9", "commission_percent": "2"}
    whole = answer("matched-bet", **asked)
    part = answer("matched-bet", **asked, matched_stake="40", matched_odds="2.9")
    assert part.exact_lay_stake + 40 == whole.exact_lay_stake
    assert part.exact_profit == whole.exact_profit
    worse = answer("matched-bet", **asked, matched_stake="40", matched_odds="3.1")
    assert worse.if_back_wins - worse.if_lay_wins < D("0.03")
    assert worse.worst_profit < whole.worst_profit
    assert refused("matched-bet", **asked, matched_stake="40") == {
        "matched_odds": "Say both: what is matched, and at which odds."
    }
    assert answer("matched-bet", **asked, lay_stake="100").if_lay_wins == D("-2.00")


def test_underlay_and_overlay():
    asked = {"stake": "100", "back_odds": "3.0", "lay_odds": "2.9", "commission_percent": "2"}
    assert answer("matched-bet", **asked, aim="under").if_lay_wins == 0
    assert answer("matched-bet", **asked, aim="over").if_back_wins == D("0.01")  # the lay is rounded


def test_hedge():
    found = answer("hedge", odds="3.0", stake="100", hedge_odds="2.9", commission_percent="2")
    assert (found.hedge_stake, found.risked, found.locked_profit) == (D("104.17"), D("197.92"), D("2.08"))
    plain = answer("hedge", odds="5.0", stake="20", hedge_odds="2.5", offer="36")
    assert (plain.hedge_stake, plain.value, plain.offer_less) == (40, 40, 4)
    assert (plain.if_wins, plain.if_loses, plain.offer_kept) == (20, 20, D("0.9"))
    back = answer("hedge", by="back", odds="2.10", stake="493.98", hedge_odds="2.05")
    assert (back.hedge_stake, back.locked_profit) == (D("506.03"), D("37.35"))
    half = answer("hedge", odds="5.0", stake="20", hedge_odds="2.5", share_percent="50")
    assert (half.hedge_stake, half.if_wins, half.if_loses) == (20, 50, 0)


# --- Multis and each-way -------------------------------------------------------------------------------------------
SIZES = {"trixie": 4, "patent": 7, "yankee": 11, "lucky-15": 15, "canadian": 26, "lucky-31": 31, "heinz": 57,
         "lucky-63": 63, "super-heinz": 120, "goliath": 247}  # fmt: skip
legs = st.fixed_dictionaries(
    {
        "odds": st.decimals("1.01", 50, places=2).map(str),
        "outcome": st.sampled_from(["won", "won", "lost", "void", "half_won", "half_lost", "placed"]),
        "deduction_percent": st.sampled_from(["0", "0", "5", "25"]),
        "tied": st.sampled_from(["1", "1", "2", "3"]),
    }
)


@pytest.mark.parametrize(("name", "count"), SIZES.items())
def test_a_system_has_as_many_bets_as_its_name_says(name, count):
    several = [{"odds": "2"}] * SYSTEMS[name].legs
    found = answer("multi", system=name, legs=several)
    assert (found.bets, found.staked) == (count, count)
    assert answer("multi", system=name, legs=several, each_way="yes").bets == 2 * count
    assert "selections" in refused("multi", system=name, legs=several[1:])["legs"]
    assert f"{count} bets" in SYSTEMS[name].title


def factors(leg, fraction):
    """Win and place factor of a leg, from the functions that settle single bets of a million."""
    odds, rule4, tie = D(leg["odds"]), D(leg["deduction_percent"]) / 100, Fraction(1, int(leg["tied"]))
    place = 1 + (odds - 1) * fraction

    def of(price, outcome):
        fixed = {"lost": 0, "void": 1}
        if outcome in fixed:
            return Fraction(fixed[outcome])
        winning = 1 + (Fraction(price) - 1) * (1 - Fraction(rule4))
        return {"won": winning, "half_won": (winning + 1) / 2, "half_lost": Fraction(1, 2)}[outcome]

    outcome = leg["outcome"]
    if outcome == "placed":
        return Fraction(0), of(place, "won") * tie
    return of(odds, outcome) * (tie if outcome == "won" else 1), of(place, outcome)


@given(st.data(), st.sampled_from(sorted(SYSTEMS)), st.booleans())
def test_a_ticket_is_worth_the_sum_of_all_its_bets(data, name, is_each_way):
    one = SYSTEMS[name]
    count = one.legs or data.draw(st.integers(one.least, 6))
    several = data.draw(st.lists(legs, min_size=count, max_size=count))
    if not is_each_way:
        several = [leg | ({"outcome": "lost"} if leg["outcome"] == "placed" else {}) for leg in several]
    ways = [[factors(leg, D("0.25"))[part] for leg in several] for part in range(2 if is_each_way else 1)]
    found = answer(
        "multi",
        system=name,
        legs=several,
        stake="1.5",
        each_way="yes" if is_each_way else "no",
        place_fraction="1/4",
    )
    lines = [prod(line) for way in ways for size in one.sizes_of(count) for line in combinations(way, size)]
    assert found.bets == len(lines)
    assert found.staked == D("1.5") * len(lines)
    assert abs(Fraction(found.returned) - Fraction(3, 2) * sum(lines)) <= Fraction(1, 200)
    assert sum(fold.paid for fold in found.folds) == sum(line > 0 for line in lines)
    assert found.profit == found.returned - found.staked


@given(st.data(), st.sampled_from(sorted(SYSTEMS)))
def test_a_ticket_is_settled_as_a_bet_of_the_book_is(data, name):
    one = SYSTEMS[name]
    count = one.legs or data.draw(st.integers(one.least, 5))
    several = data.draw(st.lists(legs, min_size=count, max_size=count))
    several = [leg | {"tied": "1", "outcome": leg["outcome"].replace("placed", "won")} for leg in several]
    booked = [Leg(D(leg["odds"]), leg["outcome"], D(leg["deduction_percent"]) / 100) for leg in several]
    found = answer("multi", system=name, legs=several, stake="2")
    expected = system(2_000_000, booked, one.sizes_of(count))
    assert found.returned == D(expected.returned_micro) / 1_000_000
    if name == "accumulator":
        assert found.returned == D(multi(2_000_000, booked).returned_micro) / 1_000_000


@given(
    st.decimals("1.1", 100, places=2),
    st.sampled_from(["won", "placed", "lost"]),
    st.sampled_from(["0", "10", "75"]),
    st.sampled_from(["1/4", "1/5"]),
)
def test_each_way_is_settled_as_a_bet_of_the_book_is(odds, outcome, rule4, terms):
    fraction = D(1) / D(terms[-1])
    found = answer(
        "each-way", odds=str(odds), stake="10", outcome=outcome, deduction_percent=rule4, place_fraction=terms
    )
    expected = each_way(
        10_000_000, odds, place_fraction=fraction, is_winner=outcome == "won", is_placed=outcome == "placed",
        deduction=D(rule4) / 100,
    )  # fmt: skip
    assert abs(found.returned - D(expected.returned_micro) / 1_000_000) <= D("0.01")  # each part is rounded
    assert found.returned == found.win_returned + found.place_returned
    assert [each.returned for each in found.results if each.outcome == outcome] == [found.returned]


def test_dead_heats():
    tied = answer("each-way", odds="9.0", stake="10", outcome="won", tied="2")
    assert tied.win_returned == D(dead_heat(10_000_000, D(9), tied=2).returned_micro) / 1_000_000 == 45
    assert tied.place_returned == 26
    placed = answer("each-way", odds="9.0", stake="10", outcome="placed", tied="3", tied_for="2")
    assert (placed.win_returned, placed.place_returned) == (0, D("17.33"))
    assert "as many runners" in refused("each-way", odds="9", tied="2", tied_for="3")["tied"]
    assert refused("multi", legs=[{"odds": "2"}, {"odds": "2", "outcome": "placed"}]) == {
        "legs[1].outcome": "Only an each-way bet pays for a place."
    }


def test_a_lucky_15_by_hand():
    several = [
        {"odds": "3.0"},
        {"odds": "4.0"},
        {"odds": "2.0", "outcome": "lost"},
        {"odds": "5.0", "outcome": "void"},
    ]
    found = answer("multi", system="lucky-15", stake="2", legs=several)
    assert found.staked == 30
    assert found.returned == 2 * ((3 + 4 + 1) + (12 + 3 + 4) + 12)
    assert [(fold.title, fold.bets, fold.paid) for fold in found.folds] == [
        ("Singles", 4, 3),
        ("Doubles", 6, 3),
        ("Trebles", 4, 1),
        ("4-folds", 1, 0),
    ]


def test_the_stake_of_a_whole_ticket_is_divided_over_its_bets():
    several = [{"odds": "3.0"}, {"odds": "4.0"}, {"odds": "2.0"}, {"odds": "5.0"}]
    each = answer("multi", system="yankee", stake="2", legs=several)
    whole = answer("multi", system="yankee", stake="22", stake_of="ticket", legs=several)
    assert (whole.staked, whole.returned, whole.folds) == (22, each.returned, each.folds)
    odd = answer("multi", system="yankee", stake="10", stake_of="ticket", legs=several)
    assert (odd.staked, odd.profit) == (10, odd.returned - 10)
    assert abs(odd.returned - each.returned * 10 / 22) <= D("0.01")


def test_nobody_pays_more_than_there_is():
    assert "Nobody" in refused("multi", legs=[{"odds": "1000000000"}] * 12, stake="1000000000")["legs"]


# --- Odds converter ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["8/5", "2.6", "+160", "2,60"])
def test_one_price_in_every_format(text):
    found = answer("odds-converter", odds=text)
    assert (found.decimal, found.american, found.fractional) == ("2.60", "+160", "8/5")
    assert f"{found.implied_probability:.6f}" == "0.384615"


@given(st.decimals("0.1", "99.9", places=1))
def test_a_chance_comes_back_as_itself(chance):
    assume(chance)
    found = answer("odds-converter", odds=f"{chance}%")
    assert abs(found.implied_probability - chance / 100) < D("1e-9")


@given(st.decimals("1.01", 1000, places=2))
def test_every_format_of_a_price_is_the_same_price(odds):
    told = answer("odds-converter", odds=str(odds))
    for text in (told.decimal, told.fractional, told.american):
        assert abs(answer("odds-converter", odds=text).exact_decimal / odds - 1) < D("1e-4")


def test_nothing_is_written_without_a_minus():
    found = answer("kelly", bets=bets("40%@2.4"))
    assert (str(found.bets[0].expected_profit), str(found.bets[0].stake)) == ("0.00", "0.00")

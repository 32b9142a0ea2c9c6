"""Asking all expressions at once finds what `re` finds one after the other."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bets import kinds, recognition, sides, sports
from bets.folding import plain
from bets.patterns import Patterns, Rules, without_look_around

LISTS = {
    "competitions": sports.COMPETITIONS,
    "sports of markets": sports.MARKET_SPORTS._patterns,
    "markets": kinds.MARKETS._patterns,
    "selections": kinds.SELECTIONS._patterns,
    "live": recognition.LIVE,
    "futures": recognition.FUTURES,
    "races": recognition.RACES._patterns,
    "race": sides.RACE,
}
WORDS = st.sampled_from(
    [
        "over", "under 2.5", "Total Points", "top 2", "top 5 batsman", "goalscorer", "nba 2k", "nba", "premier league",
        "darts", "serie a", "bras", "money line", "line", "hcap )", "handicap", "outright", "to win the", "fight",
        "ou nul", "R7", "Race 16:30 Ascot", "(live)", "in-play", "season 2026", "winner", "player", "rebounds",
        "draw", "- LeBron", "20+ points", "&", "first touchdown", "half", "x", "v", "@", "1x2", "É", "ção",
        "Győr", "東京", "\n", "\x1f",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=9).map(" ".join) | st.text(max_size=30)


def one_by_one(patterns: Patterns, text: str) -> int | None:
    return next((place for place, each in enumerate(patterns._exact) if each.search(text)), None)


@pytest.mark.thorough
@pytest.mark.parametrize("name", LISTS)
@given(text=TEXTS)
@settings(max_examples=300, deadline=None)
def test_the_answers_are_those_of_re(name, text):
    for said in (text, plain(text)):
        assert LISTS[name].first(said) == one_by_one(LISTS[name], said)


@pytest.mark.thorough
@pytest.mark.parametrize("name", LISTS)
@given(rows=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20))
@settings(max_examples=100, deadline=None)
def test_all_rows_at_once_are_answered_as_each_is(name, rows):
    columns = [np.array(column, dtype=object) for column in zip(*rows, strict=True)]
    each = [LISTS[name].are_in(" ".join(row)) for row in rows]
    assert LISTS[name].are_in_rows(columns).tolist() == each


def test_half_a_surrogate_stops_no_row():
    columns = [
        np.array(["outright \ud800", "Leeds"], dtype=object),
        np.array(["", "season 2026"], dtype=object),
    ]
    assert recognition.FUTURES.are_in_rows(columns).tolist() == [True, True]


def test_no_rows_are_no_answers():
    nothing = np.array([], dtype=object)
    assert recognition.FUTURES.are_in_rows([nothing, nothing]).tolist() == []


def test_the_first_expression_wins_wherever_it_stands():
    assert Rules([("b", "of b"), ("a", "of a")]).answer("a b") == "of b"
    assert Rules([("b", "of b")]).answer("") is None


def test_what_looks_ahead_is_asked_again():
    asked = Patterns([r"nba\b(?! ?2k)", r"2k"])
    assert (asked.first("nba 2k"), asked.first("nba finals"), asked.first("nhl")) == (1, 0, None)


def test_capitals_matter_unless_said_otherwise():
    assert not Patterns(["cup"]).are_in("CUP")
    assert Patterns(["cup"], ignores_case=True).are_in("CUP")


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        (r"a(?!b(c)d)e", "ae"),
        (r"(?<!money )\bline\b", r"\bline\b"),
        (r"\(live\)|(?:x)", r"\(live\)|(?:x)"),
        (r"a(?!\))b", "ab"),
    ],
)
def test_look_arounds_are_left_out(expression, left):
    assert without_look_around(expression) == left
    re.compile(left)

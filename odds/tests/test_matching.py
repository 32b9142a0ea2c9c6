# ruff: noqa: E501
"""Bets find the closing lines of what they were on; what is doubtful waits for an answer, and answers are remembered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError

from bets.models import Leg, Structure
from bets.tests.factories import create_bet
from odds.ingest import take_file
from odds.matching import answers, bets, sweeping
from odds.matching.likeness import likeness, most_like
from odds.matching.selections import Outcome, outcome_of
from odds.models import BetClosing, Closing, OutsideTeam
from odds.tests import files
from web.context import acting_as

PLACED = datetime(2026, 3, 6, 20, tzinfo=UTC)
stored = pytest.mark.django_db(databases=["default", "staff", "owner"], transaction=True)


# --- Words -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("market", "name", "selection", "expected"),
    [
        ("match-result", "Match Result", "Arsenal", Outcome("match-result", "home")),
        ("match-result", "1X2", "X", Outcome("match-result", "draw")),
        ("match-result", "Win-Draw-Win", "The Draw", Outcome("match-result", "draw")),
        ("match-result", "Full Time Result", "Wolves to win", Outcome("match-result", "away")),
        ("head-to-head", "Moneyline", "Arsenal ML", Outcome("head-to-head", "home")),
        ("head-to-head", "Moneyline", "Draw", None),
        ("match-result", "Match Result", "Chelsea", None),
        ("total", "Over/Under 2.5 Goals", "Over", Outcome("total", "over", 2500)),
        ("total", "Total Goals", "Under 2.5", Outcome("total", "under", 2500)),
        ("total", "Goals", "o2.5", None),
        ("total", "Goals", "O 2.5", Outcome("total", "over", 2500)),
        ("total", "Asian Total", "Over 2.5, 3.0", Outcome("total", "over", 2750)),
        ("total", "Total Corners", "Over 9.5", None),
        ("total", "Total Goals", "Over", None),
        ("total", "HT Over/Under 0.5", "Over 0.5", None),
        ("total", "Over/Under 2.5 Goals HT", "Over 2.5", None),
        ("total", "Arsenal Goals Over/Under 1.5", "Over 1.5", None),
        (
            "total",
            "Arsenal v Wolverhampton Wanderers Over/Under 2.5",
            "Over 2.5",
            Outcome("total", "over", 2500),
        ),
        ("total", "Offsides over/under", "Over 2.5", None),
        ("handicap", "1st Half Asian Handicap", "Arsenal -0.5", None),
        ("handicap", "Corner Handicap", "Arsenal -1.5", None),
        ("handicap", "Fouls Handicap", "Arsenal -1.5", None),
        ("match-result", "Half Time Result", "Arsenal", None),
        ("match-result", "Match Odds (HT)", "Arsenal", None),
        ("head-to-head", "1st Half Winner", "Arsenal", None),
        ("draw-no-bet", "Draw No Bet 1st half", "Arsenal", None),
        ("both-teams-to-score", "Both Teams To Score in 1st Half", "Yes", None),
        ("match-result", "90 Minutes", "Arsenal", Outcome("match-result", "home")),
        ("handicap", "Asian Handicap", "Arsenal -1.25", Outcome("handicap", "home", -1250)),
        ("handicap", "Asian Handicap", "Wolves +1.0, +1.5", Outcome("handicap", "away", -1250)),
        ("handicap", "Asian Handicap", "Arsenal 0", Outcome("handicap", "home", 0)),
        ("handicap", "Handicap", "Arsenal -1", Outcome("handicap", "home", -1000, False)),
        ("handicap", "Handicap", "Arsenal", None),
        ("both-teams-to-score", "BTTS", "Yes", Outcome("both-teams-to-score", "yes")),
        ("player-prop", "Shots", "Over 2.5", None),
    ],
)
def test_the_outcome_that_words_name(market, name, selection, expected):
    assert outcome_of(market, name, selection, "Arsenal", "Wolverhampton Wanderers", "football") == expected


@pytest.mark.parametrize(
    ("first", "second", "is_like"),
    [
        ("Sp Gijon", "Sporting Gijon", True),
        ("Deportivo La Coruna", "La Coruna", True),
        ("Ath Madrid", "Athletic Madrid", True),
        ("Cambridge United", "Cambridge Utd", True),
        ("Manchester United", "Manchester City", False),
        ("Arsenal", "Arsenal Women", False),
        ("Real Madrid", "Atletico Madrid", False),
        ("Arsenal", "Chelsea", False),
    ],
)
def test_how_like_names_are(first, second, is_like):
    assert (most_like(first, [second]) == second) is is_like
    assert likeness(first, second) == likeness(second, first)


# --- Bets ------------------------------------------------------------------------------------------------------------
def bet(owner, **more):
    told = {
        "sport": "football", "market": "match-result", "event_name": "Arsenal v Wolves", "market_name": "Match Result",
        "selection": "Arsenal", "odds": Decimal("1.55"), "placed_at": PLACED,
        "settled_at": datetime(2026, 3, 7, 17, tzinfo=UTC),
    }  # fmt: skip
    return create_bet(owner=owner, **told | more)


def closings(owner) -> dict[int, tuple[str, Decimal, bool]]:
    with acting_as(owner):
        rows = BetClosing.objects.select_related("closing__selection")
        return {x.bet_id: (x.closing.selection.code, x.closing.odds, x.is_confirmed) for x in rows}


@pytest.fixture
def season(db):
    take_file(files.season(), name="E0.csv")


@stored
def test_a_bet_gets_the_closing_line_of_its_market(season, alice):
    won = bet(alice)
    over = bet(alice, market="total", market_name="Over/Under 2.5 Goals", selection="Over")
    spread = bet(alice, market="handicap", market_name="Asian Handicap", selection="Wolves +1.25")
    other_line = bet(alice, market="handicap", market_name="Asian Handicap", selection="Arsenal -2.5")
    assert bets.match(alice) == 3
    found = closings(alice)
    assert found[won.pk] == ("home", Decimal("1.48"), True)
    assert found[over.pk] == ("over", Decimal("1.66"), True)
    assert found[spread.pk] == ("away", Decimal("1.93"), True)
    assert other_line.pk not in found
    assert bets.match(alice) == 0


@stored
@pytest.mark.parametrize(
    "more",
    [
        {
            "placed_at": datetime(2026, 3, 8, 9, tzinfo=UTC),
            "settled_at": datetime(2026, 3, 8, 12, tzinfo=UTC),
        },
        {"placed_at": datetime(2025, 11, 1, tzinfo=UTC), "settled_at": datetime(2025, 11, 2, tzinfo=UTC)},
        {"is_live": True},
        {"event_name": "Wolves v Arsenal", "selection": "Wolves"},
        {"sport": "basketball"},
        {"selection": "Arsenal or Draw", "market": "double-chance"},
        {"is_each_way": True},
    ],
)
def test_other_bets_get_none(season, alice, more):
    bet(alice, **more)
    bets.match(alice)
    assert closings(alice) == {}


@stored
def test_spellings_of_the_file_and_of_the_bet_meet(season, alice):
    mine = bet(alice, event_name="Leeds Utd vs Manchester United", selection="Man Utd", odds=Decimal("2.4"),
               settled_at=datetime(2026, 3, 8, 19, tzinfo=UTC))  # fmt: skip
    bets.match(alice)
    assert closings(alice)[mine.pk] == ("away", Decimal("2.28"), True)


@stored
def test_what_is_doubtful_waits(season, alice):
    far = bet(alice, odds=Decimal("6.5"))
    whole = bet(alice, market="handicap", market_name="Handicap", selection="Arsenal -1.25")
    like = bet(
        alice, event_name="Arsenal London v Wolverhampton Wanderers", selection="Wolves", odds=Decimal("7")
    )
    bets.match(alice)
    found = closings(alice)
    assert (found[far.pk][2], found[whole.pk][2], found[like.pk][2]) == (False, True, False)


@stored
def test_legs_have_their_own(season, alice):
    multi = bet(alice, structure=Structure.MULTI, market="multi", event_name="", selection="", legs_count=2)
    with acting_as(alice):
        for position, (event, selection) in enumerate(
            [("Arsenal v Wolves", "Arsenal"), ("Leeds v Man Utd", "Draw")], 1
        ):
            Leg.objects.create(owner=alice, bet=multi, position=position, event_name=event, market_name="Match Result",
                               selection=selection, odds=Decimal("1.5") if position == 1 else Decimal("3.5"))  # fmt: skip
    bets.match(alice)
    with acting_as(alice):
        found = BetClosing.objects.filter(bet=multi).order_by("leg__position")
        assert [x.closing.odds for x in found.select_related("closing")] == [Decimal("1.48"), Decimal("3.65")]


@stored
def test_a_bet_that_came_to_say_something_else_loses_its_match(season, alice):
    mine = bet(alice)
    bets.match(alice)
    with acting_as(alice):
        type(mine).objects.filter(pk=mine.pk).update(selection="Wolves", odds=Decimal("7.5"))
    bets.match(alice)
    assert closings(alice) == {mine.pk: ("away", Decimal("7.1"), True)}
    with acting_as(alice):
        type(mine).objects.filter(pk=mine.pk).update(event_name="Chelsea v Fulham")
    bets.match(alice)
    assert closings(alice) == {}


@stored
def test_the_sweep_looks_at_books_that_changed_and_only_those(season, alice, bob):
    bet(alice)
    assert sweeping.sweep()["people"] == 1
    assert sweeping.sweep()["people"] == 0
    bet(bob)
    assert sweeping.sweep() == {"people": 1, "matches": 1}
    take_file(files.season(files.put(files.ARSENAL, {"PSCH": "1.5"})), name="E0.csv")
    assert sweeping.sweep()["people"] == 2
    assert closings(bob).popitem()[1][1] == Decimal("1.5")


@stored
def test_a_stranger_sees_no_match_and_cannot_make_one_of_others(season, alice, bob):
    bet(alice)
    bets.match(alice)
    assert closings(bob) == {}
    other = bet(alice)
    with pytest.raises(IntegrityError, match="betclosing_bet"), acting_as(bob):
        BetClosing.objects.create(
            owner=bob, bet_id=other.pk, closing=Closing.objects.filter(owner=None)[0], matched_by="person",
            matched_at=PLACED + timedelta(days=1),
        )  # fmt: skip


@stored
def test_a_persons_own_file_matches_their_bets(alice, bob):
    take_file(files.season(), name="mine.csv", owner=alice)
    bet(alice)
    bet(bob)
    assert (bets.match(alice), bets.match(bob)) == (1, 0)


@stored
def test_a_bet_that_seems_placed_after_the_start_is_asked_about(season, alice):
    late = bet(
        alice, placed_at=datetime(2026, 3, 7, 22, tzinfo=UTC), settled_at=datetime(2026, 3, 8, 1, tzinfo=UTC)
    )
    next_day = bet(
        alice, placed_at=datetime(2026, 3, 8, 20, tzinfo=UTC), settled_at=datetime(2026, 3, 8, 21, tzinfo=UTC)
    )
    bets.match(alice)
    assert closings(alice)[late.pk][2] is False
    assert next_day.pk not in closings(alice)


@stored
def test_a_name_that_was_said_to_be_the_same_is_known_from_then_on_until_taken_back(season, alice):
    told = {
        "event_name": "Arsenal London v Wolverhampton Wanderers",
        "selection": "Wolves",
        "odds": Decimal("7"),
    }
    first = bet(alice, **told)
    bets.match(alice)
    with acting_as(alice):
        asked = BetClosing.objects.get()
    assert answers.answer_bet(user=alice, pk=asked.pk, is_same=True)
    second = bet(alice, **told)
    bets.match(alice)
    assert closings(alice)[first.pk] == closings(alice)[second.pk] == ("away", Decimal("7.1"), True)
    with acting_as(alice):
        said = OutsideTeam.objects.get(owner=alice)
    assert (said.name, said.like.name, said.verdict) == ("Arsenal London", "Arsenal", "same")
    assert answers.take_back_team(user=alice, pk=said.pk)
    assert closings(alice)[second.pk][2] is False
    assert closings(alice)[first.pk][2] is True

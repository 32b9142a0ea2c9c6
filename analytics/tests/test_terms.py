"""Every dimension: its lines are the bets by a plain loop, and each leads to a list of just as many."""

import html
import json
import re
from datetime import timedelta
from decimal import Decimal
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from analytics import breakdowns
from analytics.filters import Filter, read
from analytics.terms import ODDS, STAKES, WEEKDAYS, band_of, band_words, say_band
from bets.models import Bet, Bonus, Event, EventParticipant, Participant, Side, Status, Structure
from bets.tests.factories import START, create_bet
from web.context import acting_as

SYDNEY = ZoneInfo("Australia/Sydney")


def game(owner, home, away):
    with acting_as(owner):
        event = Event.objects.create(owner=owner, name=f"{home} v {away}")
        for position, name in ((1, home), (2, away)):
            one, _ = Participant.objects.get_or_create(owner=owner, name=name)
            EventParticipant.objects.create(
                event=event, participant=one, position=position, folded=name.lower()
            )
        return event


@pytest.fixture
def book(alice):
    """Bets of every kind, of two currencies."""
    number = count()
    carlton, tigers = game(alice, "Carlton", "Richmond"), game(alice, "Geelong Cats", "Carlton")
    for status in (Status.WON, Status.LOST, Status.VOID, Status.UNDECIDED, Status.HALF_LOST):
        for place, more in enumerate(
            (
                {"sport": "afl", "event": carlton, "selection": "Carlton by 12", "odds": Decimal("1.9")},
                {"sport": "afl", "event": tigers, "selection": "CARLTON +5.5", "odds": Decimal("2")},
                {"event": carlton, "selection": "Over 160.5", "is_live": True, "bookmaker": "betfair"},
                {"structure": Structure.MULTI, "legs_count": 3, "odds": Decimal("11"), "currency": "GBP"},
                {"sport": "tennis", "market": "total", "is_live": False, "stake": "250"},
                {"bonus": Bonus.STATED, "stake": "0", "bonus_stake_micro": 25_000_000, "odds": Decimal("4")},
                {"side": Side.LAY, "at_risk_micro": 33_000_000, "competition": "Cup", "odds": Decimal(50)},
                {"structure": Structure.MARKET, "at_risk_micro": None, "stake": None, "sport": "tennis"},
            )
        ):
            more.setdefault("stake", "7.50")
            create_bet(
                owner=alice,
                status=status,
                ref=f"n{next(number)}",
                placed_at=START + timedelta(hours=7 * next(number) + place),
                **more,
            )
    alice.time_zone = "Australia/Sydney"
    alice.save(update_fields=["time_zone"])
    return alice


def plainly(bet):
    """The words of a bet, worked out without the database."""
    local = bet.placed_at.astimezone(SYDNEY)
    risk = None if bet.at_risk_micro is None else Decimal(bet.at_risk_micro + bet.bonus_stake_micro) / 10**6
    return {
        "legs": str(bet.legs_count),
        "odds": band_of(bet.odds, ODDS),
        "stake": band_of(risk, STAKES),
        "weekday": WEEKDAYS[local.weekday()],
        "hour": f"{local.hour:02d}",
        "live": {True: "live", False: "before", None: "none"}[bet.is_live],
        "money": "own" if bet.bonus == Bonus.NONE else "bonus",
        "built": bet.structure,
        "team": "Carlton" if bet.selection.lower().startswith("carlton") else "none",
        "opponent": {"Carlton by 12": "Richmond", "CARLTON +5.5": "Geelong Cats"}.get(bet.selection, "none"),
    }


@pytest.mark.parametrize("name", ["legs", "odds", "stake", "weekday", "hour", "live", "money", "built"])
def test_the_database_says_what_a_plain_loop_says(book, name):
    with acting_as(book):
        bets = list(Bet.objects.all())
        words = {plainly(bet)[name] for bet in bets}
        assert len(words) > 1
        for word in words:
            found = Filter(**{name: word}).bets(book, SYDNEY)
            assert {bet.pk for bet in found} == {bet.pk for bet in bets if plainly(bet)[name] == word}


@pytest.mark.parametrize("name", ["team", "opponent"])
def test_who_is_backed_and_against_whom(book, name):
    with acting_as(book):
        bets = list(Bet.objects.all())
        for word in {plainly(bet)[name] for bet in bets}:
            found = Filter(**{name: word}).bets(book, SYDNEY)
            assert {bet.pk for bet in found} == {bet.pk for bet in bets if plainly(bet)[name] == word}


@pytest.mark.thorough
@pytest.mark.parametrize("query", ["", "type=lay", "sport=afl", "status=settled&weekday=monday"])
@pytest.mark.parametrize("name", breakdowns.DIMENSIONS)
def test_every_line_leads_to_a_list_of_just_as_many_bets(book, client, name, query):
    client.force_login(book)
    with acting_as(book):
        lines = breakdowns.by(name, book, read(dict(_pairs(query)))[0], SYDNEY)
        assert len(lines) > 1 or query
    text = html.unescape(client.get(f"/by/?by={name}&{query}").text)
    for line in lines:
        address = f"/bets/?{line.narrowed.query}"
        assert f'href="{address}"' in text
        listed = client.get(address)
        totals = listed.context["totals"]
        assert [(total.currency, total.bets) for total in totals] == [
            (line.figures.currency, line.figures.bets)
        ]
        assert totals[0].profit_micro == line.figures.profit_micro
        assert len(re.findall(r'class="row-link"', listed.text)) == line.figures.bets


def _pairs(query):
    return [pair.split("=") for pair in query.split("&") if pair]


@pytest.mark.parametrize("name", breakdowns.DIMENSIONS)
def test_the_command_breaks_down_by_every_dimension(book, capsys, name):
    call_command("figures", user=book.email, json=True, by=name)
    told = json.loads(capsys.readouterr().out)
    assert sum(line["bets"] for line in told["by"]) == told["bets"] == 40


def test_bands_meet_without_a_gap():
    assert band_words(ODDS) == (
        "under-1.5", "1.5-2", "2-3", "3-5", "5-10", "10-50", "from-50"
    )  # fmt: skip
    assert band_of(Decimal("1.99"), ODDS) == "1.5-2"
    assert band_of(Decimal("2"), ODDS) == "2-3"
    assert band_of(Decimal("50"), ODDS) == "from-50"
    assert [say_band(word) for word in ("under-1.5", "1.5-2", "from-50")] == [
        "Under 1.5", "1.5 to under 2", "50 and more"
    ]  # fmt: skip


def test_a_word_that_no_bet_can_have_is_left_out_and_said():
    asked, notices = read({"weekday": "Caturday", "legs": "many", "hour": "7", "odds": "2-3"})
    assert asked == Filter(odds="2-3")
    assert len(notices) == 3

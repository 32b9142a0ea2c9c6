"""A bet seen in two exports exists once, told by both."""

import pytest

from bets.models import Bet, Status
from imports import twins, undo
from imports.models import Twin
from imports.tests.books import book, take
from imports.tests.exports import noted, statement, tracked
from ledger.verification import verify
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def bets(owner):
    with acting_as(owner):
        return {bet.ref: bet for bet in Bet.objects.all()}


def test_a_bookmakers_statement_and_a_trackers_export_are_one_book(alice):
    take(alice, statement(9, first=0, last=20))
    money = book(alice)["balances"]
    take(alice, noted(9, at=12), currency="AUD")
    found = bets(alice)
    assert len(found) == 9
    assert all(bet.is_from_lines for bet in found.values())
    cash = [row for row in book(alice)["balances"] if row[0].startswith("book:")]
    assert cash == [row for row in money if row[0].startswith("book:")]


def test_what_the_statement_does_not_know_comes_from_the_tracker(alice):
    take(alice, statement(9, first=0, last=20))
    assert bets(alice)["2"].status == Status.UNDECIDED
    take(alice, noted(9, at=12), currency="AUD")
    lost = bets(alice)["2"]
    assert (lost.status, lost.profit_micro) == (Status.LOST, -10_000_000)
    assert "another export" in lost.note
    assert str(lost.closing_odds) == "1.900000"
    with acting_as(alice):
        assert lost.competition.name == "Premier League"


def test_bets_only_the_tracker_knows_stay_its_own(alice):
    take(alice, statement(4, first=0, last=20))
    take(alice, noted(9, at=12), currency="AUD")
    found = bets(alice)
    assert len(found) == 9
    assert sum(bet.is_from_lines for bet in found.values()) == 4


def test_undoing_the_statement_leaves_the_trackers_bets(alice):
    first = take(alice, noted(9, at=12), currency="AUD")
    alone = book(alice)
    second = take(alice, statement(9, first=0, last=20))
    undo.undo(user=alice, upload=second)
    assert book(alice) == alone
    undo.redo(user=alice, upload=second)
    undo.undo(user=alice, upload=first)
    with acting_as(alice):
        assert not Twin.objects.exists()


def test_another_bookmakers_bets_are_left_alone(alice):
    take(alice, statement(9, first=0, last=20))
    take(alice, tracked(9, at=11))
    assert len(bets(alice)) == 18


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_a_person_says_that_they_are_two_bets_and_takes_it_back(alice, client):
    take(alice, statement(9, first=0, last=20))
    take(alice, noted(9, at=12), currency="AUD")
    one = bets(alice)["3"]
    with acting_as(alice):
        twin = Twin.objects.get(into_id=one.pk)
    client.force_login(alice)
    assert "exists once" in client.get(f"/bets/{one.pk}/").content.decode()
    client.post(f"/bets/{one.pk}/part/{twin.bet_id}/", follow=True)
    assert len(bets(alice)) == 10
    take(alice, noted(9, at=6), currency="AUD")
    assert len(bets(alice)) == 10
    client.post(f"/bets/{one.pk}/join/{twin.bet_id}/", follow=True)
    assert len(bets(alice)) == 9
    assert verify().is_sound


def test_pairs_are_looked_for_only_where_several_formats_tell(alice):
    upload = take(alice, statement(9, first=0, last=20))
    with acting_as(alice):
        from imports.observers import stage_observers

        stage_observers()
        assert twins.accounts_told_twice(upload.accounts) == []

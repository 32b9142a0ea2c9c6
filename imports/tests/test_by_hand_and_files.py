"""Bets by hand beside files that tell of the same bets, and bets of files that are settled or set aside by hand."""

from dataclasses import replace

import pytest

from bets.models import Bet
from imports import undo
from imports.by_hand import remarks, trash, verbs
from imports.by_hand.errors import NotByHand, SettledByFile, ToldByStatement
from imports.by_hand.standing import standing
from imports.tests.books import book, take
from imports.tests.by_hand import PLACED, as_the_bets_say, entry, one
from imports.tests.exports import noted, statement, tracked
from ledger.money import to_micro
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def same_as_noted(day, **more):
    """What noted() and statement() tell of this day, as its person tells it."""
    return entry(
        "10",
        "2.0",
        selection=f"Home {day} ML",
        event="",
        placed_at=PLACED.replace(day=day + 1, minute=3),
        **more,
    )


def test_a_bet_that_a_file_tells_as_well_exists_once(alice):
    mine = verbs.enter(user=alice, entry=same_as_noted(0))
    remarks.tag(user=alice, bet_ids=[mine], add=["value"])
    upload = take(alice, statement(9, first=0, last=20))
    with acting_as(alice):
        assert Bet.objects.count() == 9
        found = standing(alice, mine)
    assert (found.bet.status, found.is_by_hand, found.hand.pk) == ("won", False, mine)
    assert remarks_of(alice, found.bet.pk) == ["value"]
    with pytest.raises(SettledByFile):
        verbs.settle(user=alice, bet_id=mine, outcome="lost")
    undo.undo(user=alice, upload=upload)
    assert one(alice, mine).status == "open"
    as_the_bets_say(alice)


def remarks_of(user, bet_id):
    with acting_as(user):
        return remarks.remark_of(user, bet_id).tags


def test_entered_after_the_file_it_is_the_files_bet_at_once(alice):
    take(alice, statement(9, first=0, last=20))
    before = book(alice)
    bet_id = verbs.enter(user=alice, entry=same_as_noted(4))
    assert {**book(alice), "bets": []} == {**before, "bets": []}
    assert (one(alice, bet_id).status, one(alice, bet_id).sport.slug) == ("won", "football")
    trash.delete(user=alice, bet_id=bet_id)
    assert book(alice) == before
    with acting_as(alice):
        assert standing(alice, bet_id).hand is None


def test_a_typed_time_may_be_hours_off(alice):
    take(alice, noted(9, at=12), currency="AUD")
    verbs.enter(
        user=alice,
        entry=replace(
            same_as_noted(4), event="Home 4 v Away 4", placed_at=PLACED.replace(day=5, hour=9, minute=17)
        ),
    )
    with acting_as(alice):
        assert Bet.objects.count() == 9


def test_an_open_bet_of_a_file_is_settled_by_hand_until_a_file_settles_it(alice):
    take(alice, tracked(4, at=4))
    with acting_as(alice):
        bet = Bet.objects.filter(status="open").latest("placed_at")
    verbs.settle(user=alice, bet_id=bet.pk, outcome="lost")
    assert (one(alice, bet.pk).status, one(alice, bet.pk).decided_at is not None) == ("lost", True)
    as_the_bets_say(alice)
    verbs.cash_out(user=alice, bet_id=bet.pk, returned_micro=to_micro("11.20"))
    assert (one(alice, bet.pk).status, one(alice, bet.pk).profit_micro) == ("cashed_out", to_micro("1.20"))
    as_the_bets_say(alice)
    verbs.settle(user=alice, bet_id=bet.pk, outcome="won")
    assert one(alice, bet.pk).profit_micro == to_micro("12.50")
    take(alice, tracked(4, at=11))
    settled = one(alice, bet.pk)
    assert (settled.status, settled.decided_at) == ("won", None)
    with pytest.raises(SettledByFile):
        verbs.void(user=alice, bet_id=bet.pk)
    with pytest.raises(NotByHand):
        verbs.edit(user=alice, bet_id=bet.pk, entry=entry())
    as_the_bets_say(alice)


def test_a_trackers_bet_stays_in_the_trash_when_it_is_sent_again(alice):
    take(alice, tracked(4, at=4))
    with acting_as(alice):
        bet = Bet.objects.order_by("placed_at").first()
    before = book(alice)
    trash.delete(user=alice, bet_id=bet.pk)
    take(alice, tracked(4, at=4), filename="again.csv")
    take(alice, tracked(4, at=5))
    with acting_as(alice):
        assert Bet.objects.count() == 3
    as_the_bets_say(alice)
    trash.restore(user=alice, bet_id=bet.pk)
    assert len(book(alice)["bets"]) == len(before["bets"])
    as_the_bets_say(alice)


def test_a_statements_bet_cannot_be_thrown_away(alice):
    take(alice, statement(3, first=0, last=9))
    with acting_as(alice):
        bets = list(Bet.objects.values_list("pk", flat=True))
    with pytest.raises(ToldByStatement):
        trash.delete(user=alice, bet_id=bets[0])
    done = trash.delete_many(user=alice, bet_ids=bets)
    assert (done.changed, sum(done.left.values())) == (0, 3)


def test_an_undecided_bet_of_a_statement_is_settled_with_what_came_back(alice):
    take(alice, statement(3, first=0, last=9))
    with acting_as(alice):
        bet = Bet.objects.get(status="undecided")
    verbs.cash_out(user=alice, bet_id=bet.pk, returned_micro=to_micro("4"))
    assert (one(alice, bet.pk).profit_micro, one(alice, bet.pk).returned_micro) == (
        to_micro("-6"),
        to_micro("4"),
    )

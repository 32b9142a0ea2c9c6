"""Acts at the same moment: of two only one happens, and nothing is posted twice."""

import threading

import pytest
from django.db import connections

from bets.models import Bet
from imports.by_hand import trash, verbs
from imports.by_hand.errors import ChangedMeanwhile
from imports.by_hand.standing import standing
from imports.models import BetChange
from imports.tests.books import take
from imports.tests.by_hand import as_the_bets_say, balances, entry, later
from imports.tests.exports import noted
from ledger.verification import verify
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def together(*acts):
    """What each act answered or raised."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def work(place, act):
        try:
            start.wait()
            answers[place] = act()
        except Exception as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_windows_one_settles(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    with acting_as(alice):
        seen = standing(alice, bet_id).version

    def settle(outcome):
        return verbs.settle(user=alice, bet_id=bet_id, outcome=outcome, settled_at=later(1), version=seen)

    answers = together(lambda: settle("won"), lambda: settle("lost"))
    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [ChangedMeanwhile]
    assert answers.count(bet_id) == 1
    with acting_as(alice):
        assert BetChange.objects.count() == 2
    as_the_bets_say(alice)
    assert verify().is_sound


def test_one_form_sent_three_times_is_one_bet(alice):
    answers = together(*[lambda: verbs.enter(user=alice, entry=entry(), key="once")] * 3)
    assert len(set(answers)) == 1
    with acting_as(alice):
        assert (Bet.objects.count(), BetChange.objects.count()) == (1, 1)
    assert balances(alice) == {"book": "-10.00", "open": "10.00"}


def test_thrown_away_and_settled_at_once_ends_in_one_of_both(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    together(
        lambda: trash.delete(user=alice, bet_id=bet_id),
        lambda: verbs.settle(user=alice, bet_id=bet_id, outcome="won", settled_at=later(1)),
    )
    assert balances(alice) == {}
    trash.restore(user=alice, bet_id=bet_id)
    as_the_bets_say(alice)
    assert verify().is_sound


def test_entered_while_a_file_that_tells_it_is_imported_it_exists_once(alice):
    mine = entry("10", "2.0", selection="Home 0 ML", event="", placed_at=later(0.05))
    answers = together(
        lambda: verbs.enter(user=alice, entry=mine), lambda: take(alice, noted(3, at=9), currency="AUD")
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    with acting_as(alice):
        assert Bet.objects.count() == 3
    as_the_bets_say(alice)
    assert verify().is_sound

"""A person decides what no file does; files overrule."""

import pytest

from bets.models import Bet
from imports.decisions import decide
from imports.errors import SettingInvalid
from imports.tests.factories import import_lines, line
from imports.tests.test_bets_from_lines import held, stake, told
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def undecided(alice):
    import_lines(alice, stake(day=1))
    with acting_as(alice):
        return Bet.objects.get()


def test_lost_is_posted(alice, undecided):
    assert decide(user=alice, bet_ids=[undecided.pk], outcome="lost") == 1
    assert told(alice) == ("lost", "10.00", "0.00", "-10.00", "10.00", "none")
    assert (held(alice, "lost"), held(alice, "open")) == ("10.00", "0.00")


def test_a_changed_mind_is_reversed(alice, undecided):
    decide(user=alice, bet_ids=[undecided.pk], outcome="lost")
    assert decide(user=alice, bet_ids=[undecided.pk], outcome="lost") == 0
    decide(user=alice, bet_ids=[undecided.pk], outcome="open")
    assert told(alice)[0] == "open"
    assert (held(alice, "lost"), held(alice, "open")) == ("0.00", "10.00")


def test_void_neither_wins_nor_loses(alice, undecided):
    decide(user=alice, bet_ids=[undecided.pk], outcome="void")
    assert told(alice)[:4] == ("void", "10.00", "0.00", "0.00")


def test_the_same_file_again_keeps_the_decision(alice, undecided):
    decide(user=alice, bet_ids=[undecided.pk], outcome="lost")
    again = import_lines(alice, line("deposit", "1", day=2))
    assert again.bets_updated == 0
    assert told(alice)[0] == "lost"


def test_a_later_row_overrules_the_decision(alice, undecided):
    decide(user=alice, bet_ids=[undecided.pk], outcome="lost")
    import_lines(alice, line("win", "30", bet_ref="b", day=3))
    assert told(alice) == ("won", "10.00", "30.00", "20.00", "10.00", "none")
    assert (held(alice, "won"), held(alice, "lost"), held(alice, "open")) == ("-20.00", "0.00", "0.00")
    with acting_as(alice):
        assert Bet.objects.get().decided_at is None


def test_what_a_file_settled_and_what_is_anothers_stays(alice, charlie, undecided):
    import_lines(alice, line("win", "30", bet_ref="b", day=3))
    assert decide(user=alice, bet_ids=[undecided.pk], outcome="lost") == 0
    assert told(alice)[0] == "won"
    assert decide(user=charlie, bet_ids=[undecided.pk], outcome="lost") == 0


def test_another_outcome_is_refused(alice, undecided):
    with pytest.raises(SettingInvalid):
        decide(user=alice, bet_ids=[undecided.pk], outcome="won")  # type: ignore[arg-type]

"""Bets by hand: entered, settled, edited, copied, set aside and brought back; book, journal and history follow."""

from decimal import Decimal

import pytest

from accounts.errors import KeyReused
from bets.models import Bet, Status
from imports.by_hand import remarks, trash, verbs
from imports.by_hand.entry import EntryWrong
from imports.by_hand.errors import ChangedMeanwhile, NoSuchBet
from imports.by_hand.standing import standing
from imports.models import BetChange, HandBet, SetAside
from imports.tests.books import book, take
from imports.tests.by_hand import as_the_bets_say, balances, entry, later, leg, one
from imports.tests.exports import tracked
from ledger.models import Movement
from ledger.money import to_micro
from ledger.verification import verify
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def acts(user, bet_id):
    with acting_as(user):
        return list(BetChange.objects.filter(bet_id=bet_id).order_by("pk").values_list("act", flat=True))


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_a_bet_is_entered_and_won(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    bet = one(alice, bet_id)
    assert (bet.status, bet.stake_micro, bet.odds, bet.bookmaker.name) == (
        "open",
        to_micro("10"),
        Decimal("2.5"),
        "Sportsbet",
    )
    assert bet.sport.slug == "football"
    assert balances(alice) == {"book": "-10.00", "open": "10.00"}
    verbs.settle(user=alice, bet_id=bet_id, outcome="won", settled_at=later(2))
    bet = one(alice, bet_id)
    assert (bet.status, bet.returned_micro, bet.profit_micro) == ("won", to_micro("25"), to_micro("15"))
    assert balances(alice) == {"book": "15.00", "won": "-15.00"}
    assert acts(alice, bet_id) == ["entered", "settled"]
    as_the_bets_say(alice)
    assert verify().is_sound


def test_what_came_back_may_be_said_to_the_cent(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    verbs.settle(
        user=alice, bet_id=bet_id, outcome="won", returned_micro=to_micro("24.37"), settled_at=later(2)
    )
    assert one(alice, bet_id).profit_micro == to_micro("14.37")
    as_the_bets_say(alice)


def test_every_change_reverses_and_posts_again(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    verbs.settle(user=alice, bet_id=bet_id, outcome="lost", settled_at=later(2))
    verbs.settle(user=alice, bet_id=bet_id, outcome="half_lost", settled_at=later(2))
    assert balances(alice) == {"book": "-5.00", "lost": "5.00"}
    verbs.settle(user=alice, bet_id=bet_id, outcome="open")
    assert balances(alice) == {"book": "-10.00", "open": "10.00"}
    verbs.edit(user=alice, bet_id=bet_id, entry=entry("20"))
    assert balances(alice) == {"book": "-20.00", "open": "20.00"}
    verbs.void(user=alice, bet_id=bet_id)
    assert balances(alice) == {}
    assert acts(alice, bet_id) == ["entered", "settled", "settled", "reopened", "edited", "voided"]
    with acting_as(alice):
        assert Movement.objects.filter(reverses__isnull=False).exists()
        assert Bet.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "outcome", "more", "profit"),
    [
        (entry("10", "4.0", bonus="kept"), "won", {}, "30"),
        (entry("10", "4.0", bonus="back"), "won", {}, "40"),
        (entry("10", "4.0", bonus="kept"), "lost", {}, "0"),
        (entry("10", "4.0", bonus="kept"), "half_won", {}, "15"),
        (entry("10", "4.0", bonus="back"), "half_lost", {}, "5"),
        (entry("10", "3.0", kind="lay", commission=Decimal("0.05")), "won", {}, "9.50"),
        (entry("10", "3.0", kind="lay"), "lost", {}, "-20"),
        (entry("10", "3.0", kind="lay"), "half_won", {}, "5"),
        (entry("10", "3.0", kind="lay"), "half_lost", {}, "-10"),
        (entry("5", "9", kind="each_way", place_fraction=Decimal("0.2")), "won", {}, "48"),
        (entry("5", "9", kind="each_way", place_fraction=Decimal("0.2")), "placed", {}, "3"),
        (entry("5", "9", kind="each_way", place_fraction=Decimal("0.2")), "lost", {}, "-10"),
        (entry("5", "9", kind="each_way", place_fraction=Decimal("0.2"), bonus="kept"), "placed", {}, "8"),
        (entry("10", "5.0"), "won", {"deduction": Decimal("0.25")}, "30"),
        (entry("10", "5.0"), "won", {"tied": 2}, "15"),
        (entry("10", "2.0", commission=Decimal("0.02")), "won", {}, "9.80"),
        (entry("10", "2.0"), "void", {}, "0"),
        (entry("10", None), "lost", {}, "-10"),
    ],
)  # fmt: skip
def test_every_kind_of_bet_comes_to_what_the_settlement_table_says(alice, told, outcome, more, profit):
    bet_id = verbs.enter(user=alice, entry=told)
    as_the_bets_say(alice)
    verbs.settle(user=alice, bet_id=bet_id, outcome=outcome, settled_at=later(2), **more)
    assert one(alice, bet_id).profit_micro == to_micro(profit)
    as_the_bets_say(alice)


def test_a_multi_is_settled_by_its_legs(alice):
    legs = (leg("Sydney FC", "2"), leg("Perth Glory", "3"), leg("Draw", "3.5"))
    bet_id = verbs.enter(user=alice, entry=entry("10", None, kind="multi", legs=legs, selection="", event=""))
    bet = one(alice, bet_id)
    assert (bet.structure, bet.legs_count, bet.odds) == ("multi", 3, Decimal("21"))
    verbs.settle(user=alice, bet_id=bet_id, outcome="", legs=["won", "won", "void"], settled_at=later(9))
    bet = one(alice, bet_id)
    assert (bet.status, bet.profit_micro) == ("won", to_micro("50"))
    with acting_as(alice):
        assert list(bet.legs.order_by("position").values_list("selection", "result")) == [
            ("Sydney FC", "won"), ("Perth Glory", "won"), ("Draw", "void"),
        ]  # fmt: skip
    as_the_bets_say(alice)


def test_a_multi_cannot_end_against_its_legs(alice):
    legs = (leg("Sydney FC", "2"), leg("Perth Glory", "3"))
    bet_id = verbs.enter(user=alice, entry=entry("10", None, kind="multi", legs=legs, selection="", event=""))
    verbs.settle(user=alice, bet_id=bet_id, outcome="", legs=["won", "lost"], settled_at=later(1))
    with pytest.raises(EntryWrong, match="A leg of it is lost"):
        verbs.settle(user=alice, bet_id=bet_id, outcome="won", settled_at=later(1))
    with pytest.raises(EntryWrong, match="No leg of it is lost"):
        verbs.settle(user=alice, bet_id=bet_id, outcome="lost", legs=["won", "won"], settled_at=later(1))
    verbs.void(user=alice, bet_id=bet_id, settled_at=later(1))
    with acting_as(alice):
        assert set(one(alice, bet_id).legs.values_list("result", flat=True)) == {"void"}
    assert balances(alice) == {}


def test_a_cash_out_is_no_win(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    with pytest.raises(EntryWrong, match="for how much"):
        verbs.settle(user=alice, bet_id=bet_id, outcome="cashed_out")
    verbs.cash_out(user=alice, bet_id=bet_id, returned_micro=to_micro("12"), settled_at=later(1))
    bet = one(alice, bet_id)
    assert (bet.status, bet.profit_micro) == (Status.CASHED_OUT, to_micro("2"))
    assert acts(alice, bet_id)[-1] == "cashed_out"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (entry("0"), "stake"),
        (entry("-5"), "stake"),
        (entry("10", "1"), "odds"),
        (entry("10", None, kind="lay"), "odds"),
        (entry("10", kind="each_way"), "place_fraction"),
        (entry("10", kind="lay", bonus="kept"), "bonus"),
        (entry("10", kind="multi", legs=(leg("one"),)), "legs"),
        (entry("10", selection="", event=""), "selection"),
        (entry("10", bookmaker=" "), "bookmaker"),
    ],
)
def test_what_can_be_no_bet_is_refused_with_its_place(alice, wrong, field):
    with pytest.raises(EntryWrong) as refused:
        verbs.enter(user=alice, entry=wrong)
    assert refused.value.field == field
    with acting_as(alice):
        assert not Bet.objects.exists()


def test_a_key_enters_once(alice):
    first = verbs.enter(user=alice, entry=entry(), key="a")
    assert verbs.enter(user=alice, entry=entry(), key="a") == first
    with pytest.raises(KeyReused):
        verbs.enter(user=alice, entry=entry("11"), key="a")
    assert verbs.enter(user=alice, entry=entry(), key="b") != first
    with acting_as(alice):
        assert Bet.objects.count() == 2


def test_the_second_of_two_windows_is_told(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    with acting_as(alice):
        seen = standing(alice, bet_id).version
    verbs.settle(user=alice, bet_id=bet_id, outcome="won", settled_at=later(1), version=seen)
    with pytest.raises(ChangedMeanwhile):
        verbs.settle(user=alice, bet_id=bet_id, outcome="lost", settled_at=later(1), version=seen)
    assert one(alice, bet_id).status == "won"


def test_another_bookmaker_takes_the_bet_along(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    again = verbs.edit(user=alice, bet_id=bet_id, entry=entry(bookmaker="Bet Local", currency="EUR"))
    assert again == bet_id
    assert (one(alice, bet_id).bookmaker.name, one(alice, bet_id).currency) == ("Bet Local", "EUR")
    assert balances(alice) == {}
    assert balances(alice, "bet-local") == {"book": "-10.00", "open": "10.00"}
    assert verbs.edit(user=alice, bet_id=bet_id, entry=entry()) == bet_id
    assert balances(alice) == {"book": "-10.00", "open": "10.00"}
    trash.delete(user=alice, bet_id=bet_id)
    trash.restore(user=alice, bet_id=bet_id)
    as_the_bets_say(alice)


def test_a_copy_is_another_bet_open_and_placed_anew(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    verbs.settle(user=alice, bet_id=bet_id, outcome="won", settled_at=later(1))
    other = verbs.copy(user=alice, bet_id=bet_id, placed_at=later(30))
    assert other != bet_id
    assert (one(alice, other).status, one(alice, other).placed_at) == ("open", later(30))
    assert acts(alice, other) == ["copied"]


def test_the_trash_keeps_a_bet_until_it_is_brought_back(alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    verbs.settle(user=alice, bet_id=bet_id, outcome="won", settled_at=later(1))
    before = book(alice)
    trash.delete(user=alice, bet_id=bet_id)
    trash.delete(user=alice, bet_id=bet_id)
    assert balances(alice) == {}
    with acting_as(alice):
        assert not Bet.objects.exists()
        assert SetAside.objects.get().was["selection"] == "Sydney FC"
    with pytest.raises(NoSuchBet):
        verbs.settle(user=alice, bet_id=bet_id, outcome="lost")
    assert trash.restore(user=alice, bet_id=bet_id) == bet_id
    assert trash.restore(user=alice, bet_id=bet_id) == bet_id
    assert book(alice) == before
    assert acts(alice, bet_id) == ["entered", "settled", "deleted", "restored"]


def test_history_says_what_changed(alice):
    bet_id = verbs.enter(user=alice, entry=entry(), via="api")
    verbs.edit(user=alice, bet_id=bet_id, entry=entry("20", "3"))
    with acting_as(alice):
        made, edited = BetChange.objects.filter(bet_id=bet_id).order_by("pk")
    assert (made.via, made.before, made.by_id) == ("api", None, alice.pk)
    assert edited.before == made.after
    assert (edited.before["stake_micro"], edited.after["stake_micro"]) == (to_micro("10"), to_micro("20"))


def test_many_are_settled_at_once(alice):
    ids = [verbs.enter(user=alice, entry=entry(odds="2", placed_at=later(day * 24))) for day in range(3)]
    ids.append(verbs.enter(user=alice, entry=entry("10", None, placed_at=later(100))))
    done = verbs.settle_many(user=alice, bet_ids=ids, outcome="won")
    assert done.changed == 3
    assert list(done.left) == ["Without its odds the result cannot be worked out: tell the odds."]
    assert balances(alice) == {"book": "20.00", "open": "10.00", "won": "-30.00"}
    assert trash.delete_many(user=alice, bet_ids=ids).changed == 4
    assert balances(alice) == {}
    trash.restore_many(user=alice, bet_ids=ids)
    as_the_bets_say(alice)


def test_remarks_are_the_persons_own(alice):
    take(alice, tracked(4, at=11))
    with acting_as(alice):
        bet = Bet.objects.first()
    remarks.remark(
        user=alice,
        bet_id=bet.pk,
        tags=["Value", "#steam"],
        note="late money",
        confidence=4,
        probability=Decimal("0.55"),
    )
    remarks.tag(user=alice, bet_ids=[bet.pk], add=["second look"], remove=["steam"])
    with acting_as(alice):
        said = remarks.remark_of(alice, bet.pk)
        assert remarks.all_tags(alice) == ["second look", "value"]
    assert (said.tags, said.note, said.confidence) == (["second look", "value"], "late money", 4)
    assert acts(alice, bet.pk) == ["remarked", "remarked"]
    with pytest.raises(EntryWrong):
        remarks.remark(user=alice, bet_id=bet.pk, confidence=6)


def test_strangers_bets_are_nobodys(alice, charlie):
    bet_id = verbs.enter(user=alice, entry=entry())
    for act in (
        lambda: verbs.settle(user=charlie, bet_id=bet_id, outcome="won"),
        lambda: verbs.edit(user=charlie, bet_id=bet_id, entry=entry("99")),
        lambda: verbs.copy(user=charlie, bet_id=bet_id),
        lambda: trash.delete(user=charlie, bet_id=bet_id),
        lambda: remarks.remark(user=charlie, bet_id=bet_id, note="mine"),
    ):
        with pytest.raises(NoSuchBet):
            act()
    assert verbs.settle_many(user=charlie, bet_ids=[bet_id], outcome="won").changed == 0
    assert remarks.tag(user=charlie, bet_ids=[bet_id], add=["x"]).changed == 0
    assert one(alice, bet_id).status == "open"
    with acting_as(charlie):
        assert not HandBet.objects.exists()
        assert not BetChange.objects.exists()

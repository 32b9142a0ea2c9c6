"""Many bets of the list at once, and the filter by tags."""

import re

import pytest

from bets.models import Bet
from imports.by_hand import remarks, verbs
from imports.models import Remark, SetAside
from imports.tests.books import take
from imports.tests.by_hand import balances, entry, later
from imports.tests.exports import statement
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def bets(alice):
    return [
        verbs.enter(user=alice, entry=entry(odds="2", selection=f"Runner {day}", placed_at=later(24 * day)))
        for day in range(3)
    ]


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def do(client, act, *ids, query="", **more):
    return client.post(f"/bets/many/?{query}", {"act": act, "bet": ids, **more}, follow=True)


def sure(client, asked, query="", **changes):
    kept = dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', asked.text))
    kept.pop("csrfmiddlewaretoken", None)
    kept |= {"bet": re.findall(r'name="bet" value="(\d+)"', asked.text), "sure": "yes"}
    return client.post(f"/bets/many/?{query}", kept | changes, follow=True)


def test_the_list_has_a_box_for_each_bet_and_the_bar(signed_in, bets):
    text = signed_in.get("/bets/").text
    assert text.count('name="bet"') == 3
    assert "All 3 that fit" in text
    assert 'id="many"' not in signed_in.get("/bets/?sport=tennis").text


def test_tags_are_put_on_and_filtered_by(signed_in, alice, bets):
    assert "2 bets were tagged" in do(signed_in, "tag", *bets[:2], tags="Value, late").text
    assert "1 bet was untagged" in do(signed_in, "untag", bets[0], tags="late").text
    assert "2 bets in AUD" in signed_in.get("/bets/?tag=value").text
    text = signed_in.get("/bets/?tag=Late").text
    assert "1 bet in AUD" in text
    assert '<option value="late" selected>' in text
    with acting_as(alice):
        assert Remark.objects.get(pk=bets[0]).tags == ["value"]


def test_a_tag_stays_with_a_bet_that_a_file_tells_as_well(signed_in, alice, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    mine = verbs.enter(
        user=alice, entry=entry("10", "2.0", selection="Home 0 ML", event="", placed_at=later(0.05))
    )
    remarks.tag(user=alice, bet_ids=[mine], add=["mine"])
    take(alice, statement(9, first=0, last=20))
    assert "1 bet in AUD" in signed_in.get("/bets/?tag=mine").text


def test_many_are_settled_and_those_that_cannot_be_are_named(signed_in, alice, bets):
    without = verbs.enter(user=alice, entry=entry("10", None, placed_at=later(99)))
    page = do(signed_in, "settle", *bets, without, outcome="won")
    assert "3 bets were settled" in page.text
    assert "1 was left as it was. Without its odds" in page.text
    assert balances(alice)["won"] == "-30.00"
    assert "3 bets were settled" in sure(signed_in, do(signed_in, "void", *bets)).text
    assert balances(alice) == {"book": "-10.00", "open": "10.00"}


def test_throwing_away_is_asked_first_and_done_once(signed_in, alice, bets):
    asked = do(signed_in, "delete", *bets[:2])
    assert "Put 2 bets into the trash?" in asked.text
    with acting_as(alice):
        assert Bet.objects.count() == 3
    assert "2 bets were put into the trash" in sure(signed_in, asked).text
    with acting_as(alice):
        assert (Bet.objects.count(), SetAside.objects.count()) == (1, 2)


def test_all_that_fit_are_counted_and_asked_first(signed_in, alice, bets):
    asked = do(signed_in, "settle", every="yes", outcome="lost", query="q=Runner")
    assert "Settle 3 bets?" in asked.text
    verbs.enter(user=alice, entry=entry(selection="Runner 4"))
    again = sure(signed_in, asked, query="q=Runner")
    assert "Other bets fit by now" in again.text
    assert "Settle 4 bets?" in again.text
    assert "4 bets were settled" in sure(signed_in, again, query="q=Runner").text


def test_an_export_opens_safely_in_a_spreadsheet(signed_in, alice):
    bet_id = verbs.enter(user=alice, entry=entry(selection="=HYPERLINK(1)", event="A v B"))
    remarks.remark(user=alice, bet_id=bet_id, tags=["x"], note="+1 for this")
    response = signed_in.post("/bets/many/", {"act": "export", "every": "yes"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, row, *rest = text.splitlines()
    assert head.startswith("id,placed_at")
    assert ",'=HYPERLINK(1)," in row
    assert "'+1 for this" in row
    assert ",10.00," in row
    assert rest == []


@pytest.mark.parametrize(
    ("act", "more", "sentence"),
    [
        ("tag", {}, "Say which tags"),
        ("settle", {}, "Say how they ended"),
        ("settle", {"outcome": "eaten"}, "Say how they ended"),
        ("burn", {}, "Choose at least one bet"),
        ("tag", {"tags": "x" * 41}, "A tag has at most 40 letters"),
    ],
)
def test_what_is_missing_is_said(signed_in, bets, act, more, sentence):
    assert sentence in do(signed_in, act, *bets, **more).text


def test_nothing_chosen_is_said(signed_in, bets):
    assert "Choose at least one bet" in do(signed_in, "void").text


def test_another_persons_bets_are_not_there(signed_in, bob):
    theirs = verbs.enter(user=bob, entry=entry())
    for act in ("void", "tag", "delete", "export"):
        assert "Choose at least one bet" in do(signed_in, act, theirs, tags="x").text
    with acting_as(bob):
        assert Bet.objects.get().status == "open"


def test_bets_that_have_ended_are_not_overruled_unasked(signed_in, alice, bets):
    verbs.settle(user=alice, bet_id=bets[0], outcome="won", returned_micro=19_990_000, settled_at=later(90))
    for act, more in (("void", {}), ("settle", {"outcome": "lost"})):
        asked = do(signed_in, act, *bets[:2], **more)
        assert "Those you settled yourself end so as well" in asked.text
        with acting_as(alice):
            assert [bet.status for bet in Bet.objects.order_by("pk")[:2]] == ["won", "open"]
    assert "2 bets were settled" in sure(signed_in, asked).text
    with acting_as(alice):
        assert [bet.status for bet in Bet.objects.order_by("pk")[:2]] == ["lost", "lost"]

"""The pages of bets by hand, without script."""

import re
from zoneinfo import ZoneInfo

import pytest

from accounts.protection.limits import set_limit
from bets.models import Bet
from imports.by_hand import verbs
from imports.models import Remark, SetAside
from imports.tests.books import take
from imports.tests.by_hand import balances, entry, leg, one
from imports.tests.exports import statement, tracked
from ledger.money import to_micro
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def filled(page, **more):
    said = {
        "token": hidden(page, "token"),
        "kind": "single",
        "bookmaker": "Sportsbet",
        "selection": "Carlton",
        "event": "Carlton v Essendon",
        "odds": "2.5",
        "stake": "$10.50",
        "placed_at": "2026-03-01T12:00",
        "currency": "AUD",
        "bonus": "none",
    }
    return said | more


def just_now(user):
    """This minute as the person's own clock shows it: at the end of a week it is another week elsewhere."""
    return f"{now().astimezone(ZoneInfo(user.time_zone)):%Y-%m-%dT%H:%M}"


def enter(client, **more):
    page = client.get("/bets/enter/")
    return client.post("/bets/enter/", filled(page, **more), follow=True)


def test_a_bet_is_entered_in_one_go_with_remarks(signed_in, alice):
    page = enter(signed_in, **{"own-tags": "value, Late", "own-confidence": "4"})
    assert page.redirect_chain
    assert "Entered and posted" in page.text
    with acting_as(alice):
        bet = Bet.objects.get()
        assert Remark.objects.get().tags == ["late", "value"]
    assert (bet.stake_micro, f"{bet.odds:.2f}", bet.selection) == (to_micro("10.50"), "2.50", "Carlton")
    assert "You entered this bet by hand" in page.text
    assert "Entered</b>" in page.text


def test_the_same_form_sent_twice_is_one_bet(signed_in, alice):
    said = filled(signed_in.get("/bets/enter/"))
    first = signed_in.post("/bets/enter/", said)
    second = signed_in.post("/bets/enter/", said)
    assert first.url == second.url
    with acting_as(alice):
        assert Bet.objects.count() == 1


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("said", "odds"),
    [("6/4", "2.50"), ("+150", "2.50"), ("-200", "1.50"), ("evens", "2.00"), ("2,75", "2.75")],
)
def test_odds_are_read_as_people_write_them(signed_in, alice, said, odds):
    enter(signed_in, odds=said)
    with acting_as(alice):
        assert f"{Bet.objects.get().odds:.2f}" == odds


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"stake": "ten"}, "That is no amount"),
        ({"odds": "0.9"}, "Decimal odds are more than 1"),
        ({"kind": "lay", "odds": ""}, "liability follows from the odds"),
        ({"selection": "", "event": ""}, "Say what you bet on"),
        ({"outcome": "cashed_out"}, "for how much you cashed out"),
        ({"kind": "multi"}, "A multi has 2 to 30 legs"),
        ({"placed_at": "yesterday"}, "valid date"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(signed_in, alice, more, sentence):
    page = enter(signed_in, **more)
    assert page.status_code == 422
    assert sentence in page.text
    assert "Sportsbet" in page.text
    with acting_as(alice):
        assert not Bet.objects.exists()


def legs(*told):
    return {
        f"leg-{place}-{name}": value
        for place, each in enumerate(told)
        for name, value in zip(("selection", "odds", "result"), each, strict=True)
    }


def test_a_leg_is_added_without_script_and_nothing_typed_is_lost(signed_in):
    said = filled(signed_in.get("/bets/enter/"), kind="multi", **legs(("One", "2", ""), ("Two", "3", "")))
    page = signed_in.post("/bets/enter/", {**said, "add-leg": "1"})
    assert page.status_code == 200
    assert 'value="Two"' in page.text
    assert "leg-2-selection" in page.text
    part = signed_in.post(
        "/bets/enter/", {**said, "add-leg": "1"}, headers={"HX-Request": "true", "HX-Target": "legs"}
    )
    assert part.text.strip().startswith("<fieldset")


def test_a_multi_that_has_ended_is_told_at_once(signed_in, alice):
    told = legs(("One", "2", "won"), ("Two", "3", "won"), ("Three", "1.5", "void"))
    page = enter(signed_in, kind="multi", odds="", outcome="legs", **told)
    assert "Entered and posted" in page.text
    with acting_as(alice):
        bet = Bet.objects.get()
    assert (bet.status, bet.returned_micro, bet.legs_count) == ("won", to_micro("63"), 3)


def test_a_bet_is_settled_and_the_page_says_what_each_end_brings(signed_in, alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    page = signed_in.get(f"/bets/{bet_id}/settle/")
    assert "Won · $25.00 back" in page.text
    said = {name: hidden(page, name) for name in ("token", "version")}
    said |= {"outcome": "won", "settled_at": "2026-03-02T12:00", "returned": ""}
    done = signed_in.post(f"/bets/{bet_id}/settle/", said, follow=True)
    assert "Said and posted" in done.text
    assert balances(alice) == {"book": "15.00", "won": "-15.00"}
    again = signed_in.post(
        f"/bets/{bet_id}/settle/",
        {**said, "token": "0b0e2d5c-94fd-4d5c-8a43-7b8f5d9b1c11", "outcome": "lost"},
    )
    assert again.status_code == 422
    assert "changed meanwhile" in again.text
    assert one(alice, bet_id).status == "won"


def test_an_edit_shows_in_the_history(signed_in, alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    page = signed_in.get(f"/bets/{bet_id}/edit/")
    said = filled(page, version=hidden(page, "version"), stake="20", sport="Soccer", selection="Sydney FC")
    done = signed_in.post(f"/bets/{bet_id}/edit/", said, follow=True)
    assert "<del>$10.00</del>" in done.text
    assert "<ins>$20.00</ins>" in done.text


def test_a_multi_whose_legs_are_open_is_not_settled_by_them(signed_in, alice):
    told = entry("10", None, kind="multi", legs=(leg("A"), leg("B")), selection="", event="")
    bet_id = verbs.enter(user=alice, entry=told)
    page = signed_in.get(f"/bets/{bet_id}/settle/")
    said = {name: hidden(page, name) for name in ("token", "version")}
    said |= {"outcome": "legs", "settled_at": "2026-03-02T12:00", "leg_0": "won"}
    refused = signed_in.post(f"/bets/{bet_id}/settle/", said)
    assert "Not all of its legs have ended" in refused.text
    signed_in.post(f"/bets/{bet_id}/settle/", {**said, "outcome": "open"})
    assert one(alice, bet_id).status == "open"
    assert '<option value="won" selected>' in signed_in.get(f"/bets/{bet_id}/settle/").text


def test_a_multi_is_edited_and_copied_with_its_legs(signed_in, alice):
    told = entry(
        "10", None, kind="multi", legs=(leg("A", "2", "won"), leg("B"), leg("C")), selection="", event=""
    )
    bet_id = verbs.enter(user=alice, entry=told)
    for way in ("edit", "copy"):
        page = signed_in.get(f"/bets/{bet_id}/{way}/")
        assert page.text.count('role="group"') == 3
        assert 'value="C"' in page.text
    copied = signed_in.get(f"/bets/{bet_id}/copy/")
    assert '<option value="won" selected>' not in copied.text


def test_trash_and_back(signed_in, alice):
    bet_id = verbs.enter(user=alice, entry=entry())
    page = signed_in.post(f"/bets/{bet_id}/delete/", follow=True)
    assert "the trash</a>" in page.text
    assert signed_in.get(f"/bets/{bet_id}/").status_code == 404
    assert "Sydney FC" in signed_in.get("/bets/trash/").text
    page = signed_in.post(f"/bets/trash/{bet_id}/restore/", follow=True)
    assert "It is back" in page.text
    with acting_as(alice):
        assert not SetAside.objects.exists()


def test_a_bet_that_a_file_tells_too_leads_to_the_files_page_and_says_where_they_differ(signed_in, alice):
    mine = verbs.enter(
        user=alice,
        entry=entry(
            "10", "2.0", selection="Home 0 ML", event="", placed_at=entry().placed_at.replace(minute=3)
        ),
    )
    verbs.settle(user=alice, bet_id=mine, outcome="lost")
    take(alice, statement(9, first=0, last=20))
    page = signed_in.get(f"/bets/{mine}/", follow=True)
    assert page.redirect_chain
    assert "Entered by hand" in page.text
    assert "You said that this bet is lost. A file says that it is won" in page.text
    assert "Told by a file" in page.text


def test_a_file_that_settles_otherwise_than_decided_says_so(signed_in, alice):
    take(alice, tracked(4, at=4))
    with acting_as(alice):
        bet = Bet.objects.filter(status="open").latest("placed_at")
    verbs.settle(user=alice, bet_id=bet.pk, outcome="lost")
    take(alice, tracked(4, at=11))
    assert (
        "You said that this bet is lost. A file says that it is won" in signed_in.get(f"/bets/{bet.pk}/").text
    )
    assert "A file settles this bet" in signed_in.get(f"/bets/{bet.pk}/settle/").text


def test_bets_count_towards_limits_of_a_week(signed_in, alice):
    set_limit(user=alice, kind="wager", period="week", currency="AUD", amount_micro=to_micro("25"))
    today = just_now(alice)
    assert "beyond" not in enter(signed_in, placed_at=today).text
    assert "beyond" not in enter(signed_in, placed_at=today).text
    assert "$4.00 is left" in enter(signed_in, placed_at=today).text


def test_a_bet_beyond_a_limit_is_entered_and_said_to_be(signed_in, alice):
    set_limit(user=alice, kind="stake", period="each", currency="AUD", amount_micro=to_micro("5"))
    page = enter(signed_in, placed_at=just_now(alice))
    assert "It goes beyond what you set yourself. Your limit for one stake is $5.00" in page.text
    with acting_as(alice):
        assert Bet.objects.count() == 1


def test_a_limit_says_nothing_of_bets_of_former_days(signed_in, alice):
    set_limit(user=alice, kind="stake", period="each", currency="AUD", amount_micro=to_micro("5"))
    set_limit(user=alice, kind="wager", period="week", currency="AUD", amount_micro=to_micro("1"))
    assert "beyond" not in enter(signed_in, placed_at="2024-03-01T12:00").text

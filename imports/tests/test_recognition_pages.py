"""The page of what was not recognised, the list of corrections, and the forms on a bet's page."""

import pytest
from django.urls import reverse

from bets.models import Bet, Correction, Unrecognised
from imports.recognised import share_of_all, share_of_upload
from imports.tests.test_corrections import means, sports, take, tracked
from web.context import acting_as

pytestmark = pytest.mark.django_db
HERE = reverse("imports:recognition")
CORRECT = reverse("imports:correct")


def rows(owner, what="sport"):
    with acting_as(owner):
        found = Unrecognised.objects.visible_to(owner).filter(what=what).order_by("-money_micro", "text")
        return [(row.text, row.currency, row.bets, row.money_micro // 1_000_000) for row in found]


def test_the_biggest_unknown_text_comes_first(alice, client):
    take(
        alice,
        tracked("a", event="Small v Fry", market="Total"),
        tracked("b", event="Big v Fish", market="Total", stake="50"),
        tracked("c", event="big v fish", market="Total", stake="25"),
        tracked("d", event="Carlton v Essendon", market="Zorb special"),
        tracked("e", event="Big v Fish", market="Total", currency="USD"),
    )
    assert rows(alice) == [
        ("Big v Fish", "AUD", 2, 75),
        ("Big v Fish", "USD", 1, 10),
        ("Small v Fry", "AUD", 1, 10),
    ]
    assert rows(alice, "market") == [("Zorb special", "AUD", 1, 10)]
    client.force_login(alice)
    page = client.get(HERE).content.decode()
    assert page.index("Big v Fish") < page.index("Small v Fry")
    assert "Zorb special" in client.get(f"{HERE}?what=market").content.decode()
    assert "Zorb special" not in page


def test_a_leg_is_what_is_not_recognised_of_a_multi(alice):
    legs = [{"ref": "m", "bookmaker": "Sportsbet", "currency": "AUD", "position": 1, "event": "Foo v Bar"}]
    take(alice, tracked("m", structure="multi", selection="Foo | Carlton"), legs=legs)
    assert rows(alice) == [("Foo v Bar", "AUD", 1, 10)]


def test_many_texts_are_corrected_at_once(alice, client):
    take(
        alice,
        tracked("a", event="Foo v Bar"),
        tracked("b", event="Baz v Qux"),
        tracked("c", event="Left v Alone"),
    )
    with acting_as(alice):
        ids = list(
            Unrecognised.objects.filter(text__in=["Foo v Bar", "Baz v Qux"], what="sport").values_list(
                "pk", flat=True
            )
        )
    client.force_login(alice)
    answer = client.post(
        CORRECT, {"what": "sport", "row": ids, "meaning": "darts", "next": HERE}, follow=True
    )
    assert answer.redirect_chain[0][0] == HERE
    assert "2 texts are Darts from now on" in answer.content.decode()
    assert sports(alice) == {"a": "darts", "b": "darts", "c": None}


def test_a_word_corrects_every_text_that_has_it(alice, client):
    take(alice, tracked("a", event="Foo v Bar"), tracked("b", event="Foo v Qux"))
    client.force_login(alice)
    client.post(
        CORRECT, {"what": "sport", "field": "event", "text": "foo v", "is_part": "yes", "meaning": "golf"}
    )
    assert sports(alice) == {"a": "golf", "b": "golf"}


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"what": "sport"},
        {"what": "sport", "meaning": "darts"},
        {"what": "sport", "meaning": "no-such", "field": "event", "text": "Foo v Bar"},
        {"what": "zorb", "meaning": "darts", "field": "event", "text": "Foo v Bar"},
        {"what": "sport", "meaning": "darts", "field": "zorb", "text": "Foo v Bar"},
        {"what": "sport", "meaning": "darts", "row": ["x", "9" * 30, "-"]},
        {"what": "participant", "meaning": "Foo", "field": "event", "text": "Foo v Bar"},
        {"what": "sport", "meaning": "darts", "field": "event", "text": "a", "is_part": "yes"},
    ],
)
def test_a_form_that_says_nothing_is_answered_with_a_sentence(alice, client, form):
    take(alice, tracked("a", event="Foo v Bar"))
    client.force_login(alice)
    answer = client.post(CORRECT, form, follow=True)
    assert answer.status_code == 200
    assert "alert" in answer.content.decode()
    assert sports(alice) == {"a": None}


def test_what_was_said_is_listed_and_taken_back(alice, client):
    take(alice, tracked("a", event="Foo v Bar"))
    said = means(alice, "Foo v Bar", "tennis")
    client.force_login(alice)
    assert "foo v bar" in client.get(reverse("imports:corrections")).content.decode()
    page = client.post(reverse("imports:take-back", args=[said.pk]), follow=True).content.decode()
    assert "taken back" in page
    assert sports(alice) == {"a": None}


def test_the_share_counts_what_is_known_of_all_and_of_one_upload(alice):
    first = take(
        alice,
        tracked("a", event="Carlton v Essendon", market="Line"),
        tracked("b", event="Foo v Bar", market="Line"),
    )
    second = take(alice, tracked("c", event="Foo v Bar", market="Zorb special"))
    with acting_as(alice):
        assert share_of_upload(first).ratios[0][2:] == (1, share_of_upload(first)._of(1))
        assert [row[2] for row in share_of_upload(first).ratios] == [1, 1, 2]
        assert [row[2] for row in share_of_upload(second).ratios] == [0, 0, 0]
        assert [row[2] for row in share_of_all(alice).ratios] == [1, 1, 2]
        assert share_of_all(alice).bets == 3


def test_nearly_all_is_not_all():
    from imports.recognised import Share

    assert [str(row[3]) for row in Share(3000, 2999, 3000, 2999).ratios] == ["0.999", "0.999", "1"]
    assert Share(0, 0, 0, 0).ratios[0][3] is None


def test_a_report_asks_for_the_share_of_its_bets(alice, client):
    upload = take(alice, tracked("a", event="Foo v Bar"))
    client.force_login(alice)
    address = reverse("imports:recognised", args=[upload.pk])
    assert address in client.get(reverse("imports:detail", args=[upload.pk])).content.decode()
    part = client.get(address, headers={"HX-Request": "true", "HX-Target": "recognised"}).content.decode()
    assert "<html" not in part
    assert "0 of 1 bet" in part


def test_a_bets_page_shows_and_corrects_what_was_recognised(alice, client):
    take(alice, tracked("a", event="Man Yoo v Leeds", sport="Soccer", market="Match Odds", competition="EPL"))
    with acting_as(alice):
        pk = Bet.objects.get().pk
    here = reverse("bets:detail", args=[pk])
    client.force_login(alice)
    page = client.get(here).content.decode()
    assert "Leeds United" in page
    form = {
        "what": "participant",
        "field": "side",
        "text": "Man Yoo",
        "sport": "football",
        "meaning": "man utd",
        "next": here,
    }
    page = client.post(CORRECT, form, follow=True).content.decode()
    assert "Man utd" in page or "man utd" in page
    form = {
        "what": "competition",
        "chosen": "event",
        "text_event": "Man Yoo v Leeds",
        "sport": "football",
        "meaning": "FA Cup",
    }
    client.post(CORRECT, form)
    with acting_as(alice):
        bet = Bet.objects.get()
        assert bet.competition
        assert bet.competition.name == "FA Cup"
        assert Correction.objects.count() == 2
    assert "you said so" in client.get(here).content.decode()

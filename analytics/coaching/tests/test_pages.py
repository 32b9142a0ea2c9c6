"""Coach and client page by page: invite, agree, look, compare, note, end."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.utils.html import escape

from accounts.tests.factories import create_user
from analytics.coaching import clients as listing
from analytics.coaching import consenting, inviting
from analytics.coaching.models import Consent, Invitation, Look, Relation, SessionNote
from analytics.coaching.scopes import ALWAYS, AMOUNTS, NEVER, PATTERNS, RESULTS, SCOPES, SHARED_NOTES, TIMES
from analytics.coaching.tests.made import change, connect, make_coach
from analytics.coaching.views import clients as coach_views
from bets.models import Bet
from bets.tests.factories import START, create_bet
from web.context import acting_as

pytestmark = pytest.mark.django_db


def season(owner, days=200, night_from=100):
    """A bet a day; from one day on at night."""
    for day in range(days):
        hour = 13 if day >= night_from else 1  # 02:00 and 12:00 in Sydney
        create_bet(owner=owner, placed_at=START.replace(hour=hour) + timedelta(days=day), ref=f"s{day}")


def link_in(text):
    return re.search(r"/coach/invitation/[\w-]+/", text)[0]


def paths(relation):
    pk = relation.pk
    return [
        f"/clients/{pk}/", f"/clients/{pk}/print/", f"/clients/{pk}/periods/", f"/clients/{pk}/patterns.csv",
        f"/clients/compare/?client={pk}",
    ]  # fmt: skip


def test_a_coach_invites_by_mail_and_the_client_agrees(client, alice, bob):
    client.force_login(bob)
    assert client.get("/clients/invite/").status_code == 302  # who is no coach is asked to be one first
    assert "Coach others" in client.get("/clients/").text
    client.post("/clients/profile/", {"name": "Kim Reed", "organisation": "Steady Hands"})
    text = client.post("/clients/invite/", {"pseudonym": "Wren", "email": "alice@example.com"}).text
    assert "Sent to alice@example.com" in text
    (letter,) = mail.outbox
    assert letter.to == ["alice@example.com"]
    assert "Kim Reed, Steady Hands" in letter.body
    link = link_in(letter.body)
    assert link in text
    assert link not in client.get("/clients/").text
    assert "Wren" in client.get("/clients/").text
    client.force_login(alice)
    page = client.get(link)
    assert "Kim Reed, Steady Hands invites you" in page.text
    for words in (ALWAYS, *NEVER, *(text for scope in SCOPES for text in (scope.shows, scope.otherwise))):
        assert escape(words) in page.text
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in page.headers["Cache-Control"]
    said = {"pseudonym": "Rook", "scopes": ["patterns", "results"], "covers": "all"}
    assert client.post(link, said | {"scopes": ["amounts"]}).status_code == 422
    answer = client.post(link, said)
    assert answer.status_code == 302
    assert client.get(link).status_code == 404
    with acting_as(alice):
        consent = Consent.objects.get()
    assert (consent.scopes, consent.given_to) == (["patterns", "results"], "Kim Reed, Steady Hands")
    client.force_login(bob)
    assert "Rook" in client.get("/clients/").text


def test_a_client_asks_a_coach_and_decides_afterwards(client, alice, bob, charlie):
    client.force_login(alice)
    text = client.post("/coach/invite/", {"email": "bob@example.com", "pseudonym": "Wren"}).text
    link = link_in(text)
    assert "alice" not in mail.outbox[0].body.lower()
    assert "This is your own link" in client.get(link).text
    client.force_login(charlie)
    assert client.get(link).status_code == 404
    client.force_login(bob)
    assert "Wren asks you to be their coach" in client.get(link).text
    assert client.post(link, {"name": "Kim Reed"}).status_code == 302
    text = client.get("/clients/").text
    assert "Has not agreed yet" in text
    with acting_as(alice):
        relation = Relation.objects.get()
    assert client.get(f"/clients/{relation.pk}/").status_code == 404
    client.force_login(alice)
    assert "Decide what they see" in client.get("/coach/").text
    client.post(f"/coach/{relation.pk}/", {"scopes": ["patterns"], "covers": "year"})
    client.force_login(bob)
    assert client.get(f"/clients/{relation.pk}/").status_code == 200


def test_invitations_are_rate_limited(client, bob, settings):
    settings.RATE_LIMITS = settings.RATE_LIMITS | {"coach-invite": "2/h"}
    make_coach(bob)
    client.force_login(bob)
    codes = [client.post("/clients/invite/", {"pseudonym": f"n{n}"}).status_code for n in range(3)]
    assert codes == [200, 200, 429]
    with acting_as(bob):
        assert Invitation.objects.count() == 2


def test_a_letter_that_cannot_be_sent_leaves_the_link(client, bob, monkeypatch):
    def refuse(*args, **more):
        raise ConnectionRefusedError

    monkeypatch.setattr(inviting, "send_mail", refuse)
    make_coach(bob)
    client.force_login(bob)
    text = client.post("/clients/invite/", {"email": "x@example.com"}).text
    assert "could not be sent" in text
    assert link_in(text)


@pytest.mark.parametrize("ends", ["client", "coach"])
def test_the_end_is_at_once_on_every_page(client, alice, bob, ends):
    season(alice, 40)
    relation = connect(alice, bob, PATTERNS, RESULTS, AMOUNTS, pseudonym="Wren")
    client.force_login(bob)
    for path in paths(relation):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer.headers["Cache-Control"]
    other = type(client)()
    other.force_login(alice if ends == "client" else bob)
    assert "End it" in other.get(f"/coach/{relation.pk}/end/").text
    assert other.post(f"/coach/{relation.pk}/end/").status_code == 302
    for path in paths(relation):
        assert client.get(path).status_code == 404, path
    assert "Wren" not in client.get("/clients/").text.partition("<main")[2]
    assert "Ended" in client.get("/clients/?show=ended").text


def test_the_end_reaches_a_page_that_is_being_made(client, alice, bob, monkeypatch):
    """The consent held when the coach asked, and ends while the page is composed: nothing goes out."""
    season(alice, 40)
    relation = connect(alice, bob)
    client.force_login(bob)
    compose = coach_views.page

    def slowly(*args, **more):
        consenting.end(user=alice, pk=relation.pk)
        return compose(*args, **more)

    monkeypatch.setattr(coach_views, "page", slowly)
    assert client.get(f"/clients/{relation.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_end_by_another_connection_reaches_a_request_under_way(client, alice, bob, monkeypatch):
    from threading import Thread

    season(alice, 30)
    relation = connect(alice, bob)
    client.force_login(bob)
    compose = listing.picture

    def while_another_ends(*args, **more):
        made = compose(*args, **more)

        def end():
            consenting.end(user=alice, pk=relation.pk)
            connections.close_all()

        thread = Thread(target=end)
        thread.start()
        thread.join(timeout=20)  # it waits for nobody, least of all for the coach's page
        assert not thread.is_alive()
        return made

    for path in (f"/clients/{relation.pk}/", "/clients/"):
        monkeypatch.setattr(listing, "picture", while_another_ends)
        answer = client.get(path)
        monkeypatch.setattr(listing, "picture", compose)
        if path == "/clients/":
            assert answer.status_code == 200
        else:
            assert answer.status_code == 404
            connect_again = connect(alice, bob)
            relation = connect_again
    assert "40 bets" not in client.get("/clients/").text


def test_a_changed_consent_holds_from_the_next_page(client, alice, bob):
    season(alice, 60)
    relation = connect(alice, bob, PATTERNS, TIMES)
    client.force_login(bob)
    assert "Betting at night" in client.get(f"/clients/{relation.pk}/").text
    change(relation, alice, PATTERNS)
    assert "Betting at night" not in client.get(f"/clients/{relation.pk}/").text


def test_the_client_sees_what_was_agreed_and_when_the_coach_looked(client, alice, bob):
    season(alice, 30)
    relation = connect(alice, bob)
    client.force_login(bob)
    client.get(f"/clients/{relation.pk}/print/")
    client.get("/clients/")
    client.force_login(alice)
    text = client.get(f"/coach/{relation.pk}/").text
    assert "The page to print" in text
    assert "Their list of clients" in text
    assert "Given" in text
    answer = client.post(
        f"/coach/{relation.pk}/", {"scopes": ["results"], "covers": "keep", "until_on": "2020-01-01"}
    )
    assert answer.status_code == 422
    client.post(f"/coach/{relation.pk}/", {"scopes": ["results"], "covers": "now"})
    with acting_as(alice):
        last = Consent.objects.first()
        assert (last.act, last.scopes, last.from_on) == ("changed", ["results"], consenting.today_of(alice))
        assert Look.objects.count() == 2


def test_looking_changes_nothing(alice, bob, client):
    season(alice, 30)
    relation = connect(alice, bob)
    with acting_as(alice):
        before = list(Bet.objects.order_by("pk").values())
    client.force_login(bob)
    client.get(f"/clients/{relation.pk}/")
    with acting_as(alice):
        assert list(Bet.objects.order_by("pk").values()) == before


def test_the_preview_is_what_the_coach_sees(client, alice, bob):
    season(alice, 90)
    relation = connect(alice, bob, PATTERNS, RESULTS)
    client.force_login(bob)
    seen = client.get(f"/clients/{relation.pk}/")
    client.force_login(alice)
    preview = client.get(f"/coach/{relation.pk}/seen/")
    assert preview.context["seen"] == seen.context["seen"]
    consenting.end(user=alice, pk=relation.pk)
    assert client.get(f"/coach/{relation.pk}/seen/").status_code == 404


@pytest.mark.thorough
def test_the_list_sorts_filters_and_tells_the_trend(client, alice, bob, charlie):
    season(alice)
    season(charlie, 200, night_from=999)
    connect(alice, bob, PATTERNS, TIMES, pseudonym="Zebra")
    connect(charlie, bob, PATTERNS, TIMES, pseudonym="Ant", until_on=consenting.today_of(charlie))
    client.force_login(bob)

    def names(query):
        return re.findall(r">(Zebra|Ant)<", client.get(f"/clients/{query}").text)

    assert names("") == ["Ant", "Zebra"]
    assert names("?sort=until") == ["Ant", "Zebra"]
    assert names("?sort=pattern&pattern=night") == ["Zebra", "Ant"]
    assert names("?pattern=night&rising=on") == ["Zebra"]
    assert names("?show=ended") == []
    text = client.get("/clients/?pattern=night").text
    assert "rising" in text
    assert names("?sort=nonsense&pattern=nonsense&show=nonsense") == ["Ant", "Zebra"]


@pytest.mark.thorough
def test_two_periods_and_two_clients_stand_side_by_side(client, alice, bob, charlie):
    season(alice)
    season(charlie, 60)
    first = connect(alice, bob, PATTERNS, TIMES, RESULTS, pseudonym="Zebra")
    second = connect(charlie, bob, PATTERNS, pseudonym="Ant")
    client.force_login(bob)
    answer = client.get(
        f"/clients/{first.pk}/periods/?from=2026-07&to=2026-08&than_from=2026-03&than_to=2026-04"
    )
    night = next(row for row in answer.context["rows"] if row.title == "Betting at night")
    assert [cell.text for cell in night.cells] == ["100.0%", "0.0%"]
    assert night.way == "higher"
    assert "Won or lost" in answer.text
    text = client.get(f"/clients/compare/?client={first.pk}&client={second.pk}&client=x").text
    assert "Zebra" in text
    assert "not shown" in text
    assert client.get(f"/clients/compare/?client={first.pk}&client=999999").status_code == 404


def test_notes_are_private_shared_only_when_agreed_and_deleted(client, alice, bob):
    relation = connect(alice, bob)
    client.force_login(bob)
    client.post(f"/clients/{relation.pk}/notes/", {"text": "Talked about Saturdays."})
    assert "Talked about Saturdays." in client.get(f"/clients/{relation.pk}/").text
    refused = client.post(f"/clients/{relation.pk}/notes/", {"text": "For you", "is_shared": "on"})
    assert refused.status_code == 422
    change(relation, alice, PATTERNS, SHARED_NOTES)
    client.post(f"/clients/{relation.pk}/notes/", {"text": "For you", "is_shared": "on"})
    with acting_as(bob):
        private = SessionNote.objects.get(is_shared=False)
    client.force_login(alice)
    text = client.get(f"/coach/{relation.pk}/").text
    assert "For you" in text
    assert "Saturdays" not in text
    assert client.post(f"/clients/{relation.pk}/notes/{private.pk}/delete/").status_code == 404
    client.force_login(bob)
    client.post(f"/clients/{relation.pk}/notes/{private.pk}/delete/")
    assert "Saturdays" not in client.get(f"/clients/{relation.pk}/").text


def test_the_paper_has_patterns_questions_and_help_lines_of_a_country(client, alice, bob):
    season(alice, 90)
    relation = connect(alice, bob)
    client.force_login(bob)
    text = client.get(f"/clients/{relation.pk}/print/?country=NZ").text
    assert "0800 654 655" in text
    assert "What goes through your mind in the minutes after a bet has lost?" in text
    assert "not a diagnosis" in text


def test_only_who_coaches_has_clients_in_the_navigation(client, alice, bob):
    make_coach(bob)
    for user, sees in ((alice, False), (bob, True)):
        client.force_login(user)
        text = client.get("/settings/").text
        assert ('href="/clients/"' in text) is sees
        assert 'href="/coach/"' in text


def test_an_empty_book_and_a_consent_from_now_on_say_so(client, alice, bob):
    create_bet(owner=alice)
    relation = connect(alice, bob, PATTERNS, RESULTS, from_on=consenting.today_of(alice))
    client.force_login(bob)
    assert "Nothing in these months" in client.get(f"/clients/{relation.pk}/").text
    assert client.get(f"/clients/{relation.pk}/periods/").status_code == 200
    assert "Wren" in client.get("/clients/").text


def test_a_list_of_many_clients_has_a_bound(bob, monkeypatch):
    from analytics.coaching.errors import TooManyClients

    monkeypatch.setattr(inviting, "MOST_CLIENTS", 1)
    connect(create_user(email="one@example.com"), bob)
    with pytest.raises(TooManyClients):
        inviting.invite(user=bob, is_by_coach=True)
    other = create_user(email="two@example.com")
    _, token = inviting.invite(user=other, is_by_coach=False, email=bob.email)
    with pytest.raises(TooManyClients):
        inviting.accept(user=bob, token=token)
    with acting_as(bob):
        assert Relation.objects.count() == 1


def test_a_coach_without_clients_is_told_that_an_anonymous_file_can_be_imported(client, bob):
    make_coach(bob)
    client.force_login(bob)
    page = client.get("/clients/").text
    assert "anonymous report of theirs" in page
    assert 'href="/import/"' in page.partition("anonymous report of theirs")[2][:200]

"""The owner's one-time sign-in link."""

import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection

from accounts import signin_link
from accounts.errors import LinkOnlyOnThisMachine
from accounts.models import SigninLink, User
from web.clock import now

BASE = "http://localhost:8000"


@pytest.fixture
def link(db) -> str:
    return urlsplit(signin_link.make_link(BASE)).path


def test_the_link_signs_the_owner_in(client, link):
    assert client.get(link).status_code == 302
    assert client.get("/settings/").context["user"].is_superuser


def test_it_works_once(client, link):
    client.get(link)
    client.logout()
    response = client.get(link)
    assert response.status_code == 410
    assert "no longer works" in response.text
    assert client.get("/settings/").status_code == 302


def test_of_two_at_the_same_moment_one_gets_in(transactional_db):
    token = signin_link.make_link(BASE).rstrip("/").rpartition("/")[2]
    barrier, winners = threading.Barrier(4), []

    def use():
        barrier.wait()
        winners.append(signin_link.use_link(token) is not None)
        connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(winners) == [False, False, False, True]


def test_it_expires(client, link):
    SigninLink.objects.update(used_at=None)
    later = now() + signin_link.VALID_FOR + timedelta(seconds=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signin_link, "now", lambda: later)
        assert client.get(link).status_code == 410


def test_looking_without_opening_does_not_use_it_up(client, link):
    assert client.head(link).status_code == 405
    assert client.get(link).status_code == 302


def test_an_invented_token_is_refused(client, db):
    assert client.get("/settings/sign-in/" + "a" * 43 + "/").status_code == 410


def test_the_token_itself_is_stored_nowhere(link):
    token = link.rstrip("/").rpartition("/")[2]
    stored = SigninLink.objects.values().get()
    assert token not in str(stored)
    assert len(stored["digest"]) == 64


def test_the_owner_is_made_once_and_found_again(db):
    first = signin_link.installation_owner()
    assert signin_link.installation_owner() == first
    assert not first.has_usable_password()
    assert User.objects.filter(is_superuser=True).count() == 1


def test_a_link_of_a_deactivated_person_does_not_work(client, link):
    User.objects.update(is_active=False)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    "base",
    ["https://betsite.example", "http://192.168.0.7:8000", "http://127.0.0.1.evil.example", "localhost"],
)
def test_it_is_only_made_for_this_machine(db, base):
    with pytest.raises(LinkOnlyOnThisMachine):
        signin_link.make_link(base)


@pytest.mark.parametrize("base", ["http://localhost:1", "http://127.0.0.1:8000/", "http://[::1]:8000"])
def test_it_is_made_for_every_name_of_this_machine(db, base):
    assert signin_link.make_link(base).startswith(base.rstrip("/") + "/settings/sign-in/")


def test_where_mail_is_set_up_no_link_is_made_and_none_works(client, link, settings):
    settings.LOOPBACK = False
    with pytest.raises(LinkOnlyOnThisMachine):
        signin_link.make_link(BASE)
    assert client.get(link).status_code == 410

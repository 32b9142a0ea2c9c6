"""Signing up, in and out, and a forgotten password, as a person does it."""

import re

import pytest
from django.core import mail

from accounts.models import User
from accounts.tests.factories import PASSWORD, create_user

NEW = {"email": "Dora@Example.com", "password1": "four-words-in-a-row"}


def link_in_the_last_mail(start: str) -> str:
    found = re.search(rf"http://testserver({start}\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def is_signed_in(client) -> bool:
    return client.get("/settings/").status_code == 200


@pytest.fixture
def with_mail(settings):
    """An installation with a mail server: addresses must be confirmed."""
    settings.LOOPBACK = False
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"


def test_signing_up_on_ones_own_machine_signs_in_at_once(client, db):
    response = client.post("/accounts/signup/", NEW)
    assert response.status_code == 302
    assert is_signed_in(client)
    assert User.objects.get().email == "dora@example.com"


@pytest.mark.parametrize(
    ("told", "kept"),
    [("Europe/London", "Europe/London"), ("", "Australia/Sydney"), ("Mars/Olympus", "Australia/Sydney")],
)
def test_the_browsers_time_zone_becomes_the_new_persons(client, db, settings, told, kept):
    settings.DEFAULT_USER_TIMEZONE = "Australia/Sydney"
    client.post("/accounts/signup/", {**NEW, "time_zone": told})
    assert User.objects.get().time_zone == kept


def test_with_mail_the_address_must_be_confirmed_first(client, db, with_mail):
    client.post("/accounts/signup/", NEW)
    assert not is_signed_in(client)
    link = link_in_the_last_mail("/accounts/confirm-email/")
    assert "Yes, it is mine" in client.get(link).text
    client.post(link)
    client.post("/accounts/login/", {"login": "dora@example.com", "password": NEW["password1"]})
    assert is_signed_in(client)


@pytest.mark.parametrize("password", ["short", "12345678", "dora@example.com"])
def test_a_weak_password_is_refused_beside_the_field_and_on_top(client, db, password):
    response = client.post("/accounts/signup/", {**NEW, "password1": password})
    assert "One thing needs your attention" in response.text
    assert 'id="id_password1_error"' in response.text
    assert not User.objects.exists()


def test_signing_up_does_not_tell_who_has_an_account(client, db, with_mail):
    create_user(email="dora@example.com")
    known = client.post("/accounts/signup/", NEW)
    unknown = client.post("/accounts/signup/", {**NEW, "email": "new@example.com"})
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]


def test_signing_in_works_whatever_the_capitals_of_the_address(client, alice):
    response = client.post("/accounts/login/", {"login": "ALICE@example.com", "password": PASSWORD})
    assert response.status_code == 302
    assert is_signed_in(client)


def test_a_wrong_password_says_so_and_signs_nobody_in(client, alice):
    response = client.post("/accounts/login/", {"login": "alice@example.com", "password": "wrong"})
    assert "One thing needs your attention" in response.text
    assert not is_signed_in(client)


def test_many_wrong_passwords_are_slowed_down(client, alice):
    wrong = {"login": "alice@example.com", "password": "wrong"}
    answers = [client.post("/accounts/login/", wrong) for _ in range(6)]
    assert "Too many" in answers[-1].text
    assert "Too many" in client.post("/accounts/login/", {**wrong, "password": PASSWORD}).text
    assert not is_signed_in(client)


def test_a_deactivated_person_does_not_get_in(client, alice):
    User.objects.filter(pk=alice.pk).update(is_active=False)
    client.post("/accounts/login/", {"login": "alice@example.com", "password": PASSWORD})
    assert not is_signed_in(client)


def test_after_signing_in_one_is_where_one_wanted_to_go(client, alice):
    wanted = client.get("/settings/").headers["Location"]
    assert wanted == "/accounts/login/?next=/settings/"
    response = client.post(wanted, {"login": "alice@example.com", "password": PASSWORD, "next": "/settings/"})
    assert response.headers["Location"] == "/settings/"


def test_htmx_is_told_to_move_the_whole_window_to_the_sign_in_page(client, db):
    current = "http://testserver/settings/?a=1"
    response = client.get("/settings/", headers={"HX-Request": "true", "HX-Current-URL": current})
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/accounts/login/?next=/settings/%3Fa%3D1"


def test_signing_out_asks_first_and_then_ends_the_session(client, alice):
    client.force_login(alice)
    assert "Sign out?" in client.get("/accounts/logout/").text
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_a_forgotten_password_is_replaced_by_mail_and_the_link_works_once(client, alice):
    client.post("/accounts/password/reset/", {"email": "alice@example.com"})
    link = link_in_the_last_mail("/accounts/password/reset/key/")
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    new = {"password1": "quite-another-word", "password2": "quite-another-word"}
    client.post(path, new)
    client.post("/accounts/login/", {"login": "alice@example.com", "password": "quite-another-word"})
    assert is_signed_in(client)
    client.logout()
    assert "This link no longer works" in client.get(link, follow=True).text


def test_a_reset_for_an_unknown_address_looks_the_same(client, alice):
    known = client.post("/accounts/password/reset/", {"email": "alice@example.com"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/",
        "/accounts/inactive/",
    ],
)
def test_the_pages_at_the_door_are_ours(client, db, path):
    response = client.get(path)
    assert response.status_code == 200
    assert 'class="page entrance"' in response.text


@pytest.mark.parametrize(
    "path", ["/accounts/email/", "/accounts/password/change/", "/accounts/reauthenticate/"]
)
def test_the_pages_behind_the_door_are_ours(client, alice, path):
    client.force_login(alice)
    response = client.get(path)
    assert response.status_code == 200
    assert "css/tokens.css" in response.text


def test_who_came_by_link_can_set_a_password(client, db):
    client.force_login(create_user(email="owner@localhost", password=None))
    new = {"password1": "quite-another-word", "password2": "quite-another-word"}
    client.post("/accounts/password/set/", new)
    assert User.objects.get().check_password("quite-another-word")

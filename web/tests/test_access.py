"""Every page says who may open it, and nobody sees another's rows."""

import re

import pytest
from django.urls import reverse

from accounts.tests.factories import create_user
from web.access import MEMBER, POLICIES, PUBLIC, STAFF
from web.tests import strangers
from web.tests.routes import Route, all_routes

ROUTES = all_routes()
OURS_FOR_MEMBERS = [route for route in ROUTES if route.is_ours and route.policy in (MEMBER, STAFF)]
DECLARED = strangers.declared()
LOGIN = "/accounts/login/"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name or route.pattern)
def test_every_route_says_who_may_open_it(route: Route):
    assert route.policy in POLICIES, f"{route.name} ({route.pattern}) has no access policy."


@pytest.mark.parametrize("route", OURS_FOR_MEMBERS, ids=lambda route: route.name)
def test_every_members_route_is_declared_for_the_stranger_test(route: Route):
    known = DECLARED.keys() | strangers.not_owned().keys()
    app = route.view.__module__.partition(".")[0]
    assert route.name in known, f"Declare {route.name} in {app}/tests/strangers.py."


def test_no_declaration_is_left_of_a_route_that_is_gone():
    assert not (DECLARED.keys() | strangers.not_owned().keys()) - {route.name for route in ROUTES}


def test_third_party_pages_for_members_do_not_open_for_anonymous(client, db):
    for route in ROUTES:
        if route.is_ours or route.policy != MEMBER:
            continue
        response = client.get(reverse(route.name))
        assert response.status_code == 302, route.name
        assert response.headers["Location"].startswith(LOGIN), route.name


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/"])
def test_the_admin_does_not_open_for_members(client, alice, path):
    client.force_login(alice)
    response = client.get(path)
    assert response.status_code == 302
    assert "/admin/login/" in response.headers["Location"]


BEHIND_THE_DOOR = [
    route
    for route in ROUTES
    if route.name.startswith("admin:") and route.name not in {"admin:login", "admin:logout"}
]


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_admin_is_behind_its_door(client, alice, method):
    for route in BEHIND_THE_DOOR:
        address = "/" + re.sub(r"<[^>]*>", "1", route.pattern).lstrip("/")
        if "(" in address:
            continue  # Django's own patterns that redirect
        client.logout()
        for who in (None, alice):
            if who is not None:
                client.force_login(who)
            response = getattr(client, method)(address)
            assert response.status_code == 302, (route.name, address)
            assert "/admin/login/" in response.headers["Location"], route.name


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_the_admin_shows_and_changes_people_for_staff_with_the_right(client):
    client.force_login(create_user(email="root@example.com", is_staff=True, is_superuser=True))
    zoe = create_user(email="zoe@example.com")
    assert "zoe@example.com" in client.get("/admin/accounts/user/").text
    sent = {
        "email": "zoe@example.com",
        "currency": "GBP",
        "time_zone": "UTC",
        "odds_format": "decimal",
        "theme": "dark",
    }
    response = client.post(f"/admin/accounts/user/{zoe.pk}/change/", sent)
    assert response.status_code == 302, response.context["errors"]
    zoe.refresh_from_db()
    assert (zoe.currency, zoe.is_active) == ("GBP", False)


# Rows that only staff jobs write are there for both connections when they are committed.
STAFF_WRITES = ("edges:", "edge_bets:", "rounds:")
WRITTEN_BY_STAFF = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=WRITTEN_BY_STAFF) if name.startswith(STAFF_WRITES) else name
        for name in sorted(DECLARED)
    ],
)
def test_the_owner_sees_it_and_nobody_else_does(name, client, alice, charlie):
    target = DECLARED[name](alice)
    url = reverse(name, kwargs=dict(target.kwargs)) + target.query
    policy = next(route.policy for route in ROUTES if route.name == name)

    def ask(user):
        client.logout()
        if user is not None:
            client.force_login(user)
        return getattr(client, target.method)(url, dict(target.data))

    def ask_owner():
        response = ask(alice)
        assert response.status_code < 400, response.text[:500]
        if target.method == "get":
            assert target.marker, f"{name} is declared without a marker."
            assert response.status_code == 200
            assert target.marker in _text(response)

    def ask_others():
        stranger, anonymous = ask(charlie), ask(None)
        if target.kwargs:
            assert stranger.status_code == 404
        for response in (stranger, anonymous):
            assert not target.marker or target.marker not in _text(response)
        if policy != PUBLIC:
            assert anonymous.status_code == 302
            assert anonymous.headers["Location"].startswith(LOGIN)

    # What changes something is asked for by strangers first: it must still be there for the owner.
    for step in (ask_owner, ask_others) if target.method == "get" else (ask_others, ask_owner):
        step()


def _text(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace")

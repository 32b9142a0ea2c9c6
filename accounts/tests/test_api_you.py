"""Notifications and webhooks over the API, and which scopes a new token is offered."""

import json

import pytest

from accounts import api_auth, tokens
from accounts.forms_gates import EVENTS, TokenForm
from accounts.models import WebhookEndpoint
from accounts.notifications import notify, read
from accounts.tests.calling import Api, document
from accounts.webhooks import endpoints, secrets
from web.context import acting_as

URL = "https://127.0.0.1/hook"


@pytest.fixture
def open_targets(settings):
    settings.WEBHOOK_PRIVATE_TARGETS = True


# --- Scopes --------------------------------------------------------------------------------------------------------
def test_the_form_offers_the_scopes_that_some_operation_needs_and_no_others(db):
    needed = {
        scope
        for methods in document()["paths"].values()
        for what in methods.values()
        for scope in what.get("x-scopes", ())
    }
    assert set(api_auth.offered()) == needed
    assert {name for name, _ in TokenForm().fields["scopes"].choices} == needed
    assert {"me:read", "bets:read", "bets:write", "money:write", "webhooks:write"} <= needed
    form = TokenForm({"name": "x", "scopes": sorted(needed)})
    assert form.is_valid(), form.errors


def test_a_scope_comes_back_with_the_first_operation_that_needs_it(monkeypatch):
    monkeypatch.setattr(api_auth, "_needed", {"me:read"})
    assert list(api_auth.offered()) == ["me:read"]
    assert not TokenForm({"name": "x", "scopes": ["rounds:read"]}).is_valid()
    api_auth.secured("rounds:read")
    assert list(api_auth.offered()) == ["me:read", "rounds:read"]
    assert TokenForm({"name": "x", "scopes": ["rounds:read"]}).is_valid()
    with pytest.raises(ValueError, match="Unknown"):
        api_auth.secured("rounds:own")
    assert "rounds:own" not in api_auth.offered()


def test_a_token_made_with_a_scope_that_is_not_offered_today_still_works(client, alice):
    with acting_as(alice):
        pair = tokens.make(user=alice, name="old", scopes=["me:read", "rounds:read"])
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {pair.access}"})
    assert answer.json()["scopes"] == ["me:read", "rounds:read"]


# --- Notifications -------------------------------------------------------------------------------------------------
def test_what_a_person_was_told_newest_first_and_nobody_elses(client, alice, bob):
    for number in range(3):
        notify(alice, "import", title=f"File {number}", body="b", url="/import/", key=f"k{number}")
    notify(bob, "import", title="Secret of Bob", key="k0")
    api = Api(client, alice, "me:read")
    first = api.get("notifications?limit=2")
    assert [each["title"] for each in first["items"]] == ["File 2", "File 1"]
    rest = api.get(f"notifications?limit=2&cursor={first['next']}")
    assert ([each["title"] for each in rest["items"]], rest["next"]) == (["File 0"], None)
    assert (rest["items"][0]["kind"], rest["items"][0]["path"]) == ("import", "/import/")
    assert rest["items"][0]["created_at"].endswith("Z")
    read(user=alice)
    assert api.get("notifications?unread=true")["items"] == []
    assert "Bob" not in json.dumps(api.get("notifications"))


# --- Webhooks ------------------------------------------------------------------------------------------------------
def test_a_webhook_is_added_listed_and_removed_and_its_secret_told_once(client, alice, open_targets):
    api = Api(client, alice, "webhooks:write")
    made = api.post("webhooks", {"url": URL, "events": ["import.finished.v1"]}, status=201)
    with acting_as(alice):
        endpoint = WebhookEndpoint.objects.get()
        assert secrets.decrypt(endpoint.secret) == made["secret"]
    listed = api.get("webhooks")
    assert listed == {
        "items": [{name: value for name, value in made.items() if name != "secret"}],
        "next": None,
    }
    assert (made["is_on"], made["events"]) == (True, ["import.finished.v1"])
    api.delete(f"webhooks/{made['id']}")
    assert api.get("webhooks")["items"] == []
    assert api.delete(f"webhooks/{made['id']}", status=404)["status"] == 404


def test_another_persons_webhook_does_not_exist(client, alice, bob, open_targets):
    endpoint, _ = endpoints.add(user=bob, url=URL)
    api = Api(client, alice, "webhooks:write")
    assert api.get("webhooks")["items"] == []
    api.delete(f"webhooks/{endpoint.pk}", status=404)
    with acting_as(bob):
        assert WebhookEndpoint.objects.get().removed_at is None


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"url": "https://127.0.0.1/hook"}, "open internet"),
        ({"url": "ftp://example.com"}, "https"),
        ({"url": "https://example.com", "events": ["no.such.v1"]}, "no.such.v1"),
        ({"url": "https://example.com", "events": ["x"] * (len(EVENTS) + 1)}, "events"),
        ({}, "url"),
    ],
)
def test_a_bad_webhook_is_refused_with_the_reason(client, alice, payload, said):
    answer = Api(client, alice, "webhooks:write").post("webhooks", payload, status=422)
    assert said in answer["detail"]
    with acting_as(alice):
        assert not WebhookEndpoint.objects.exists()


def test_adding_webhooks_is_limited(client, alice, settings, open_targets):
    settings.RATE_LIMITS = {"webhook-test": "1/h"}
    api = Api(client, alice, "webhooks:write")
    api.post("webhooks", {"url": URL}, status=201)
    api.post("webhooks", {"url": URL}, status=429)

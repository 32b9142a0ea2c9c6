"""Bets by hand through the API."""

import json

import pytest

from accounts import tokens
from bets.models import Bet
from imports.by_hand import verbs
from imports.tests.by_hand import balances, entry, one
from web.context import acting_as

pytestmark = pytest.mark.django_db
BET = {
    "bookmaker": "Sportsbet",
    "currency": "AUD",
    "stake": "10",
    "odds": "2.5",
    "selection": "Carlton",
    "placed_at": "2026-03-01T12:00:00+11:00",
}


@pytest.fixture
def api(client, alice):
    """Asks as alice; each write has a key of its own unless one is given."""
    token = tokens.make(user=alice, name="t", scopes=["bets:write", "bets:read"]).access
    numbers = iter(range(1000))

    def ask(method, path, data=None, key=""):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or f"k{next(numbers)}"}
        return client.generic(
            method, f"/api/v1{path}", json.dumps(data or {}), "application/json", headers=headers
        )

    return ask


def test_a_bet_lives_its_whole_life(api, alice):
    made = api("POST", "/bets", BET)
    assert made.status_code == 201, made.text
    bet = made.json()
    assert (bet["state"], bet["stake"], bet["odds"], bet["is_by_hand"]) == ("open", "10.00", "2.50", True)
    assert bet["placed_at"] == "2026-03-01T01:00:00Z"
    path = f"/bets/{bet['id']}"
    edited = api("PATCH", path, {"stake": "20", "version": bet["version"]}).json()
    assert (edited["stake"], edited["selection"]) == ("20.00", "Carlton")
    stale = api("POST", f"{path}/settle", {"outcome": "won", "version": bet["version"]})
    assert stale.status_code == 409
    settled = api("POST", f"{path}/settle", {"outcome": "won"}).json()
    assert (settled["returned"], settled["profit"]) == ("50.00", "30.00")
    assert api("POST", f"{path}/cash-out", {"returned": "21.50"}).json()["profit"] == "1.50"
    assert api("POST", f"{path}/void").json()["profit"] == "0.00"
    assert api("POST", f"{path}/tags", {"add": ["Value"], "confidence": 3, "probability": "0.5"}).json()[
        "tags"
    ] == ["value"]
    said = api("POST", f"{path}/tags", {"remove": ["value"], "note": "hm"}).json()
    assert (said["tags"], said["confidence"], said["note"], said["probability"]) == ([], 3, "hm", "0.5")
    other = api("POST", f"{path}/copy", {"placed_at": "2026-03-05T00:00:00Z"})
    assert (other.status_code, other.json()["state"]) == (201, "open")
    assert api("DELETE", path).status_code == 204
    assert api("DELETE", path).status_code == 204
    assert api("POST", f"{path}/settle", {"outcome": "won"}).status_code == 404
    assert api("POST", f"{path}/restore").json()["state"] == "void"
    acts = [(step["act"], step["via"]) for step in api("GET", f"{path}/history").json()]
    assert acts == [
        (act, "api")
        for act in (
            "entered", "edited", "settled", "cashed_out", "voided", "remarked", "remarked", "deleted", "restored",
        )
    ]  # fmt: skip
    assert balances(alice) == {"book": "-20.00", "open": "20.00"}


def test_a_key_enters_one_bet(api, alice):
    first, second = (api("POST", "/bets", BET, key="one") for _ in range(2))
    assert first.json() == second.json()
    assert second["Idempotent-Replay"] == "true"
    assert api("POST", "/bets", {**BET, "stake": "11"}, key="one").status_code == 409
    with acting_as(alice):
        assert Bet.objects.count() == 1


def test_a_write_without_a_key_is_refused(client, alice):
    token = tokens.make(user=alice, name="t", scopes=["bets:write"]).access
    response = client.post(
        "/api/v1/bets", BET, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )
    assert response.status_code in {400, 422}
    with acting_as(alice):
        assert not Bet.objects.exists()


def test_a_multi_that_has_ended(api):
    legs = [
        {"selection": "A", "odds": "2", "result": "won"},
        {"selection": "B", "odds": "3", "result": "won"},
    ]
    told = {**BET, "kind": "multi", "odds": None, "selection": "", "legs": legs, "result": {}}
    bet = api("POST", "/bets", told).json()
    assert (bet["state"], bet["odds"], bet["returned"]) == ("won", "6.00", "60.00")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"stake": "-1"}, "stake"),
        ({"stake": "0"}, "more than nothing"),
        ({"odds": "1"}, "more than 1"),
        ({"kind": "lay", "odds": None}, "liability"),
        ({"placed_at": "2026-03-01T12:00:00"}, "timezone"),
        ({"result": {"outcome": "cashed_out"}}, "for how much"),
        ({"kind": "tote"}, "kind"),
        ({"placed_at": "0001-01-01T00:00:00Z"}, "nobody bet then"),
        ({"stake": "900000000", "odds": "9999999", "kind": "lay"}, "more than any book holds"),
        ({"selection": "a\x00b"}, "selection"),
        (
            {"kind": "multi", "legs": [{"selection": "a", "odds": "9000000"}] * 3, "odds": None},
            "more than any bookmaker",
        ),
    ],
)
def test_what_can_be_no_bet_is_refused(api, alice, more, sentence):
    refused = api("POST", "/bets", {**BET, **more})
    assert refused.status_code == 422
    assert sentence in refused.text
    with acting_as(alice):
        assert not Bet.objects.exists()


def test_an_id_that_nothing_has(api):
    assert api("POST", f"/bets/{10**30}/settle", {"outcome": "won"}).status_code == 404
    assert api("GET", "/bets/999999/history").status_code == 404


def test_another_persons_bet_is_not_there(api, bob):
    theirs = verbs.enter(user=bob, entry=entry())
    for method, path, data in (
        ("POST", "/settle", {"outcome": "won"}),
        ("POST", "/cash-out", {"returned": "1"}),
        ("POST", "/void", {}),
        ("POST", "/copy", {}),
        ("POST", "/tags", {"add": ["x"]}),
        ("PATCH", "", {"stake": "1"}),
        ("DELETE", "", {}),
        ("POST", "/restore", {}),
        ("GET", "/history", None),
    ):
        assert api(method, f"/bets/{theirs}{path}", data).status_code == 404, path
    assert one(bob, theirs).status == "open"


def test_rooms_may_share_an_address_by_method(rf):
    from ninja import NinjaAPI, Router

    from betsite.api import joined

    one, other = Router(), Router()
    one.get("/things/{thing}")(lambda request, thing: {"got": thing})
    other.post("/things/{thing}")(lambda request, thing: {"made": thing})
    api = NinjaAPI(urls_namespace="of-a-test", docs_url=None, openapi_url=None)
    api.add_router("", one)
    api.add_router("", other)
    view = next(each for each in joined(api.urls[0]) if "things" in str(each.pattern)).callback
    assert view(rf.get("/things/a"), thing="a").content == b'{"got": "a"}'
    assert view(rf.post("/things/a"), thing="a").content == b'{"made": "a"}'
    refused = view(rf.delete("/things/a"), thing="a")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, POST")

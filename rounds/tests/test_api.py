"""Rounds and wagers over the API: what is told, what is taken once, and what is refused."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.protection.pauses import take_break
from accounts.tests.calling import Api
from ledger.balances import trial_balance
from ledger.tests.test_concurrency import together
from rounds import locking, pools, settlement
from rounds.models import Wager
from rounds.tests.factories import fund, open_now, wager

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
MICRO = 1_000_000


@pytest.fixture
def opened(moved):
    return open_now()


@pytest.fixture
def api(client, alice, opened):
    fund(alice, 100 * MICRO)
    return Api(client, alice, "rounds:read", "rounds:write")


def wanted(one, **more):
    return {"instrument": "nasdaq-composite", "code": one.code, "side": "up", "amount": "12.50"} | more


def send(api, payload, key="k"):
    return api.call("post", "wagers", key=key, data=payload, content_type="application/json")


def renewed(api, user):
    """After time has moved: the former token is over."""
    return Api(api.client, user, "rounds:read", "rounds:write")


def balance(user):
    rows = trial_balance(using="staff")
    return {row.code: row.balance_micro for row in rows if row.owner_id == user.pk}.get("wallet", 0)


def end(moved, one, close="23700.00"):
    moved.to(one.closes_at + timedelta(minutes=6))
    locking.lock(one.pk)
    return settlement.settle(one.pk, close=Decimal(close), is_final=True)


def test_a_round_is_told_with_its_pools_and_odds(api, opened, bob):
    fund(bob, 30 * MICRO)
    wager(bob, opened, "down", 30 * MICRO)
    api.post("wagers", wanted(opened, amount="10"), key="k", status=201)
    told = api.get(f"rounds/nasdaq-composite/{opened.code}")
    assert (told["up"], told["down"], told["wagers"]) == ("10.00", "30.00", 2)
    assert (told["odds_up"], told["odds_down"]) == ("3.97", "1.33")  # 1 + 29.7/10; 1 + 9.9/30
    assert (told["state"], told["reference_close"], told["outcome"], told["fee"]) == (
        "open",
        "23639.08",
        None,
        None,
    )
    assert api.get("rounds") == {"items": [told], "next": None}


def test_rounds_are_listed_by_session_state_and_instrument(api, moved, opened, alice):
    codes = [opened.code]
    for _ in range(4):
        end(moved, opened)
        opened = open_now()
        codes.append(opened.code)
    api = renewed(api, alice)
    assert [each["code"] for each in api.walk("rounds", 2)] == codes[::-1]
    assert [each["code"] for each in api.walk("rounds?state=settled", 3)] == codes[-2::-1]
    assert api.get("rounds?state=void")["items"] == []
    assert len(api.get("rounds?state=open&instrument=nasdaq-composite")["items"]) == 1
    assert api.get("rounds?instrument=moon")["items"] == []
    api.get("rounds?state=gone", status=422)
    api.get("rounds/nasdaq-composite/20200102", status=404)
    assert api.questions("rounds") == api.questions("rounds?limit=2")


def test_the_coming_rounds_follow_the_calendar(api, moved, opened, alice):
    moved.to(datetime(2026, 11, 23, 15, tzinfo=UTC))
    api = renewed(api, alice)
    told = api.get("rounds/coming?limit=30")["items"]
    assert told[0]["code"] == "20261123"
    assert len(told) == 30
    early = [(each["code"], each["locks_at"]) for each in told if each["closes_early"]]
    assert early == [("20261127", "2026-11-27T17:59:59Z"), ("20261224", "2026-12-24T17:59:59Z")]
    assert "20261126" not in {each["code"] for each in told}  # Thanksgiving
    assert len(api.get("rounds/coming")["items"]) == 5
    api.get("rounds/coming?limit=31", status=422)
    api.get("rounds/coming?instrument=moon", status=404)


def test_a_wager_is_taken_once_however_often_it_is_sent(api, opened, alice):
    first, again = send(api, wanted(opened)), send(api, wanted(opened))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    assert balance(alice) == 87_500_000
    told = api.get(f"wagers/{first.json()['id']}")
    assert told == first.json()
    assert (told["amount"], told["side"], told["round_state"], told["result"], told["paid"]) == (
        "12.50",
        "up",
        "open",
        None,
        None,
    )
    api.post("wagers", wanted(opened, side="down"), key="k", status=409)
    api.post("wagers", wanted(opened), key="l", status=201)
    assert Wager.objects.using("staff").count() == 2


def test_one_key_sent_by_many_at_once_is_one_wager(api, opened, alice):
    def ask(number):
        headers = {"Authorization": f"Bearer {api.token}", "Idempotency-Key": "k"}
        payload = json.dumps(wanted(opened))
        return Client().post("/api/v1/wagers", payload, content_type="application/json", headers=headers)

    outcomes = together(ask, threads=8)
    assert {each.status_code for each in outcomes} == {201}
    assert len({json.dumps(each.json(), sort_keys=True) for each in outcomes}) == 1
    assert balance(alice) == 87_500_000


def test_the_smallest_wager_is_a_micro_unit(api, opened, alice):
    assert api.post("wagers", wanted(opened, amount="0.000001"), key="k", status=201)["amount"] == "0.000001"
    assert balance(alice) == 100 * MICRO - 1


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"amount": "0"}, 422, "above zero"),
        ({"amount": "-5"}, 422, "amount"),
        ({"amount": "1e3"}, 422, "amount"),
        ({"amount": 12.5}, 422, "amount"),
        ({"amount": "5.1234567"}, 422, "amount"),
        ({"amount": "1,000"}, 422, "amount"),
        ({"amount": "9" * 30}, 422, "amount"),
        ({"amount": "١٢"}, 422, "amount"),
        ({"amount": "100.000001"}, 422, "not so much"),
        ({"side": "sideways"}, 422, "side"),
        ({"side": None}, 422, "side"),
        ({"code": "20200102"}, 404, "no such thing"),
        ({"code": "../../x"}, 422, "code"),
        ({"instrument": "moon"}, 404, "no such thing"),
        ({"instrument": "a\0b"}, 404, "no such thing"),
        ({"instrument": "x" * 51}, 422, "instrument"),
    ],
)
def test_what_is_refused_takes_nothing_and_may_be_asked_again(api, opened, alice, change, status, said):
    assert said in api.post("wagers", wanted(opened, **change), key="k", status=status)["detail"]
    assert balance(alice) == 100 * MICRO
    api.post("wagers", wanted(opened), key="k", status=201)


def test_no_wager_after_the_lock_not_even_by_a_key_that_was_refused(api, moved, opened, alice):
    moved.to(opened.locks_at)
    api = renewed(api, alice)
    assert "no wagers any more" in api.post("wagers", wanted(opened), key="k", status=422)["detail"]
    locking.lock(opened.pk)
    api.post("wagers", wanted(opened), key="k", status=422)
    assert balance(alice) == 100 * MICRO


def test_who_takes_a_break_wagers_nothing(api, opened, alice):
    take_break(user=alice, length=timedelta(days=2))
    assert "break" in api.post("wagers", wanted(opened), key="k", status=422)["detail"]
    assert balance(alice) == 100 * MICRO


def test_a_wager_needs_a_key_and_the_scope(client, api, opened, alice):
    assert "Idempotency-Key" in api.post("wagers", wanted(opened), status=400)["detail"]
    reader = Api(client, alice, "rounds:read")
    reader.post("wagers", wanted(opened), key="k", status=403)
    Api(client, alice, "money:read").get("rounds", status=403)
    assert client.get("/api/v1/rounds").status_code == 401
    assert balance(alice) == 100 * MICRO


def test_wagers_are_limited(api, opened, settings):
    settings.RATE_LIMITS = {"wager": "2/h"}
    for key in "ab":
        api.post("wagers", wanted(opened, amount="1"), key=key, status=201)
    response = send(api, wanted(opened), key="c")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert Wager.objects.using("staff").count() == 2


def test_the_inputs_of_an_ended_round_re_compute_every_pay_out(api, moved, opened, alice, bob):
    fund(bob, 100 * MICRO)
    for number in range(1, 8):
        wager(alice if number % 2 else bob, opened, "up" if number % 3 else "down", number * 1_000_003)
    path = f"rounds/nasdaq-composite/{opened.code}"
    assert "has ended" in api.get(f"{path}/inputs", status=409)["detail"]
    end(moved, opened)
    api = renewed(api, alice)
    found = list(api.walk(f"{path}/inputs", 3))
    assert len(found) == 7
    rows = [(each["wager"], each["side"], micro(each["amount"])) for each in found]
    ending = pools.settle(rows, "up", opened.fee_bps)
    assert {each["wager"]: micro(each["paid"]) for each in found if each["paid"] != "0.00"} == dict(
        ending.paid
    )
    told = api.get(path)
    assert (told["state"], told["outcome"], told["close"]) == ("settled", "up", "23700.00")
    assert micro(told["fee"]) == ending.fee_micro
    assert "owner" not in json.dumps(found) + json.dumps(told)
    for cursor in ("x", "-1", "9" * 19, "%00", "1.5"):
        api.get(f"{path}/inputs?cursor={cursor}", status=422)


def test_wagers_tell_how_they_ended(api, moved, opened, alice, bob):
    fund(bob, 30 * MICRO)
    wager(bob, opened, "down", 30 * MICRO)
    api.post("wagers", wanted(opened, amount="10"), key="a", status=201)
    api.post("wagers", wanted(opened, amount="1", side="down"), key="b", status=201)
    end(moved, opened)
    api = renewed(api, alice)
    lost, won = api.get("wagers")["items"]
    assert (won["result"], won["paid"], won["round_state"]) == (
        "won",
        "40.69",
        "settled",
    )  # 10 + 31 less a percent
    assert (lost["result"], lost["paid"]) == ("lost", "0.00")


def test_nobody_elses_wagers_exist(client, api, opened, alice, bob):
    made = api.post("wagers", wanted(opened), key="k", status=201)
    theirs = Api(client, bob, "rounds:read", "rounds:write")
    theirs.get(f"wagers/{made['id']}", status=404)
    theirs.get(f"wagers/{10**30}", status=404)
    assert theirs.get("wagers")["items"] == []
    fund(bob, 20 * MICRO)
    theirs.post("wagers", wanted(opened), key="k", status=201)  # the same key of another person is another
    assert len(theirs.get("wagers")["items"]) == 1


def test_wagers_are_listed_by_page_and_round(api, opened):
    for number in range(6):
        api.post("wagers", wanted(opened, amount=f"1.0{number}"), key=str(number), status=201)
    listed = [each["amount"] for each in api.walk("wagers", 4)]
    assert listed == [f"1.0{number}" for number in range(5, -1, -1)]
    assert len(api.get(f"wagers?code={opened.code}&instrument=nasdaq-composite")["items"]) == 6
    assert api.get("wagers?code=20200102")["items"] == []
    assert api.get("wagers?instrument=%00")["items"] == []
    assert api.questions("wagers") == api.questions("wagers?limit=2")


@pytest.mark.parametrize("code", ["%00", "2026%0A", "..%2f", "9" * 400, "%F0%9F%98%80"])
def test_no_name_of_a_round_breaks_the_question(api, code):
    for path in (f"rounds/nasdaq-composite/{code}", f"rounds/{code}/20260105/inputs"):
        assert api.call("get", path).status_code in (404, 422)


def micro(text):
    whole = Decimal(text) * MICRO
    assert whole == int(whole)
    return int(whole)

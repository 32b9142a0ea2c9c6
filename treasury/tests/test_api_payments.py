"""Deposits, withdrawals and wallets over the API, on the simulated network."""

from datetime import timedelta

import pytest

from accounts.protection.pauses import take_break
from accounts.tests.calling import Api
from treasury.models import Withdrawal
from treasury.tests.money import MICRO, PAYEE, ask, balances, give
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
WANTED = {"amount": "20.50", "address": PAYEE}


@pytest.fixture
def rich(simulated_lab, alice):
    give(simulated_lab, alice, 1_000)
    simulated_lab.pay(simulated_lab.signer.address, 100_000 * MICRO)
    return alice


@pytest.fixture
def api(client, rich):
    return Api(client, rich, "money:read", "money:write")


def withdrawals(user):
    with acting_as(user):
        return list(Withdrawal.objects.order_by("pk"))


def test_deposits_are_listed_and_followed(api, rich, simulated_lab):
    second = give(simulated_lab, rich, 7)
    listed = list(api.walk("deposits", 1))
    assert [each["amount"] for each in listed] == ["7.00", "1000.00"]
    one = api.get(f"deposits/{second.pk}")
    assert one == listed[0]
    assert (one["state"], one["currency"], one["tx"]) == ("credited", second.currency, second.tx_hash)
    assert one["confirmations"] >= one["confirmations_needed"] > 0


def test_a_withdrawal_is_asked_for_once_however_often_it_is_sent(api, rich):
    first = api.call("post", "withdrawals", key="k", data=WANTED, content_type="application/json")
    again = api.call("post", "withdrawals", key="k", data=WANTED, content_type="application/json")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "Idempotent-Replay" not in first
    assert again["Idempotent-Replay"] == "true"
    (made,) = withdrawals(rich)
    assert balances(rich)["held"] == 20_500_000
    told = api.get(f"withdrawals/{made.pk}")
    assert told == first.json()
    assert (told["amount"], told["state"], told["address"]) == ("20.50", "approved", PAYEE)
    assert [step["state"] for step in told["steps"]] == ["requested", "approved"]
    assert api.get("withdrawals") == {"items": [told], "next": None}


def test_a_key_stands_for_one_request_and_another_is_another(api, rich):
    api.post("withdrawals", WANTED, key="k", status=201)
    api.post("withdrawals", {**WANTED, "amount": "21"}, key="k", status=409)
    api.post("withdrawals", WANTED, key="l", status=201)
    assert len(withdrawals(rich)) == 2


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"amount": "0"}, 422, "above zero"),
        ({"amount": "-5"}, 422, "amount"),
        ({"amount": "1e3"}, 422, "amount"),
        ({"amount": 12.5}, 422, "amount"),
        ({"amount": "5.1234567"}, 422, "amount"),
        ({"amount": "1,000"}, 422, "amount"),
        ({"amount": "9" * 30}, 422, "no amount"),
        ({"amount": "5000"}, 422, "less than that"),
        ({"address": "nowhere"}, 422, "no address"),
        ({"currency": "AUD"}, 422, "paid in"),
    ],
)
def test_what_is_refused_sets_nothing_aside_and_may_be_asked_again(api, rich, change, status, said):
    assert said in api.post("withdrawals", {**WANTED, **change}, key="k", status=status)["detail"]
    assert withdrawals(rich) == []
    assert balances(rich).get("held", 0) == 0
    api.post("withdrawals", WANTED, key="k", status=201)


def test_a_withdrawal_needs_a_key(api, rich):
    assert "Idempotency-Key" in api.post("withdrawals", WANTED, status=400)["detail"]
    assert withdrawals(rich) == []


def test_asking_is_limited_as_on_the_page(api, rich, settings):
    settings.RATE_LIMITS = {"withdrawal": "2/h"}
    for key in "ab":
        api.post("withdrawals", WANTED, key=key, status=201)
    response = api.call("post", "withdrawals", key="c", data=WANTED, content_type="application/json")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert len(withdrawals(rich)) == 2


def test_a_withdrawal_is_called_off_until_it_is_too_late(api, rich):
    made = api.post("withdrawals", WANTED, key="k", status=201)
    off = api.post(f"withdrawals/{made['id']}/cancel")
    assert (off["state"], off["has_ended"], off["may_be_cancelled"]) == ("cancelled", True, False)
    assert [step["state"] for step in off["steps"]] == ["requested", "approved", "cancelled"]
    assert balances(rich) == {"wallet": 1_000 * MICRO, "held": 0}
    assert "Too late" in api.post(f"withdrawals/{made['id']}/cancel", status=422)["detail"]


def test_a_token_that_may_read_may_not_write(client, rich):
    api = Api(client, rich, "money:read")
    api.post("withdrawals", WANTED, key="k", status=403)
    assert withdrawals(rich) == []


def test_nobody_elses_payments_exist(client, api, rich, bob, simulated_lab):
    made, came = ask(rich, 5), give(simulated_lab, rich, 3)
    theirs = Api(client, bob, "money:read", "money:write")
    theirs.get(f"withdrawals/{made.pk}", status=404)
    theirs.get(f"deposits/{came.pk}", status=404)
    theirs.post(f"withdrawals/{made.pk}/cancel", status=404)
    assert theirs.get("deposits")["items"] == theirs.get("withdrawals")["items"] == []
    assert balances(rich)["held"] == 5 * MICRO
    huge = 10**30
    assert theirs.get(f"deposits/{huge}", status=404)


def test_wallets_tell_what_is_available_and_where_to_send_more(api, rich, simulated_lab):
    ask(rich, 20)
    (one,) = api.get("wallets")["items"]
    assert (one["available"], one["held"], one["total"]) == ("980.00", "20.00", "1000.00")
    assert one["currency"] == simulated_lab.chain.currency
    (address,) = one["addresses"]
    assert address["chain"] == simulated_lab.chain.slug
    before = one["total"]
    simulated_lab.pay(simulated_lab.chain.normalise(address["address"]), 5 * MICRO)
    assert before == "1000.00"


def test_who_has_nothing_yet_is_told_where_to_send_and_who_takes_a_break_is_not(client, bob, simulated_lab):
    api = Api(client, bob, "money:read")
    (one,) = api.get("wallets")["items"]
    assert (one["total"], len(one["addresses"]), one["stops"]) == ("0.00", 1, [])
    take_break(user=bob, length=timedelta(days=2))
    (one,) = api.get("wallets")["items"]
    assert one["addresses"] == []
    assert "break" in one["stops"][0]


def test_questions_do_not_grow_with_the_rows(api, rich, simulated_lab):
    for number in range(6):
        ask(rich, 5 + number)
        give(simulated_lab, rich, 1)
    for path in ("withdrawals", "deposits"):
        api.get(path)
        assert api.questions(path) == api.questions(f"{path}?limit=2") <= 20

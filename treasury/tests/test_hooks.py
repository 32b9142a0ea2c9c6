"""Webhook deposits: who is believed, for how long, and how often."""

import json

import pytest
from django.db import connections

from accounts.protection.pauses import exclude
from treasury import depositing, hooks
from treasury.models import BANK, Deposit, WebhookEvent
from treasury.tests.money import MICRO, balances
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture
def bank(alice):
    depositing.ensure_address(alice, BANK, 0, hooks.bank_reference(alice), using="staff")
    return hooks.new_secret(BANK).secret


def body_of(user, **more):
    said = {"id": "evt_1", "type": "deposit", "amount": "12.50", "currency": "EUR"}
    return json.dumps({**said, "reference": hooks.bank_reference(user).upper(), **more}).encode()


def send(client, body, secret, *, provider="bank", ago=0, header=None):
    at = int(now().timestamp()) - ago
    header = hooks.sign(secret, body, at=at) if header is None else header
    return client.post(
        f"/money/hooks/{provider}/",
        body,
        content_type="application/json",
        headers={"Betsite-Signature": header},
    )


def test_a_signed_message_credits_once(client, alice, bank):
    body = body_of(alice)
    for _ in range(3):
        answer = send(client, body, bank)
        assert (answer.status_code, answer.json()) == (200, {"outcome": "deposit 1 credited"})
    assert balances(alice)["wallet"] == 12_500_000
    assert balances()["bank"] == -12_500_000
    assert Deposit.objects.using("staff").get().movement.key == "deposit:bank:evt_1:0"


def test_the_same_id_with_another_content_is_refused(client, alice, bank):
    send(client, body_of(alice), bank)
    assert send(client, body_of(alice, amount="99"), bank).status_code == 409
    assert balances(alice)["wallet"] == 12_500_000


@pytest.mark.parametrize("ago", [301, -301, 10**6])
def test_an_old_or_a_future_message_is_refused(client, alice, bank, ago):
    assert send(client, body_of(alice), bank, ago=ago).status_code == 401
    assert not WebhookEvent.objects.using("staff").exists()


@pytest.mark.parametrize("ago", [290, -290])
def test_clocks_may_differ_a_little(client, alice, bank, ago):
    assert send(client, body_of(alice), bank, ago=ago).status_code == 200


@pytest.mark.parametrize(
    "header", ["", "t=1", "v1=aa", "t=x,v1=aa", "t=1,t=2,v1=aa", "t=²,v1=é", "t=99999999999999999999,v1=a"]
)
def test_a_garbled_signature_is_refused(client, alice, bank, header):
    assert send(client, body_of(alice), bank, header=header).status_code == 401


def test_a_changed_body_or_another_secret_is_refused(client, alice, bank):
    at = int(now().timestamp())
    body = body_of(alice)
    assert (
        send(client, body_of(alice, amount="99"), bank, header=hooks.sign(bank, body, at=at)).status_code
        == 401
    )
    assert send(client, body, "whsec_other").status_code == 401
    assert send(client, body, bank, provider="nobody").status_code == 401
    moved = hooks.sign(bank, body, at=at).replace(f"t={at}", f"t={at + 1}")
    assert send(client, body, bank, header=moved).status_code == 401


def test_the_wallet_tells_where_to_pay_in_by_bank_and_what_came_in_another_currency(
    client, alice, simulated_lab, settings
):
    client.force_login(alice)
    assert hooks.bank_reference(alice) not in client.get("/money/wallet/").text
    settings.BANK_DETAILS = "Harbour Bank\nIBAN DE00 0000"
    for _ in range(2):
        text = client.get("/money/wallet/").text
        assert "Harbour Bank<br>IBAN DE00 0000" in text
        assert hooks.bank_reference(alice) in text
    secret = hooks.new_secret(BANK).secret
    assert send(client, body_of(alice), secret).json() == {"outcome": "deposit 1 credited"}
    text = client.get("/money/wallet/").text
    assert "In EUR" in text
    assert "12.50" in text


def test_nobody_in_a_break_is_told_where_to_pay_in(client, alice, simulated_lab, settings):
    settings.BANK_DETAILS = "Harbour Bank"
    exclude(user=alice, length=None)
    client.force_login(alice)
    assert "Harbour Bank" not in client.get("/money/wallet/").text


def test_secrets_change_over_without_a_gap(client, alice, bank):
    new = hooks.new_secret(BANK)
    assert send(client, body_of(alice, id="a"), bank).status_code == 200
    assert send(client, body_of(alice, id="b"), new.secret).status_code == 200
    at = int(now().timestamp())
    both = hooks.sign("whsec_not_ours", body_of(alice, id="c"), at=at)
    both += "," + hooks.sign(new.secret, body_of(alice, id="c"), at=at).partition(",")[2]
    assert send(client, body_of(alice, id="c"), "", header=both).status_code == 200
    assert hooks.retire(new.pk)
    assert send(client, body_of(alice, id="d"), new.secret).status_code == 401
    assert send(client, body_of(alice, id="d"), bank).status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        {"amount": "0"},
        {"amount": "-1"},
        {"amount": "1.0000001"},
        {"amount": "NaN"},
        {"currency": "e"},
        {"type": "x"},
        {"id": ""},
        {"id": "x" * 101},
    ],
)
def test_what_cannot_be_understood_changes_nothing(client, alice, bank, more):
    assert send(client, body_of(alice, **more), bank).status_code == 400
    assert not Deposit.objects.using("staff").exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_what_is_no_json_is_refused(client, bank, body):
    assert send(client, body, bank).status_code == 400


def test_an_amount_is_never_read_as_binary(client, alice, bank):
    body = body_of(alice).replace(b'"12.50"', b"0.1")
    assert send(client, body, bank).status_code == 200
    assert balances(alice)["wallet"] == 100_000


def test_a_reference_nobody_has_is_refused_and_may_come_again(client, alice, bank):
    assert send(client, body_of(alice, reference="bs999-0000"), bank).status_code == 422
    assert not WebhookEvent.objects.using("staff").exists()


def test_ids_that_differ_in_case_are_two_events(client, alice, bank):
    for event in ("Evt_A", "evt_a", "EVT_A"):
        assert send(client, body_of(alice, id=event), bank).status_code == 200
    assert balances(alice)["wallet"] == 3 * 12_500_000


def test_a_very_long_message_is_not_read(client, bank):
    assert send(client, b"x" * 70_000, bank).status_code == 413


def test_a_chains_message_only_makes_us_look(client, each_lab, alice):
    """Its word credits nothing: what it claims is not on the chain."""
    secret = hooks.new_secret("chain").secret
    address = depositing.deposit_address(alice).address
    body = json.dumps({"id": "n1", "address": address, "amount": "1000000", "tx": "0xabc"}).encode()
    assert send(client, body, secret, provider="chain").status_code == 200
    assert not Deposit.objects.using("staff").exists()
    each_lab.pay(address, 3 * MICRO)
    each_lab.mine(each_lab.chain.confirmations)
    assert send(client, body.replace(b"n1", b"n2"), secret, provider="chain").status_code == 200
    assert balances(alice)["wallet"] == 3 * MICRO


def test_the_simulated_provider_is_heard_where_simulation_is(client, simulated_lab, alice, settings):
    secret = hooks.new_secret("simulated").secret
    address = depositing.deposit_address(alice).address
    said = {"id": "s1", "type": "deposit", "amount": "5", "currency": "USDC", "reference": address}
    assert send(client, json.dumps(said).encode(), secret, provider="simulated").status_code == 200
    settings.CHAIN_ADAPTER = "treasury.chain.configured.from_settings"
    settings.CHAIN, settings.SIMULATED_CHAIN_ALLOWED = {"kind": "simulated"}, False
    said["id"] = "s2"
    assert send(client, json.dumps(said).encode(), secret, provider="simulated").status_code == 422


def test_no_secret_lies_in_the_database(bank):
    with connections["staff"].cursor() as cursor:
        cursor.execute("SELECT row_to_json(s)::text, encode(sealed, 'escape') FROM treasury_webhooksecret s")
        (row,) = cursor.fetchall()
    assert bank not in str(row)
    assert bank.removeprefix("whsec_") not in str(row)
    assert f'"ending":"{bank[-4:]}"' in row[0]

"""The pages for limits, breaks and webhooks, as a person uses them."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test import override_settings

from accounts.models import Limit, Pause, WebhookDelivery, WebhookEndpoint
from accounts.protection.limits import set_limit
from ledger.chart import ensure_account
from web.context import acting_as

LIMITS = "/settings/limits/"
SENT = {"kind": "loss", "amount_micro": "$1,250.50", "currency": "AUD", "period": "week"}


@pytest.fixture
def member(client, alice):
    client.force_login(alice)
    return client


def rows(user, model):
    with acting_as(user):
        return list(model.objects.order_by("pk"))


def test_a_limit_is_set_lowered_and_asked_to_be_raised(member, alice):
    assert "Your limit is in force." in member.post(LIMITS, SENT, follow=True).text
    assert "$1,250.50" in member.get(LIMITS).text
    member.post(LIMITS, {**SENT, "amount_micro": "100"})
    text = member.post(LIMITS, {**SENT, "amount_micro": "300"}, follow=True).text
    assert "It changes nothing yet" in text
    assert "not before" in text
    assert "Confirm it" not in text
    assert [row.amount_micro for row in rows(alice, Limit)] == [1_250_500_000, 100_000_000, 300_000_000]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"amount_micro": "a lot"}, "Write an amount"),
        ({"amount_micro": "-5"}, "An amount from 0 upwards"),
        ({"amount_micro": "0.0000001"}, "Write an amount"),
        ({"period": "each"}, "is for the limit of one stake"),
        ({"amount_micro": ""}, "That is your limit already"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(member, alice, change, sentence):
    response = member.post(LIMITS, {**SENT, **change})
    assert response.status_code == 422
    assert sentence in response.text
    assert rows(alice, Limit) == []


def test_the_limit_of_one_stake_needs_no_period(member, alice):
    member.post(LIMITS, {**SENT, "kind": "stake"})
    assert rows(alice, Limit)[0].period == "each"


def test_a_pending_raise_is_cancelled(member, alice):
    member.post(LIMITS, SENT)
    member.post(LIMITS, {**SENT, "amount_micro": ""})
    pending = rows(alice, Limit)[1]
    assert "no limit in AUD" in member.get(LIMITS).text
    member.post(f"{LIMITS}{pending.pk}/cancel/")
    assert rows(alice, Limit)[1].cancelled_at


def test_money_of_any_account_of_mine_can_be_limited(member, alice):
    with acting_as(alice):
        ensure_account(owner=alice, code="wallet", currency="XRP")
    assert member.post(LIMITS, {**SENT, "currency": "XRP"}).status_code == 302
    assert rows(alice, Limit)[0].currency == "XRP"
    assert member.post(LIMITS, {**SENT, "currency": "ZZZ"}).status_code == 422


def test_a_raise_cannot_be_confirmed_early_by_its_address(member, alice):
    member.post(LIMITS, SENT)
    pending = set_limit(user=alice, kind="loss", period="week", currency="AUD", amount_micro=None)
    response = member.post(f"{LIMITS}{pending.pk}/confirm/")
    assert response.status_code == 422
    assert "its time has not come" in response.text
    assert rows(alice, Limit)[1].confirmed_at is None


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_raise_is_confirmed_when_its_time_has_come(client, alice):
    client.force_login(alice)
    client.post(LIMITS, SENT)
    pending = set_limit(user=alice, kind="loss", period="week", currency="AUD", amount_micro=None)
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE betsite_clock SET ahead = '25 hours'")
    response = client.post(f"{LIMITS}{pending.pk}/confirm/", follow=True)
    assert "The new limit is in force" in response.text


def test_a_break_begins_and_says_until_when(member, alice):
    response = member.post(f"{LIMITS}break/", {"length": "7"}, follow=True)
    assert "You are taking a break" in response.text
    (pause,) = rows(alice, Pause)
    assert timedelta(days=6, hours=23) < pause.until_at - pause.starts_at <= timedelta(days=7)
    assert member.post(f"{LIMITS}break/", {"length": "1"}).status_code == 422
    assert member.post(f"{LIMITS}break/", {"length": "400"}).status_code == 422


def test_an_exclusion_needs_a_second_yes(member, alice):
    page = f"{LIMITS}exclude/"
    assert "refuses to shorten it" in member.get(page).text
    assert member.post(page, {"length": "0"}).status_code == 422
    assert rows(alice, Pause) == []
    response = member.post(page, {"length": "0", "is_sure": "on"}, follow=True)
    assert "You have excluded yourself" in response.text
    assert rows(alice, Pause)[0].until_at is None


# --- Webhooks ------------------------------------------------------------------------------------------------------
@override_settings(WEBHOOK_PRIVATE_TARGETS=True)
def test_a_webhook_is_added_tested_rotated_replayed_and_removed(member, alice):
    page = "/settings/webhooks/"
    added = member.post(page, {"url": "http://127.0.0.1:9/hook", "events": ["round.settled.v1"]})
    secret = added.context["secret"]
    assert secret in added.text
    assert secret not in member.get(page).text
    (endpoint,) = rows(alice, WebhookEndpoint)
    own = f"{page}{endpoint.pk}/"
    member.post(f"{own}test/")
    (delivery,) = rows(alice, WebhookDelivery)
    assert delivery.event == "test.v1"
    rotated = member.post(f"{own}rotate/")
    assert rotated.context["secret"] not in {secret, ""}
    member.post(f"{page}deliveries/{delivery.pk}/replay/")
    assert rows(alice, WebhookDelivery)[0].attempt == 1
    assert str(delivery.event_id) in member.get(own).text
    member.post(f"{own}remove/")
    assert member.get(own).status_code == 404
    assert member.post(f"{page}deliveries/{delivery.pk}/replay/").status_code == 404


def test_a_private_address_is_refused_in_the_form(member, alice):
    response = member.post("/settings/webhooks/", {"url": "https://127.0.0.1/hook"})
    assert response.status_code == 422
    assert "not an address on the open internet" in response.text
    assert rows(alice, WebhookEndpoint) == []

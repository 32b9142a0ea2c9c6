"""Webhooks against a real server: signed, repeated, never twice at once, never to a private machine."""

import json
import socket
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from accounts import webhooks
from accounts.errors import TargetRefused, TooManyEndpoints
from accounts.models import DeliveryState, Notification, WebhookDelivery, WebhookEndpoint
from accounts.tests.receivers import Receiver
from accounts.webhooks import delivering, endpoints, outbox, posting, secrets, targets
from ledger.tests.test_concurrency import together
from web.clock import now
from web.context import acting_as


@pytest.fixture
def receiver():
    started = []

    def start(*answers):
        started.append(Receiver(*answers))
        return started[-1]

    with override_settings(WEBHOOK_PRIVATE_TARGETS=True):
        yield start
    for each in started:
        each.stop()


def sent(user, url, *, events=(), event="test.happened.v1", payload=None):
    """An endpoint, its secret, and one delivery that no worker has seen."""
    endpoint, secret = endpoints.add(user=user, url=url, events=events)
    (delivery,) = webhooks.send(user, event, payload or {"n": 1})
    return endpoint, secret, delivery


def attempt(delivery, number=0):
    delivering.run(delivery_id=delivery.pk, owner_id=delivery.owner_id, attempt=number)
    return fresh(delivery)


def fresh(row):
    with acting_as(row.owner_id):
        return type(row).objects.get(pk=row.pk)


# --- Signatures ----------------------------------------------------------------------------------------------------
# The vectors of docs/gates.md, for receivers in any language.
VECTORS = [
    (
        b'{"id":"1"}',
        "whsec_test",
        1700000000,
        "11bf4466ea17c3df3fd743af0b435368e16b7a05eb8eced85e8c4670767bdec5",
    ),
    (
        b'{"id":"2","data":{"name":"Z\xc3\xbcrich"}}',
        "whsec_other",
        1800000000,
        "6c612322fa38002f63f4c6d6292f42c7246c04e34bcfa082ec64d26a8f230ca7",
    ),
    (b"", "whsec_test", 1, "eb99cf7166ccb885ed83f41eccdd0c6f555a89a301d4ab8475e40f58c3b19443"),
]


@pytest.mark.parametrize(("body", "secret", "at", "digest"), VECTORS)
def test_a_signature_is_what_the_docs_say(body, secret, at, digest):
    assert webhooks.sign(body, [secret], at=at) == f"t={at},v1={digest}"
    assert webhooks.verify(body, f"t={at},v1={digest}", [secret], at=at)
    assert digest in (settings.BASE_DIR / "docs/gates.md").read_text()


@pytest.mark.parametrize("shift", [-300, 0, 300])
def test_a_signature_holds_for_five_minutes_both_ways(shift):
    header = webhooks.sign(b"body", ["old", "new"], at=1_000_000)
    assert webhooks.verify(b"body", header, ["new"], at=1_000_000 + shift)
    assert webhooks.verify(b"body", header, ["wrong", "old"], at=1_000_000 + shift)


@pytest.mark.parametrize(
    ("body", "secrets_", "at"),
    [
        (b"body ", ["s"], 1_000_000),
        (b"body", ["other"], 1_000_000),
        (b"body", ["s"], 1_000_301),
        (b"body", ["s"], 999_699),
        (b"body", [], 1_000_000),
    ],
)
def test_another_body_secret_or_moment_does_not_verify(body, secrets_, at):
    assert not webhooks.verify(body, webhooks.sign(b"body", ["s"], at=1_000_000), secrets_, at=at)


@pytest.mark.parametrize(
    "header",
    ["", "t=", "v1=abc", "t=1000000", "t=x,v1=a", "t=1000000,t=1000000,v1=a", "t=-1,v1=a",
     "t=١,v1=ü", "t=" + "9" * 400],
)  # fmt: skip
def test_rubbish_does_not_verify_and_does_not_raise(header):
    assert not webhooks.verify(b"body", header, ["s"], at=1_000_000)


# --- Delivering ----------------------------------------------------------------------------------------------------
def test_what_arrives_is_signed_and_says_what_happened(alice, receiver):
    server = receiver()
    _, secret, delivery = sent(alice, server.url, payload={"amount": Decimal("1.5"), "at": now()})
    after = attempt(delivery)
    assert (after.state, after.attempt, after.last_status) == (DeliveryState.DELIVERED, 1, 200)
    ((path, headers, body),) = server.got
    assert path == "/hook?a=1"
    assert webhooks.verify(body, headers["Betsite-Signature"], [secret], at=int(now().timestamp()))
    told = json.loads(body)
    assert (told["type"], told["data"]["amount"]) == ("test.happened.v1", "1.5")
    assert told["id"] == headers["Betsite-Event-Id"] == str(delivery.event_id)


def test_an_event_goes_to_those_who_want_it_with_one_id(alice, bob, receiver):
    url = receiver().url
    everything, _ = endpoints.add(user=alice, url=url)
    wanted, _ = endpoints.add(user=alice, url=url, events=["round.settled.v1"])
    endpoints.add(user=alice, url=url, events=["other.v1"])
    endpoints.add(user=bob, url=url)
    deliveries = webhooks.send(alice, "round.settled.v1", {})
    assert {delivery.endpoint_id for delivery in deliveries} == {everything.pk, wanted.pk}
    assert len({delivery.event_id for delivery in deliveries}) == 1


def test_without_an_endpoint_nothing_is_written(alice):
    assert webhooks.send(alice, "round.settled.v1", {}) == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (500, "answered 500"),
        (404, "answered 404"),
        (301, "a redirect"),
        ("slow", "no answer in time"),
        ("drip", "no answer in time"),
    ],
)
def test_a_failure_is_written_down_and_tried_again_later(alice, receiver, monkeypatch, answer, error):
    monkeypatch.setattr(posting, "SILENCE_SECONDS", 0.3)
    monkeypatch.setattr(posting, "TOTAL_SECONDS", 0.6)
    server = receiver(answer)
    endpoint, _, delivery = sent(alice, server.url)
    began = time.monotonic()
    after = attempt(delivery)
    assert time.monotonic() - began < 2
    assert (after.state, after.attempt) == (DeliveryState.WAITING, 1)
    assert error in after.last_error
    assert timedelta(seconds=10) < after.next_at - now() <= timedelta(seconds=45)
    assert len(server.got) == 1
    assert fresh(endpoint).failures == 1


def test_nobody_there_is_a_failure_too(alice, receiver):
    server = receiver()
    _, _, delivery = sent(alice, server.url)
    server.stop()
    server.stop = lambda: None
    assert attempt(delivery).last_error == "connection refused"


def test_a_success_forgets_the_failures_before(alice, receiver):
    endpoint, _, delivery = sent(alice, receiver(500, 503, 204).url)
    for number in range(3):
        after = attempt(delivery, number)
    assert after.state == DeliveryState.DELIVERED
    assert fresh(endpoint).failures == 0


def test_after_the_last_try_it_is_given_up(alice, receiver):
    _, _, delivery = sent(alice, receiver(500).url)
    for number in range(outbox.MOST_TRIES):
        after = attempt(delivery, number)
    assert (after.state, after.attempt) == (DeliveryState.FAILED, 12)
    assert attempt(delivery, 12).attempt == 12


def test_pauses_grow_and_vary():
    longest = [max(outbox.pause(number) for _ in range(50)) for number in (1, 2, 4, 20)]
    assert longest == sorted(longest)
    assert all(timedelta(seconds=15) <= outbox.pause(1) <= timedelta(seconds=45) for _ in range(50))
    assert outbox.pause(20) <= timedelta(hours=18)
    assert len({outbox.pause(1) for _ in range(20)}) > 1


def test_gone_switches_the_endpoint_off_at_once(alice, receiver):
    endpoint, _, delivery = sent(alice, receiver(410).url)
    after = attempt(delivery)
    assert after.state == DeliveryState.FAILED
    assert fresh(endpoint).disabled_at is not None
    assert webhooks.send(alice, "test.happened.v1", {}) == []


def test_too_many_failures_switch_it_off_and_the_person_is_told_once(alice, receiver):
    endpoint, _, first = sent(alice, receiver(500).url)
    rows = [first, *(webhooks.send(alice, "test.happened.v1", {})[0] for _ in range(2))]
    for number in range(7):
        for row in rows:
            attempt(row, number)
    assert fresh(endpoint).disabled_at is not None
    with acting_as(alice):
        assert [told.kind for told in Notification.objects.all()] == ["webhook"]
    assert fresh(rows[2]).last_error == "the endpoint is switched off"
    endpoints.switch_on(user=alice, endpoint=endpoint)
    assert fresh(endpoint).failures == 0
    assert len(webhooks.send(alice, "test.happened.v1", {})) == 1


def test_a_rotation_signs_with_both_secrets_for_a_day(alice, receiver, monkeypatch):
    server = receiver()
    endpoint, old, delivery = sent(alice, server.url)
    new = endpoints.rotate(user=alice, endpoint=endpoint)
    attempt(delivery)
    _, headers, body = server.got[-1]
    for secret in (old, new):
        assert webhooks.verify(body, headers["Betsite-Signature"], [secret], at=int(now().timestamp()))
    later = now() + timedelta(hours=25)
    monkeypatch.setattr(delivering, "now", lambda: later)
    assert delivering.keys_of(fresh(endpoint)) == [new]


def test_the_secret_is_not_readable_in_the_database(alice, receiver, settings):
    endpoint, secret, _ = sent(alice, receiver().url)
    stored = bytes(fresh(endpoint).secret)
    assert secret.encode() not in stored
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert secrets.decrypt(stored) == secret
    settings.SECRET_KEY_FALLBACKS = []
    assert secrets.decrypt(stored) is None


def test_a_replay_sends_the_same_event_again(alice, receiver):
    server = receiver(200)
    _, _, delivery = sent(alice, server.url)
    attempt(delivery)
    outbox.replay(user=alice, delivery=delivery)
    waiting = fresh(delivery)
    assert (waiting.state, waiting.delivered_at) == (DeliveryState.WAITING, None)
    assert attempt(delivery, waiting.attempt).state == DeliveryState.DELIVERED
    assert [headers["Betsite-Event-Id"] for _, headers, _ in server.got] == [str(delivery.event_id)] * 2
    assert len({body for _, _, body in server.got}) == 1


def test_a_replay_fences_the_worker_that_is_still_at_it(alice, receiver):
    _, _, delivery = sent(alice, receiver().url)
    held = outbox.claim(delivery_id=delivery.pk, owner_id=alice.pk, attempt=0)
    outbox.replay(user=alice, delivery=delivery)
    delivering._delivered(held, 200)
    assert fresh(delivery).state == DeliveryState.WAITING


# --- The row is the truth ------------------------------------------------------------------------------------------
def test_an_attempt_is_made_once(alice, receiver):
    server = receiver(500)
    _, _, delivery = sent(alice, server.url)
    attempt(delivery, 0)
    attempt(delivery, 0)
    assert len(server.got) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_takes_it(alice, receiver):
    _, _, delivery = sent(alice, receiver().url)
    with acting_as(alice):
        WebhookDelivery.objects.update(attempt=5)
    taken = together(lambda _: outbox.claim(delivery_id=delivery.pk, owner_id=alice.pk, attempt=5), threads=6)
    assert sum(isinstance(each, WebhookDelivery) for each in taken) == 1


@pytest.mark.django_db(transaction=True, databases=["default", "staff"])
def test_the_sweep_sends_again_what_a_lost_worker_held(alice, receiver, monkeypatch):
    asked = []
    monkeypatch.setattr(outbox, "ask", lambda *args: asked.append(args))
    _, _, delivery = sent(alice, receiver().url)
    asked.clear()
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0  # it was just sent
    outbox.claim(delivery_id=delivery.pk, owner_id=alice.pk, attempt=0)
    later = now() + timedelta(minutes=3)
    monkeypatch.setattr(outbox, "now", lambda: later)
    assert outbox.send_due() == 1
    assert asked == [(delivery.pk, alice.pk, 0), (delivery.pk, alice.pk, 1)]


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_delivers_after_the_commit_and_nothing_after_a_rollback(alice, receiver, worker):
    server = receiver()
    endpoints.add(user=alice, url=server.url)
    with acting_as(alice):
        webhooks.send(alice, "never.v1", {})
        transaction.set_rollback(True)
    with acting_as(alice):
        webhooks.send(alice, "test.happened.v1", {})
    deadline = time.monotonic() + 30
    while not server.got and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [headers["Betsite-Event"] for _, headers, _ in server.got] == ["test.happened.v1"]


# --- Where they may go ---------------------------------------------------------------------------------------------
@pytest.fixture
def names(monkeypatch):
    """A name server for tests: every name has the addresses written here."""
    known = {}

    def look_up(host, port, **_):
        if host not in known:
            raise socket.gaierror
        return [(0, 0, 0, "", (address, port)) for address in known[host]]

    monkeypatch.setattr(targets.socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
     "2002:a00:1::", "ff02::1"],
)  # fmt: skip
def test_a_private_machine_is_refused_whatever_it_is_called(names, address):
    names["hooks.example"] = [address]
    with pytest.raises(TargetRefused, match="open internet"):
        targets.resolve("https://hooks.example/in")
    names["hooks.example"] = ["93.184.215.14", address]
    with pytest.raises(TargetRefused, match="open internet"):
        targets.resolve("https://hooks.example/in")


@pytest.mark.parametrize(
    "url",
    ["http://hooks.example/", "ftp://hooks.example/", "https://", "https:///x", "https://u:p@hooks.example/",
     "nonsense",
     "https://hooks.example/a b", "https://hooks.example:99999/", "https://unknown.example/",
     "https://hooks.example/\r\nX: 1"],
)  # fmt: skip
def test_other_addresses_are_refused(names, url):
    names["hooks.example"] = ["93.184.215.14"]
    with pytest.raises(TargetRefused):
        targets.resolve(url)


def test_an_open_address_is_resolved_to_what_will_be_connected_to(names):
    names["hooks.example"] = ["93.184.215.14"]
    assert targets.resolve("https://hooks.example:8443/in?x=1") == targets.Target(
        "https", "hooks.example", 8443, "/in?x=1", "93.184.215.14"
    )


def test_a_name_that_moves_behind_our_walls_later_is_refused_when_sending(alice, names):
    names["hooks.example"] = ["93.184.215.14"]
    _, _, delivery = sent(alice, "https://hooks.example/in")
    names["hooks.example"] = ["127.0.0.1"]
    after = attempt(delivery)
    assert after.last_error == "hooks.example is not an address on the open internet."
    assert after.state == DeliveryState.WAITING


def test_there_is_a_most_of_endpoints(alice, receiver, monkeypatch):
    monkeypatch.setattr(endpoints, "MOST", 2)
    url = receiver().url
    first, _ = endpoints.add(user=alice, url=url)
    endpoints.add(user=alice, url=url)
    with pytest.raises(TooManyEndpoints):
        endpoints.add(user=alice, url=url)
    endpoints.remove(user=alice, endpoint=first)
    endpoints.add(user=alice, url=url)


def test_nobody_elses_endpoint_can_be_touched(alice, bob, receiver):
    endpoint, _, delivery = sent(alice, receiver().url)
    endpoints.remove(user=bob, endpoint=endpoint)
    with pytest.raises(WebhookEndpoint.DoesNotExist):
        endpoints.rotate(user=bob, endpoint=endpoint)
    with pytest.raises(WebhookDelivery.DoesNotExist):
        outbox.replay(user=bob, delivery=delivery)
    assert fresh(endpoint).removed_at is None


@pytest.mark.django_db(transaction=True)
def test_of_many_added_at_once_no_more_are_kept_than_may_be(alice, receiver, monkeypatch):
    monkeypatch.setattr(endpoints, "MOST", 3)
    url = receiver().url
    outcomes = together(lambda _: endpoints.add(user=alice, url=url), threads=6)
    assert sum(isinstance(outcome, TooManyEndpoints) for outcome in outcomes) == 3
    with acting_as(alice):
        assert WebhookEndpoint.objects.count() == 3

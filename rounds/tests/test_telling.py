"""How people and programs hear of a round's end: signed, each once, whoever dies in the middle."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings as configured
from django.db.models import Count
from django.test import override_settings

from accounts import webhooks
from accounts.models import Notification, WebhookDelivery
from accounts.tests.factories import create_user
from accounts.tests.receivers import Receiver
from accounts.webhooks import delivering, endpoints
from rounds import locking, settlement, telling
from rounds.models import Telling
from rounds.tests.desk import operator
from rounds.tests.factories import fund, open_now, wager
from web.clock import now

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff", "owner"])
MICRO = 1_000_000
DYING = """
import os, signal, django; django.setup()
from rounds import telling
number, tell = 0, telling._tell
def dying(found, person):
    global number
    tell(found, person)
    number += 1
    if number == {after}:
        os.kill(os.getpid(), signal.SIGKILL)
telling._tell = dying
telling.work_off()
"""


@pytest.fixture
def receiver():
    with override_settings(WEBHOOK_PRIVATE_TARGETS=True):
        started = Receiver()
        yield started
        started.stop()


def end(moved, one, close="23700"):
    moved.to(one.closes_at + timedelta(minutes=6))
    locking.lock(one.pk)
    return settlement.settle(one.pk, close=Decimal(close), is_final=True)


def deliver(receiver):
    """Make every delivery that waits, as the workers would."""
    for each in WebhookDelivery.objects.using("staff").filter(delivered_at=None).order_by("pk"):
        delivering.run(delivery_id=each.pk, owner_id=each.owner_id, attempt=each.attempt)
    return [(headers, body, json.loads(body)) for _, headers, body in receiver.got]


def test_a_real_receiver_hears_a_settlement_and_proves_who_sent_it(moved, receiver, alice, bob):
    one = open_now()
    for person, side in ((alice, "up"), (bob, "down")):
        fund(person, 10 * MICRO)
        wager(person, one, side, 4 * MICRO)
    wager(alice, one, "down", MICRO)
    _, secret = endpoints.add(user=alice, url=receiver.url, events=["round.settled.v1"])
    ended = end(moved, one)
    assert telling.work_off() == 2
    assert telling.work_off() == 0
    ((headers, body, told),) = deliver(receiver)
    assert webhooks.verify(body, headers["Betsite-Signature"], [secret], at=int(now().timestamp()))
    assert not webhooks.verify(body + b" ", headers["Betsite-Signature"], [secret], at=int(now().timestamp()))
    assert (headers["Betsite-Event"], told["type"]) == ("round.settled.v1", "round.settled.v1")
    data = told["data"]
    assert (data["round"], data["outcome"], data["close"]) == (one.code, "up", "23700.00")
    assert (data["fee_micro"], data["up_micro"], data["down_micro"]) == (50_000, 4 * MICRO, 5 * MICRO)
    assert [(each["side"], each["paid_micro"]) for each in data["wagers"]] == [("up", 8_950_000), ("down", 0)]
    assert (data["wager_count"], data["staked_micro"], data["paid_micro"]) == (2, 5 * MICRO, 8_950_000)
    assert data["key"] == f"round:{ended.pk}:ended"


def test_a_void_is_an_event_of_its_own(moved, receiver, alice):
    one = open_now()
    fund(alice, 10)
    wager(alice, one, "down", 10)
    endpoints.add(user=alice, url=receiver.url, events=["round.void.v1"])
    settlement.void(one.pk, reason="The exchange stayed closed.")
    telling.work_off()
    ((_, _, told),) = deliver(receiver)
    assert (told["type"], told["data"]["void_reason"]) == ("round.void.v1", "The exchange stayed closed.")
    assert told["data"]["paid_micro"] == told["data"]["staked_micro"] == 10


def test_operators_hear_of_every_end_and_others_do_not(moved, receiver, alice):
    ann = operator("ann")
    for person in (ann, alice, operator("sue", "support")):
        endpoints.add(user=person, url=f"{receiver.url}&who={person.pk}", events=["round.ended.v1"])
    one = open_now()
    end(moved, one)  # nobody had wagered
    telling.work_off()
    moved.to(one.closes_at + timedelta(hours=1))
    second = open_now()
    fund(alice, 10)
    wager(alice, second, "up", 10)
    end(moved, second)
    telling.work_off()
    telling.work_off()
    deliver(receiver)
    assert {path.rpartition("=")[2] for path, _, _ in receiver.got} == {str(ann.pk)}
    told = [json.loads(body)["data"] for _, _, body in receiver.got]
    assert [(each["round"], each["wager_count"]) for each in told] == [(one.code, 0), (second.code, 1)]
    assert "wagers" not in told[1]


@pytest.mark.thorough
@pytest.mark.parametrize("after", [1, 150, 299])
def test_a_worker_killed_in_the_middle_of_three_hundred_people_tells_each_once(moved, cluster, alice, after):
    one = open_now()
    people = [create_user(email=f"p{number}@example.com", password=None) for number in range(300)]
    with override_settings(WEBHOOK_PRIVATE_TARGETS=True):
        for number, person in enumerate(people):
            fund(person, 10)
            wager(person, one, "up" if number % 2 else "down", 1 + number % 7)
            if number % 10 == 0:
                endpoints.add(user=person, url="http://127.0.0.1:9/")
    end(moved, one)
    child = subprocess.run(
        [sys.executable, "-c", DYING.format(after=after)],
        env={**os.environ, **cluster.environment()},
        cwd=configured.BASE_DIR,
        capture_output=True,
        timeout=120,
    )
    assert child.returncode == -9, child.stderr.decode()
    told_before = Notification.objects.using("staff").filter(kind="round").count()
    assert told_before == after // telling.AT_ONCE * telling.AT_ONCE
    assert telling.work_off() == 300 - told_before
    assert Telling.objects.using("staff").get().done_at is not None
    each = Notification.objects.using("staff").filter(kind="round").values("owner").annotate(n=Count("pk"))
    assert {(row["owner"], row["n"]) for row in each} == {(person.pk, 1) for person in people}
    sent = WebhookDelivery.objects.using("staff").filter(event="round.settled.v1").values("owner")
    assert sorted(row["owner"] for row in sent) == [person.pk for person in people[::10]]

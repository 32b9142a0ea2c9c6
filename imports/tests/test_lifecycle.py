"""Who may work on an upload, and what happens when a worker is lost: the row decides, by conditional updates."""

from datetime import timedelta

import pytest

from imports import lifecycle, sweep
from imports.errors import NotRunning
from imports.models import State, Upload
from imports.tests.factories import create_upload
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
LONG_AGO = timedelta(hours=1)


@pytest.fixture
def sent(monkeypatch):
    queued = []
    monkeypatch.setattr("imports.tasks.process.apply_async", lambda args, **_: queued.append(args))
    return queued


def claim(upload, attempt=0):
    return lifecycle.claim(upload_id=upload.pk, user_id=upload.owner_id, attempt=attempt)


def fresh(upload):
    with acting_as(upload.owner_id):
        return Upload.objects.get(pk=upload.pk)


def abandoned(owner, **more):
    return create_upload(owner=owner, lease_until=now() - LONG_AGO, **more)


def test_only_one_worker_gets_it(alice):
    upload = create_upload(owner=alice)
    assert claim(upload) is not None
    assert claim(upload) is None


def test_an_old_message_finds_nothing_to_do(alice):
    assert claim(create_upload(owner=alice, attempt=2), attempt=1) is None


def test_a_stranger_cannot_claim_it(alice, charlie):
    upload = create_upload(owner=alice)
    assert lifecycle.claim(upload_id=upload.pk, user_id=charlie.pk, attempt=0) is None


def test_the_sweep_leaves_alone_what_is_held_or_over(alice, sent):
    create_upload(owner=alice, state=State.IMPORTING, lease_until=now() + LONG_AGO)
    create_upload(owner=alice, lease_until=now() + LONG_AGO)
    abandoned(alice, state=State.PROCESSED)
    abandoned(alice, state=State.FAILED)
    assert sweep.send_abandoned() == 0
    assert sent == []


def test_the_sweep_sends_what_the_queue_lost_with_the_same_attempt(alice, sent):
    upload = abandoned(alice)
    assert sweep.send_abandoned() == 1
    assert sent == [(upload.pk, alice.pk, 0)]
    assert sweep.send_abandoned() == 0  # it has some time now


def test_the_sweep_fences_a_lost_worker(alice, sent):
    upload = abandoned(alice, state=State.IMPORTING, started_at=now())
    assert sweep.send_abandoned() == 1
    assert sent == [(upload.pk, alice.pk, 1)]
    with acting_as(alice):
        assert not lifecycle.finish(upload)  # the former worker comes back
    assert not lifecycle.end(upload, state=State.FAILED, error="late")
    assert claim(upload, attempt=1) is not None


def test_the_sweep_gives_up_after_some_attempts(alice, sent):
    upload = abandoned(alice, state=State.IMPORTING, attempt=lifecycle.MOST_ATTEMPTS - 1, started_at=now())
    assert sweep.send_abandoned() == 0
    assert fresh(upload).state == State.FAILED
    assert "five times" in fresh(upload).error


def test_a_cancelled_upload_whose_worker_is_lost_ends(alice, sent):
    upload = abandoned(alice, state=State.IMPORTING, is_cancel_requested=True)
    sweep.send_abandoned()
    assert (fresh(upload).state, sent) == (State.CANCELLED, [])


def test_the_sweep_sees_everybodys(alice, bob, sent):
    for owner in (alice, bob):
        abandoned(owner)
    assert sweep.send_abandoned() == 2
    assert {user_id for _, user_id, _ in sent} == {alice.pk, bob.pk}


def test_what_is_over_cannot_be_cancelled(alice):
    upload = create_upload(owner=alice, state=State.PROCESSED)
    with pytest.raises(NotRunning):
        lifecycle.request_cancel(user=alice, upload=upload)


def test_a_cancelled_import_cannot_finish(alice):
    upload = create_upload(owner=alice)
    claimed = claim(upload)
    lifecycle.request_cancel(user=alice, upload=upload)
    with acting_as(alice):
        assert not lifecycle.begin_import(claimed)

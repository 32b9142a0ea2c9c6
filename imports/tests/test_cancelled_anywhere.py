"""A person cancels while the import is at any step: it ends as cancelled, soon, and the database is as before."""

import threading

import pytest
from django.db import connections

from accounts.tests.factories import create_user
from betsite.embedded import postgres
from imports import generator, intake, lifecycle, pipeline
from imports.models import State, Upload
from imports.progress import STEPS, Heartbeat
from imports.tests.hostile.checksums import checksums, differences
from web.context import acting_as

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]
FIRST = generator.make("sportsbet", 200, 3)
WHOLE = generator.make("sportsbet", 600, 3)


@pytest.fixture
def left(cluster, settings, tmp_path):
    """The checksums of the database."""
    settings.MEDIA_ROOT = tmp_path

    def read():
        with postgres.connect(cluster.paths, database=cluster.database) as superuser:
            return checksums(superuser)

    return read


def aside(work):
    """Do it in a thread with connections of its own, as another request would."""

    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def sent(owner, data):
    return intake.receive(user=owner, filename="history.csv", chunks=[data])


def cancel_at(monkeypatch, wanted, upload, *, waits):
    """Cancel as soon as the step begins; `waits` until the import has heard of it."""
    begins = Heartbeat.at

    def at(self, step, **more):
        begins(self, step, **more)
        if step == wanted:
            aside(lambda: lifecycle.request_cancel(user=upload.owner, upload=upload))
            if waits:
                self._thread.join(timeout=0.2)
                while not self._refusal:
                    self._over.wait(0.05)

    monkeypatch.setattr(Heartbeat, "at", at)


@pytest.mark.parametrize("waits", [True, False], ids=["heard of at once", "heard of at the end"])
@pytest.mark.parametrize("step", STEPS)
def test_cancelled_at_a_step_leaves_the_database_as_it_was(step, waits, left, monkeypatch):
    alice = create_user(email="alice@example.com")
    before = sent(alice, FIRST)
    pipeline.run(upload_id=before.pk, user_id=alice.pk, attempt=0)
    upload = sent(alice, WHOLE)
    untouched = left()
    cancel_at(monkeypatch, step, upload, waits=waits)
    pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=0)
    with acting_as(alice):
        ended = Upload.objects.get(pk=upload.pk)
    assert (ended.state, ended.lease_until) == (State.CANCELLED, None)
    assert ended.error
    assert differences(left(), untouched).keys() == {"imports_upload"}

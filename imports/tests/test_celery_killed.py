"""A real Celery worker, killed with all its processes while it imports; the sweep and another worker finish."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings

from accounts.tests.factories import create_user
from imports import generator, intake, queue, sweep
from imports.models import State, Upload
from ledger.verification import verify
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture
def workers(cluster, transactional_db):
    """Start workers with `workers()`; those that are left are killed at the end."""
    from betsite.celery import app

    app.control.purge()
    running = []

    def start():
        command = (
            "from django.conf import settings; settings.MEDIA_ROOT = {!r}\nfrom betsite.celery import app\n{}"
        )
        run = "app.worker_main(['worker', '--concurrency=2', '--loglevel=warning'])"
        worker = subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"import django; django.setup()\n{command.format(str(settings.MEDIA_ROOT), run)}",
            ],
            env={**os.environ, **cluster.environment()},
            cwd=settings.BASE_DIR,
            start_new_session=True,
        )
        running.append(worker)
        return worker

    yield start
    for worker in running:
        kill(worker)


def kill(worker):
    """The worker and the processes it forked: a session of its own."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(owner, upload, states, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with acting_as(owner):
            found = Upload.objects.get(pk=upload.pk)
        if found.state in states:
            return found
        time.sleep(0.02)
    raise AssertionError(f"still {found.state}")


@pytest.mark.slow
def test_a_celery_worker_killed_while_it_imports(workers, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = settings.VAR / "uploads" / tmp_path.name
    alice = create_user(email="alice@example.com")
    upload = intake.receive(
        user=alice, filename="history.csv", chunks=[generator.make("sportsbet", 20_000, 1)]
    )
    first = workers()
    queue.send(upload)
    wait_until(alice, upload, [State.IMPORTING])
    kill(first)
    workers()  # the broker will give it the lost message in an hour only
    later = now() + timedelta(minutes=1)
    monkeypatch.setattr("imports.sweep.now", lambda: later)
    with monkeypatch.context() as patch:
        patch.setattr("imports.lifecycle.now", lambda: later)
        assert sweep.send_abandoned() == 1
    done = wait_until(alice, upload, [State.PROCESSED, State.FAILED])
    assert (done.state, done.attempt, done.rows_read, done.inserted) == (State.PROCESSED, 1, 20_000, 20_000)
    assert verify().is_sound

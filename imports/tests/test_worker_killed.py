"""A worker that is killed in the middle of an import leaves nothing, and the import done again ends alike."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, connections

from bets.models import Bet
from imports import intake, pipeline, sweep
from imports.lifecycle import request_cancel
from imports.models import Row, State, Upload
from ledger.models import Movement
from ledger.verification import verify
from treasury.models import StatementLine
from web.clock import now
from web.context import acting_as

pytestmark = [pytest.mark.thorough, pytest.mark.django_db(transaction=True, databases=["default", "staff"])]
ROWS = 3_000
WORKER = """
import django, sys
django.setup()
from imports import pipeline
pipeline.run(upload_id=int(sys.argv[1]), user_id=int(sys.argv[2]), attempt=int(sys.argv[3]))
"""


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = settings.VAR / "uploads" / tmp_path.name  # where the child process finds them


@pytest.fixture
def statement():
    """A Sportsbet statement with a true running balance, newest first."""
    rows, held = [], 0
    for number in range(1, ROWS + 1):
        bet, is_stake = (number + 1) // 2, number % 2
        amount = -100 if is_stake else 150
        held += amount
        what = f'"Team {bet} v Others\n Head to Head\nTeam {bet} @ 1.50 (Win)"'
        kind = "Bet Stake" if is_stake else "Win"
        day = f"{number // 1440 % 28 + 1:02}/01/2024 {number // 60 % 24:02}:{number % 60:02}"
        rows.append(f"{day},{kind},{what},{number},{bet},{amount / 100},{held / 100},true,,,")
    header = "Time (AEST),Type,Summary,Transaction Id,Bet Id,Amount,Balance,Single,Multiple,Exotic,Pool"
    return "\n".join([header, *reversed(rows)]).encode() + b"\n"


def counts():
    return [model.objects.count() for model in (StatementLine, Bet, Movement, Row)]


def start_worker(cluster, upload, attempt):
    path = f"from django.conf import settings; settings.MEDIA_ROOT = {str(settings.MEDIA_ROOT)!r}\n"
    return subprocess.Popen(
        [sys.executable, "-c", path + WORKER, str(upload.pk), str(upload.owner_id), str(attempt)],
        env={**os.environ, **cluster.environment()},
        cwd=settings.BASE_DIR,
    )


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def is_waiting():
    """Somebody waits for a lock in this test's own database; others' tests run in the same cluster."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone()[0] > 0


@contextmanager
def held(name, user):
    """Hold a lock that the import needs, so that it stops there in the middle of its transaction."""
    blocker = connections["staff"]
    blocker.set_autocommit(False)
    try:
        with blocker.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [name, user.pk])
        yield
    finally:
        blocker.rollback()
        blocker.set_autocommit(True)


def test_nothing_is_left_and_the_second_try_ends_alike(alice, bob, cluster, statement, monkeypatch):
    upload = intake.receive(user=alice, filename="history.csv", chunks=[statement])
    with held("ledger.facts", alice):
        worker = start_worker(cluster, upload, 0)
        assert wait_for(is_waiting)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    with acting_as(alice):
        assert counts() == [0, 0, 0, 0]
        stranded = Upload.objects.get(pk=upload.pk)
        assert stranded.state == State.IMPORTING
        Upload.objects.filter(pk=upload.pk).update(lease_until=now() - timedelta(seconds=1))

    sent = []
    monkeypatch.setattr("imports.tasks.process.apply_async", lambda args, **_: sent.append(args))
    sweep.send_abandoned()
    assert sent == [(upload.pk, alice.pk, 1)]
    assert start_worker(cluster, upload, 1).wait() == 0

    calm = intake.receive(user=bob, filename="history.csv", chunks=[statement])
    assert pipeline.run(upload_id=calm.pk, user_id=bob.pk, attempt=0)
    with acting_as(bob):
        undisturbed = counts()
    with acting_as(alice):
        assert counts() == undisturbed
        assert Upload.objects.get(pk=upload.pk).state == State.PROCESSED
    assert undisturbed == [ROWS, ROWS // 2, ROWS + ROWS // 2, ROWS]
    assert verify().is_sound


def test_cancelling_tears_a_worker_out_of_a_long_statement(alice, cluster, statement):
    upload = intake.receive(user=alice, filename="history.csv", chunks=[statement])
    with held("imports.owner", alice):
        worker = start_worker(cluster, upload, 0)
        assert wait_for(is_waiting)
        request_cancel(user=alice, upload=upload)
        assert worker.wait(timeout=20) == 0
    with acting_as(alice):
        assert Upload.objects.get(pk=upload.pk).state == State.CANCELLED
        assert counts() == [0, 0, 0, 0]

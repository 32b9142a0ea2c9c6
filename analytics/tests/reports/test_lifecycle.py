"""Who may make a report, what happens when a worker is lost or a person cancels, and what is left of it in the end."""

import os
import signal
import subprocess
import sys
import threading
import zipfile
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections
from django.test import Client

from accounts.models import Notification
from accounts.tests.factories import create_user
from analytics.reports import asking, lifecycle, making, queue, sweep
from analytics.reports.errors import NotRunning
from analytics.reports.models import Report, State
from analytics.reports.progress import Heartbeat
from analytics.tests.reports.factories import ask, fresh, made
from bets.tests.factories import create_bet
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
LATER = timedelta(minutes=5)
# A worker that says what it has reached and is killed there.
DOOMED = """
import os, signal, sys, django
django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[1]
from analytics.reports import making
from analytics.reports.progress import Heartbeat
begins = Heartbeat.at
def at(self, step, **more):
    begins(self, step, **more)
    print(step, flush=True)
    if step == sys.argv[5]:
        os.kill(os.getpid(), signal.SIGKILL)
Heartbeat.at = at
making.run(report_id=int(sys.argv[2]), user_id=int(sys.argv[3]), attempt=int(sys.argv[4]))
"""


@pytest.fixture
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return lambda: sorted(path.name for path in tmp_path.rglob("*") if path.is_file())


@pytest.fixture
def queued(monkeypatch):
    """What the sweep sends, after time has gone by."""
    sent = []
    monkeypatch.setattr("analytics.tasks.make_report.apply_async", lambda args, **_: sent.append(args))

    def sweep_later(moment=LATER):
        with monkeypatch.context() as patch:
            for module in ("sweep", "lifecycle"):
                patch.setattr(f"analytics.reports.{module}.now", lambda: now() + moment)
            sweep.send_abandoned()
            sweep.clear_expired()
        return sent

    return sweep_later


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


def run(report, attempt=0):
    return making.run(report_id=report.pk, user_id=report.owner_id, attempt=attempt)


def claim(report, attempt=0):
    return lifecycle.claim(report_id=report.pk, user_id=report.owner_id, attempt=attempt)


@pytest.mark.thorough
@pytest.mark.parametrize("step", ["bets", "accounts"])
def test_a_worker_killed_while_it_writes_is_followed_by_another(
    cluster, settings, tmp_path, files, queued, step
):
    alice = create_user(email="alice@example.com")
    create_bet(owner=alice, selection="Carlton by 12")
    report = ask(alice)
    names = (tmp_path, report.pk, alice.pk, 0, step)
    worker = subprocess.run(
        [sys.executable, "-c", DOOMED, *map(str, names)],
        env={**os.environ, **cluster.environment()},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
    )
    assert worker.returncode == -signal.SIGKILL
    assert worker.stdout.splitlines()[-1] == step
    assert fresh(report).state == State.RUNNING
    assert list(tmp_path.rglob("*.csv"))  # what it had written so far
    assert queued() == [(report.pk, alice.pk, 1)]
    assert list(tmp_path.rglob("*.csv")) == []
    assert not run(report, attempt=0)
    assert run(report, attempt=1)
    done = fresh(report)
    assert (done.state, done.attempt, done.lease_until) == (State.DONE, 1, None)
    with zipfile.ZipFile(tmp_path / done.path) as archive:
        assert b"Carlton by 12" in archive.read("bets.csv")


def test_a_worker_lost_again_and_again_gives_up_with_a_reason(alice, files, queued):
    report = ask(alice)
    for attempt in range(lifecycle.MOST_ATTEMPTS):
        assert claim(report, attempt)
        queued(LATER * (attempt + 1))
    ended = fresh(report)
    assert (ended.state, ended.error) == (State.FAILED, lifecycle.LOST)
    assert files() == []


def test_a_message_that_comes_twice_or_late_finds_nothing_to_do(alice, files):
    report, path = made(alice)
    written = path.stat().st_mtime_ns
    assert not run(report)
    assert path.stat().st_mtime_ns == written
    other = ask(alice, "pdf")
    assert claim(other)
    assert not run(other)


def test_a_queue_that_lost_the_message_does_not_cost_an_attempt(alice, files, queued):
    report = ask(alice)
    assert queued() == [(report.pk, alice.pk, 0)]
    assert fresh(report).attempt == 0


def test_a_slow_worker_that_was_taken_over_leaves_no_file(alice, files, queued, monkeypatch):
    report = ask(alice)
    writes = making.write

    def slow(*args):
        writes(*args)
        aside(queued)

    monkeypatch.setattr(making, "write", slow)
    run(report)
    assert (fresh(report).state, fresh(report).attempt) == (State.QUEUED, 1)
    assert files() == []


@pytest.mark.parametrize("waits", [True, False], ids=["heard of at once", "heard of at the end"])
@pytest.mark.parametrize("form", ["csv", "pdf"])
def test_cancelled_while_it_is_made_it_ends_and_leaves_no_file(alice, files, monkeypatch, form, waits):
    create_bet(owner=alice)
    report = ask(alice, form)
    begins = Heartbeat.at

    def at(self, step, **more):
        begins(self, step, **more)
        if step in ("bets", "Read the figures"):
            aside(lambda: lifecycle.request_cancel(user=alice, pk=report.pk))
            while waits and not self._refusal:
                self._over.wait(0.05)

    monkeypatch.setattr(Heartbeat, "at", at)
    run(report)
    ended = fresh(report)
    assert (ended.state, ended.error) == (State.CANCELLED, "You cancelled this report.")
    assert files() == []
    with pytest.raises(NotRunning):
        lifecycle.request_cancel(user=alice, pk=report.pk)


def test_what_breaks_is_told_and_leaves_no_file(alice, files, monkeypatch):
    report = ask(alice)

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(making, "write", broken)
    with pytest.raises(RuntimeError):
        run(report)
    assert (fresh(report).state, fresh(report).error) == (State.FAILED, making.OURS)
    assert files() == []


def test_a_database_that_went_away_is_no_failure_the_sweep_tries_again(alice, files, queued, monkeypatch):
    report = ask(alice)

    def gone(*_):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(making, "write", gone)
        with pytest.raises(OperationalError):
            run(report)
    assert queued() == [(report.pk, alice.pk, 1)]
    assert run(report, attempt=1)
    assert fresh(report).state == State.DONE


def test_two_workers_at_the_same_time_make_it_once(alice, files):
    report, claims = ask(alice), []
    threads = [threading.Thread(target=lambda: claims.append(claimed(report))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claims) == [False, False, False, True]


def claimed(report):
    try:
        return claim(report) is not None
    finally:
        connections.close_all()


def test_two_requests_at_the_same_time_are_one_report(alice, files):
    found = []

    def request():
        try:
            found.append(ask(alice).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=request) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_what_has_expired_is_cleared_with_its_file_and_nothing_else(alice, files, queued):
    old, _ = made(alice)
    assert len(files()) == 1
    queued(asking.KEPT_FOR - timedelta(hours=1))
    assert fresh(old)
    queued(asking.KEPT_FOR + timedelta(hours=1))
    with acting_as(alice):
        assert not Report.objects.exists()
    assert files() == []


def test_every_table_is_of_the_same_moment(alice, files, monkeypatch):
    create_bet(owner=alice, selection="before")
    begins = Heartbeat.at

    def at(self, step, **more):
        if step == "bets":
            aside(lambda: create_bet(owner=alice, selection="after"))
        begins(self, step, **more)

    monkeypatch.setattr(Heartbeat, "at", at)
    report, path = made(alice)
    told = zipfile.ZipFile(path).read("bets.csv").decode()
    assert "before" in told
    assert "after" not in told
    with acting_as(alice):
        assert Report.objects.get(pk=report.pk).state == State.DONE


def test_a_real_worker_makes_it(alice, files, worker):
    for _ in range(2):
        create_bet(owner=alice)
    report = ask(alice)
    queue.send(report, attempt=0, is_large=False)
    for _ in range(200):
        if fresh(report).is_over:
            break
        threading.Event().wait(0.1)
    assert fresh(report).state == State.DONE


def told(owner):
    with acting_as(owner):
        return list(Notification.objects.values_list("title", "url"))


def test_whoever_does_not_wait_is_told_once_how_it_ended(alice, files, monkeypatch):
    create_bet(owner=alice)
    queue.begin(ask(alice))
    assert told(alice) == []
    report, _ = made(alice)
    run(report)
    url = f"/reports/{report.pk}/"
    assert told(alice) == [("Your report is ready: The whole time", url)]
    assert Client().get(url).status_code == 302

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr(making, "write", broken)
    with pytest.raises(RuntimeError):
        run(ask(alice, "pdf"))
    assert [title for title, _ in told(alice)].count("Your report was not made: The whole time") == 1


# --- manage.py report -------------------------------------------------------------------------------------------
def test_the_command_writes_the_same_file_and_keeps_nothing(alice, files, tmp_path, capsys):
    create_bet(owner=alice, selection="Carlton by 12")
    out = tmp_path / "march.pdf"
    call_command("report", user=alice.email, out=out, **{"from": "2026-03-01", "to": "2026-03-31"})
    assert out.read_bytes().startswith(b"%PDF-")
    call_command("report", user=alice.email, out=tmp_path / "all.zip", format="csv")
    assert b"Carlton by 12" in zipfile.ZipFile(tmp_path / "all.zip").read("bets.csv")
    with acting_as(alice):
        assert not Report.objects.exists()
    assert files() == ["all.zip", "march.pdf"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"user": "nobody@example.com"}, "There is nobody"),
        ({"from": "soon"}, "is not a day"),
        ({"sport": "quidditch"}, "There is no sport called quidditch"),
    ],
)
def test_the_command_refuses_what_it_does_not_understand(alice, tmp_path, more, said):
    with pytest.raises(CommandError, match=said):
        call_command("report", **({"user": alice.email, "out": tmp_path / "x.pdf"} | more))
    assert not (tmp_path / "x.pdf").exists()

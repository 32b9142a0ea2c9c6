"""Threads and processes post, hold and repeat themselves at once while their connections and they are killed."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections

from betsite.embedded import paths, postgres
from ledger import chart
from ledger.models import Account, Hold, Kind, Movement
from ledger.posting import post
from ledger.tests.factories import create_posting
from ledger.tests.hammer import Hammer
from ledger.verification import verify
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])

PROGRAM = "import django; django.setup(); from ledger.tests import hammer; hammer.main()"


@pytest.fixture
def world(alice, bob):
    """Two people, each with four accounts that may not go below nothing and one that may, and one hot house account."""
    hot = chart.ensure_house_account(code="fees", currency="AUD", kind=Kind.INCOME)
    for person in (alice, bob):
        with acting_as(person):
            chart.ensure_account(owner=person, code="held", currency="AUD")
            out = chart.ensure_account(owner=person, code="outside:x", currency="AUD")
            for n in range(4):
                pot = Account.objects.create(
                    owner=person, code=f"wallet:{n}", kind="asset", currency="AUD", floor_micro=0
                )
                post(create_posting(debit=pot, credit=out, amount="0.002"))
    return [alice.pk, bob.pk], hot.pk


def start(cluster, user: int, seed: int, rounds: int, hot: int) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, *map(str, (user, seed, rounds, hot))],
        env={**os.environ, **cluster.environment()},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )


def end_connections(stop: threading.Event, database: str, every: float) -> int:
    """Terminate a connection of the application now and then, whatever it is doing; how many."""
    ended, chance = 0, random.Random(1)
    with postgres.connect(paths.for_var(settings.VAR)) as superuser:
        while not stop.wait(every * chance.random()):
            found = superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE datname = %s"
                " AND usename = %s AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1) AS one",
                [database, settings.DB_APP_ROLE],
            ).fetchall()
            ended += len(found)
    return ended


def in_threads(users: list[int], hot: int, threads: int, rounds: int) -> list[object]:
    """What each thread's hammer wrote, or the error that ended it."""
    outcomes: list[object] = [None] * threads

    def work(number: int) -> None:
        try:
            hammer = Hammer(users[number % len(users)], 1_000 + number, hot)
            hammer.run(rounds)
            outcomes[number] = hammer.done
        except BaseException as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    running = [threading.Thread(target=work, args=[number]) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return outcomes


@contextmanager
def ending_connections(database: str, every: float):
    """Meanwhile connections are ended; the list has their number afterwards."""
    stop, ended = threading.Event(), []
    killer = threading.Thread(
        target=lambda: ended.append(end_connections(stop, database, every)), daemon=True
    )
    killer.start()
    try:
        yield ended
    finally:
        stop.set()
        killer.join()


@contextmanager
def processes_ended():
    """A list of processes, none of which outlives the test."""
    started: list[subprocess.Popen] = []
    try:
        yield started
    finally:
        for process in started:
            process.kill()
            process.wait()
            process.stdout.close()


def kill(victim: subprocess.Popen, wrote: str) -> None:
    """With SIGKILL, once it has begun to write."""
    deadline = time.monotonic() + 60
    while not Movement.objects.using("staff").filter(key__startswith=wrote).exists():
        assert victim.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    victim.send_signal(signal.SIGKILL)
    assert victim.wait() == -signal.SIGKILL


def hammer(world, cluster, *, threads: int, processes: int, rounds: int, every: float) -> None:
    """All at once, with connections ended, and one process killed and started again; then everything must be right."""
    users, hot = world
    with processes_ended() as started, ending_connections(cluster.database, every) as ended:
        started += [start(cluster, users[n % 2], n, rounds, hot) for n in range(processes)]
        victim = start(cluster, users[0], 99, rounds * 50, hot)
        started.append(victim)
        outcomes = in_threads(users, hot, threads, rounds)
        kill(victim, "99:")
        started.append(
            start(cluster, users[0], 99, rounds, hot)
        )  # the same seed: it finds some of its work done
        answers = [process.communicate(timeout=300)[0] for process in started if process is not victim]
        assert [process.returncode for process in started if process is not victim] == [0] * len(answers)

    written = [outcome for outcome in outcomes if isinstance(outcome, list)]
    assert len(written) == threads, outcomes
    assert ended[0] > 0
    told = {key for keys in written for key in keys} | {key for text in answers for key in json.loads(text)}
    with_keys = Movement.objects.using("staff").filter(kind="transfer")
    assert told <= set(with_keys.values_list("key", flat=True))
    assert set(Hold.objects.using("staff").values_list("state", flat=True)) >= {"posted", "voided", "expired"}
    report = verify()
    assert report.is_sound, report.problems
    # The pots run dry in time, and then most is refused: that is tried too, beside as much that was written.
    assert report.movements > (threads + processes) * rounds // 4


@pytest.mark.thorough
def test_everything_is_written_once_and_adds_up_though_connections_and_a_process_are_killed(world, cluster):
    hammer(world, cluster, threads=3, processes=1, rounds=60, every=0.2)


@pytest.mark.slow
def test_the_same_for_a_minute_with_more_of_everything(world, cluster):
    hammer(world, cluster, threads=6, processes=4, rounds=1_500, every=0.5)

"""`kill -9` of the worker after every step and at any moment: what is done again ends like what was never disturbed.

The file comes on top of an earlier one that it overlaps, so that rows are new, changed and known. "Like" means: the
same checksum of every table, without ids and times.
"""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from random import Random

import pytest
from django.conf import settings

from accounts.tests.factories import create_user
from betsite.embedded import postgres
from imports import generator, intake, lifecycle, pipeline, sweep, undo
from imports.models import Row, State, Upload, Wish
from imports.progress import STEPS
from imports.tests.hostile.checksums import checksums, differences
from ledger.verification import verify
from treasury.models import StatementLine
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])
WHOLE = generator.make("sportsbet", 900, 3, has_idle_rows=True)
RANDOM_MOMENTS = 20


@pytest.fixture
def scene(cluster, tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = settings.VAR / "uploads" / tmp_path.name  # where the child process finds them
    return Scene(cluster, monkeypatch)


class Scene:
    """A fresh database with one person, who has imported before; a worker to be killed; and what is left."""

    def __init__(self, cluster, monkeypatch):
        self.cluster, self.monkeypatch = cluster, monkeypatch

    def begin(self, what):
        """Make everything anew; the upload that `what` ("import" or "undo") is to be done with. "first" is an import
        into an empty book. What imports tell is told beside them by a transaction of its own, however few the rows
        are."""
        self.what = what
        self.cluster.clone()
        self.person = create_user(email="alice@example.com")
        first, later = earlier_and_later(WHOLE)
        if what == "first":
            self.upload = self.send(later)
            return
        upload = self.send(first)
        pipeline.run(upload_id=upload.pk, user_id=self.person.pk, attempt=0)
        self.upload = self.send(later)
        if what == "undo":
            pipeline.run(upload_id=self.upload.pk, user_id=self.person.pk, attempt=0)
            lifecycle.request_wish(user=self.person, upload=self.upload, wish=Wish.UNDO)

    def send(self, data):
        return intake.receive(user=self.person, filename="history.csv", chunks=[data])

    def work(self, what, *last, attempt=0, seconds=None):
        """Let another process do it; the steps it took. Killed after the step `last` or after so many seconds."""
        kind = "undo" if what == "undo" else "import"
        names = (kind, self.upload.pk, self.person.pk, attempt, settings.MEDIA_ROOT, *last)
        worker = subprocess.Popen(
            [sys.executable, "-m", "imports.tests.hostile.doomed", *map(str, names)],
            env={**os.environ, **self.cluster.environment(), "BESIDE_FROM": "0"},
            cwd=settings.BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = [worker.stdout.readline().strip()]
        assert told == ["ready:1"]
        if seconds is not None:
            time.sleep(seconds)
            worker.send_signal(signal.SIGKILL)
        rest, _ = worker.communicate(timeout=120)
        assert (
            worker.returncode == 0 or (last or seconds is not None) and worker.returncode == -signal.SIGKILL
        )
        return told + rest.splitlines()

    def recover(self, what):
        """Time goes by, the sweep finds what was lost, and a worker does it."""
        sent = []
        later = now() + timedelta(minutes=5)
        with self.monkeypatch.context() as patch:
            patch.setattr("imports.sweep.now", lambda: later)
            patch.setattr("imports.lifecycle.now", lambda: later)
            patch.setattr("imports.queue.send", lambda upload, attempt: sent.append(("import", attempt)))
            patch.setattr("imports.queue.send_wish", lambda upload: sent.append(("undo", 0)))
            sweep.send_abandoned()
        for kind, attempt in sent:
            assert kind == ("undo" if what == "undo" else "import")
            if kind == "import":
                assert pipeline.run(upload_id=self.upload.pk, user_id=self.person.pk, attempt=attempt)
            else:
                assert undo.grant(upload_id=self.upload.pk, user_id=self.person.pk)
        return len(sent)

    def left(self):
        """The database's checksums, after it was found sound."""
        with acting_as(self.person):
            upload = Upload.objects.get(pk=self.upload.pk)
        assert (upload.state, upload.wish, upload.lease_until) == (State.PROCESSED, "", None)
        assert upload.inserted > 0
        assert self.what == "first" or min(upload.updated, upload.unchanged) > 0
        assert verify().is_sound
        return self.checksums()

    def lines(self):
        with acting_as(self.person):
            return StatementLine.objects.count()

    def checksums(self):
        with postgres.connect(self.cluster.paths, database=self.cluster.database) as superuser:
            return checksums(superuser)

    def undisturbed(self, what):
        """The steps of a worker that nobody kills, and what it leaves."""
        self.begin(what)
        before = self.checksums()
        steps, left = self.work(what), self.left()
        assert differences(before, left).keys() >= {"imports_upload", "bets_bet", "ledger_movement"}
        assert ("commit_beside:1" in steps) == (what != "undo")
        return steps, left


def earlier_and_later(whole):
    """An export's older half, of which one summary was worded otherwise, and the whole."""
    lines = whole.split(b"\n")
    starts = [place for place, line in enumerate(lines) if line[:1] == b'"' and line[3:4] == b"/"]
    middle = starts[len(starts) // 2]
    older = b"\n".join([lines[0], *lines[middle:]])
    return older.replace(b" v ", b" vs ", 3), whole


@pytest.mark.thorough
def test_a_worker_killed_in_the_transaction_and_at_both_its_ends(scene):
    steps, calm = scene.undisturbed("import")
    for step in ("begin_import:1", "merge_lines:1", "import_reading:1"):
        assert step in steps
        scene.begin("import")
        assert scene.work("import", step)[-1] == step
        assert scene.recover("import") == (step != "import_reading:1")  # which had done it all
        assert differences(scene.left(), calm) == {}


@pytest.mark.thorough
@pytest.mark.parametrize("what", ["first", "import"])
def test_a_worker_killed_between_the_two_commits(scene, what):
    _, calm = scene.undisturbed(what)
    scene.begin(what)
    lines = scene.lines()
    assert scene.work(what, "commit_beside:1")[-1] == "commit_beside:1"
    with acting_as(scene.person):
        assert Row.objects.filter(upload=scene.upload).exists()  # told, of an upload that is not in
    assert scene.lines() == lines
    assert scene.recover(what)
    assert differences(scene.left(), calm) == {}


@pytest.mark.thorough
@pytest.mark.parametrize("ending", ["given up", "cancelled", "cancelled while it waits"])
@pytest.mark.parametrize("what", ["first", "import"])
def test_what_was_told_beside_a_lost_import_goes_when_it_is_over(scene, what, ending):
    scene.begin(what)
    before = scene.checksums()
    scene.work(what, "commit_beside:1")
    beside = {"imports_row", "imports_bettelling"} if what == "first" else {"imports_row"}
    assert differences(scene.checksums(), before).keys() >= beside
    if ending == "cancelled":
        lifecycle.request_cancel(user=scene.person, upload=scene.upload)
    elif ending == "given up":
        scene.monkeypatch.setattr(lifecycle, "MOST_ATTEMPTS", 1)
    scene.monkeypatch.setattr("imports.queue.send", lambda *_, **__: None)
    later = now() + timedelta(minutes=5)
    with scene.monkeypatch.context() as patch:
        patch.setattr("imports.sweep.now", lambda: later)
        patch.setattr("imports.lifecycle.now", lambda: later)
        sweep.send_abandoned()
    if ending == "cancelled while it waits":
        lifecycle.request_cancel(user=scene.person, upload=scene.upload)
    told = {"imports_upload", "accounts_notification"} if ending == "given up" else {"imports_upload"}
    assert differences(scene.checksums(), before).keys() == told


@pytest.mark.thorough
def test_a_checksum_tells_what_was_told_and_not_when_or_under_which_id(scene):
    scene.begin("import")
    once = scene.checksums()
    scene.begin("import")
    assert differences(scene.checksums(), once) == {}
    with acting_as(scene.person):
        StatementLine.objects.filter(pk=StatementLine.objects.latest("pk").pk).update(description="x")
    assert differences(scene.checksums(), once).keys() == {"treasury_statementline"}


@pytest.mark.slow
@pytest.mark.parametrize("what", ["import", "first", "undo"])
def test_a_worker_killed_after_every_step(scene, what):
    steps, calm = scene.undisturbed(what)
    if what != "undo":
        assert {f"at {step}:1" for step in STEPS} <= set(steps)
        assert {"claim:1", "begin_import:1", "finish:1"} <= set(steps)
    assert len(steps) > 15
    for step in steps:
        scene.begin(what)
        assert scene.work(what, step)[-1] == step
        scene.recover(what)
        assert differences(scene.left(), calm) == {}, step


@pytest.mark.slow
def test_a_worker_killed_at_any_moment(scene):
    _, calm = scene.undisturbed("import")
    scene.begin("import")
    began = time.monotonic()
    pipeline.run(upload_id=scene.upload.pk, user_id=scene.person.pk, attempt=0)
    takes, rng = time.monotonic() - began, Random(11)
    disturbed = 0
    for _ in range(RANDOM_MOMENTS):
        scene.begin("import")
        scene.work("import", seconds=rng.uniform(0, takes))
        disturbed += scene.recover("import")
        assert differences(scene.left(), calm) == {}
    assert disturbed > RANDOM_MOMENTS // 2


@pytest.mark.slow
def test_a_worker_killed_again_and_again_gives_up_and_leaves_nothing(scene):
    scene.begin("import")
    before = scene.checksums()
    later = now()
    scene.monkeypatch.setattr("imports.queue.send", lambda *_, **__: None)
    for attempt in range(lifecycle.MOST_ATTEMPTS):
        scene.work("import", "merge_lines:1", attempt=attempt)
        later += timedelta(minutes=5)
        for module in ("sweep", "lifecycle"):
            scene.monkeypatch.setattr(f"imports.{module}.now", lambda moment=later: moment)
        sweep.send_abandoned()
    with acting_as(scene.person):
        assert Upload.objects.get(pk=scene.upload.pk).error == lifecycle.LOST
    told = {"imports_upload", "accounts_notification"}  # the person hears of it
    assert differences(scene.checksums(), before).keys() == told

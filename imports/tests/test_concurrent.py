"""Files that are imported at the same moment: nobody waits for another person, and nothing is counted twice."""

import threading

import pytest
from django.db import connection, connections
from psycopg.errors import DeadlockDetected

from bets.models import Bet
from imports import intake, pipeline
from imports.models import State, Upload
from imports.tests.test_import_export import HEADER, ROWS
from ledger.models import Movement
from ledger.verification import verify
from treasury.models import StatementLine
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture(autouse=True)
def _files_aside(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def received(owner, rows):
    content = (HEADER + "\n".join(rows) + "\n").encode()
    return intake.receive(user=owner, filename="history.csv", chunks=[content])


def run_together(*uploads):
    start = threading.Barrier(len(uploads))

    def work(upload):
        try:
            start.wait()
            pipeline.run(upload_id=upload.pk, user_id=upload.owner_id, attempt=0)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(upload,)) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_overlapping_files_of_one_person(alice):
    run_together(received(alice, ROWS), received(alice, ROWS[1:]), received(alice, ROWS[:2]))
    with acting_as(alice):
        assert set(Upload.objects.values_list("state", flat=True)) == {State.PROCESSED}
        assert sum(Upload.objects.values_list("inserted", flat=True)) == 3
        assert (StatementLine.objects.count(), Bet.objects.count()) == (3, 1)
        active = Movement.objects.active().count()
    assert active == 4
    assert verify().is_sound


def test_one_message_delivered_three_times_is_one_import(alice):
    upload = received(alice, ROWS)
    run_together(upload, upload, upload)
    with acting_as(alice):
        assert StatementLine.objects.count() == 3
        assert Upload.objects.get().state == State.PROCESSED


def test_what_an_attempt_noted_is_forgotten_with_it(alice, monkeypatch):
    """Two transactions collide, and one is rolled back and tried again: its page tells of the second attempt only."""
    work, tried = pipeline.import_reading, []

    def import_reading(upload, reading, beat):
        tried.append(list(reading.parsed.notes))
        if len(tried) == 1:
            reading.parsed.notes.append("of the attempt that was rolled back")
            raise DeadlockDetected
        work(upload, reading, beat)

    monkeypatch.setattr(pipeline, "import_reading", import_reading)
    upload = received(alice, ROWS)
    assert pipeline.run(upload_id=upload.pk, user_id=alice.pk, attempt=0)
    with acting_as(alice):
        assert Upload.objects.get(pk=upload.pk).notes == tried[0] == tried[1]


def test_another_persons_import_does_not_wait(alice, bob):
    with acting_as(bob), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('imports.owner', %s))", [bob.pk])
        run_together(received_apart(alice))
    with acting_as(alice):
        assert Upload.objects.get().state == State.PROCESSED


def received_apart(owner):
    """Received by a connection of its own, so that it is there while ours is in a transaction."""
    made = []

    def work():
        try:
            made.append(received(owner, ROWS))
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return made[0]

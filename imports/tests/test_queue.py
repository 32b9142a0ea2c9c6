"""Which queue an upload goes to: whoever sends one small file waits behind nobody's long work."""

import pytest
from django.conf import settings

from imports import queue
from imports.models import State
from imports.tests.factories import create_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch):
    """The queues that were asked, in order."""
    asked = []
    monkeypatch.setattr("imports.tasks.process.apply_async", lambda args, **more: asked.append(more["queue"]))
    return asked


def test_one_small_file_goes_to_the_short_queue(alice, sent):
    queue.send(create_upload(owner=alice, size=20_000))
    assert sent == [settings.CELERY_TASK_DEFAULT_QUEUE]


def test_a_large_file_goes_to_the_long_queue(alice, sent):
    queue.send(create_upload(owner=alice, size=queue.LARGE_BYTES + 1))
    assert sent == [settings.BULK_QUEUE]


def test_the_second_file_of_a_person_waits_with_the_long_work(alice, bob, sent):
    create_upload(owner=alice, size=1)
    queue.send(create_upload(owner=alice, size=1))
    queue.send(create_upload(owner=bob, size=1))
    assert sent == [settings.BULK_QUEUE, settings.CELERY_TASK_DEFAULT_QUEUE]


def test_files_that_are_over_do_not_count(alice, sent):
    create_upload(owner=alice, size=1, state=State.PROCESSED)
    queue.send(create_upload(owner=alice, size=1))
    assert sent == [settings.CELERY_TASK_DEFAULT_QUEUE]


def test_a_worker_that_names_no_queue_takes_from_both():
    from betsite.celery import app

    assert {each.name for each in app.conf.task_queues} == {
        settings.BULK_QUEUE,
        settings.CELERY_TASK_DEFAULT_QUEUE,
    }

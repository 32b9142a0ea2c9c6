"""While a long file is imported, whoever looks sees within two seconds whether it is alive, and pages answer."""

import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.tests.factories import create_user
from imports import generator, intake
from imports.lifecycle import LEASE
from imports.models import FINISHED, State, Upload
from web.clock import now
from web.context import acting_as

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "staff"])


@pytest.fixture
def alice(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = settings.VAR / "uploads" / tmp_path.name  # where the child process finds them
    return create_user(email="alice@example.com")


def started(cluster, upload):
    """A process that imports the upload."""
    names = ("import", upload.pk, upload.owner_id, 0, settings.MEDIA_ROOT)
    return subprocess.Popen(
        [sys.executable, "-m", "imports.tests.hostile.doomed", *map(str, names)],
        env={**os.environ, **cluster.environment()},
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
    )


def watched(client, owner, upload, worker):
    """Look ten times a second: (age of the heartbeat, seconds the page took, share done) of each look."""
    looks = []
    address = reverse("imports:detail", args=[upload.pk])
    while worker.poll() is None:
        with acting_as(owner):
            row = Upload.objects.get(pk=upload.pk)
        if row.started_at and row.state not in FINISHED:
            age = (now() - (row.lease_until - LEASE)).total_seconds()
            began = time.monotonic()
            assert client.get(address).status_code == 200
            looks.append((age, time.monotonic() - began, row.step))
        time.sleep(0.1)
    return looks


@pytest.mark.slow
def test_the_heartbeat_of_a_long_import_is_never_older_than_two_seconds(client, alice, cluster):
    data = generator.make("sportsbet", 100_000, 1)
    upload = intake.receive(user=alice, filename="history.csv", chunks=[data])
    client.force_login(alice)
    looks = watched(client, alice, upload, started(cluster, upload))
    with acting_as(alice):
        assert Upload.objects.get(pk=upload.pk).state == State.PROCESSED
    assert len(looks) > 20
    assert {step for _, _, step in looks} >= {"read", "bets", "journal"}
    assert max(age for age, _, _ in looks) < 2
    assert max(took for _, took, _ in looks) < 2

"""The tests' own machinery: real roles, real queue, real browser, and nothing left from one test to the next."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from celery import shared_task
from django.core.cache import cache
from django.db import connection, connections

from accounts.models import User
from betsite import embedded
from betsite.tests import chromium
from betsite.tests.cluster import forget_lost_checkouts


@shared_task(name="betsite.tests.leave_a_mark")
def leave_a_mark(text: str) -> None:
    cache.set("mark", f"{text} {connection.settings_dict['NAME']}")


def test_memory_is_given_back_when_its_checkout_is_gone(tmp_path: Path) -> None:
    here, gone, other = (
        tmp_path / f"betsite-tests-{os.getuid()}-{name}" for name in ("here", "gone", "other")
    )
    for place, checkout in ((here, tmp_path), (gone, tmp_path / "removed")):
        place.mkdir()
        (place / "checkout").write_text(str(checkout), encoding="utf-8")
    other.mkdir()
    forget_lost_checkouts(tmp_path)
    assert (here.exists(), gone.exists(), other.exists()) == (True, False, True)


@pytest.mark.django_db(databases=["default", "owner", "staff"])
def test_every_alias_reaches_the_same_database_under_its_own_role() -> None:
    found = {}
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, current_database()")
            found[alias] = cursor.fetchone()
    assert {alias: row[0] for alias, row in found.items() if row} == {
        "default": "betsite_app",
        "owner": "betsite_owner",
        "staff": "betsite_staff",
    }
    assert len({row[1] for row in found.values() if row}) == 1


@pytest.mark.parametrize("attempt", [1, 2])
def test_what_a_transactional_test_commits_is_gone_in_the_next(
    transactional_db: None, attempt: int, alice: Any
) -> None:
    assert list(User.objects.values_list("email", flat=True)) == ["alice@example.com"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert cursor.fetchone() != (0,)


def test_a_task_runs_in_a_real_worker_on_this_database(worker: Any) -> None:
    leave_a_mark.delay("seen")
    deadline = time.monotonic() + 10
    while (mark := cache.get("mark")) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert mark == f"seen {connection.settings_dict['NAME']}"


def test_another_machine_cannot_be_reached() -> None:
    with socket.socket() as outward, pytest.raises(RuntimeError, match="stay on this machine"):
        outward.connect(("192.0.2.1", 80))


@pytest.mark.browser
def test_the_browser_shows_the_site(live: Any, page: Any, console_errors: list[str]) -> None:
    page.goto(f"{live.url}/accounts/login/")
    assert "Betsite" in page.title()
    page.evaluate("console.error('heard')")
    assert console_errors == ["heard"]


@pytest.mark.thorough
@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_skipped_browser_tests_are_said_and_fail_in_continuous_integration(
    tmp_path: Path, ci: str, code: int
) -> None:
    if any(Path(path).exists() for path in (*chromium.APPLICATIONS, *chromium.downloaded())):
        pytest.skip("this machine's browser is found without the search path")
    (tmp_path / "sh").symlink_to(shutil.which("sh") or "/bin/sh")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "CHROMIUM"))
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-m",
        "browser",
        "-k",
        "browser_shows",
        "-p",
        "no:cacheprovider",
        __file__,
    ]
    done = subprocess.run(
        command,
        cwd=embedded.REPOSITORY,
        env=environment | {"PATH": str(tmp_path), "CI": ci},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "1 browser tests were skipped: no Chromium found" in done.stdout
    assert done.returncode == code

"""`manage.py up` from the first start to the last stop, as a person and a power cut see it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from betsite import embedded
from betsite.embedded import paths
from betsite.embedded.processes import has_ended, wait_until

UNWANTED = ("DATABASE_URL", "REDIS_URL", "BETSITE_TEST_CHILD", "SECRET_KEY", "DJANGO_ALLOW_ASYNC_UNSAFE")


class Site:
    """One data directory, and the commands that work on it."""

    def __init__(self) -> None:
        self.var = (
            Path("/tmp") / f"betsite up {uuid4().hex[:8]}" / "var"
        )  # pytest's own is closed to other users
        kept = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        self.environment = kept | {
            "BETSITE_VAR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "betsite.settings",
            "BETSITE_DEMO": "0",
            "PYTHONUNBUFFERED": "1",
        }
        self.started: list[subprocess.Popen[str]] = []

    def manage(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command in a process group of its own, as a shell would."""
        process = subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=embedded.REPOSITORY,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def up(self) -> tuple[subprocess.Popen[str], str]:
        """Start the site; the process and the address it prints."""
        process = self.manage("up")
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if found := re.search(r"Betsite runs at (http://\S+)", line):
                return process, found[1]
        raise AssertionError(f"it ended without an address:\n{said}")

    def children(self, name: str) -> list[psutil.Process]:
        """The site's own processes, found by their command line; `name` is gunicorn, worker or beat."""
        family = psutil.Process(self.started[-1].pid).children()
        return [process for process in family if not has_ended(process) and name in command_line(process)]


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    for process in made.started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)
    embedded.stop(made.var)
    subprocess.run(["rm", "-rf", made.var.parent, paths.for_var(made.var).sockets], check=True)


def command_line(process: psutil.Process) -> list[str]:
    """Its words; none when it has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


@pytest.mark.slow
def test_the_site_starts_survives_accidents_and_stops(site: Site) -> None:
    process, url = site.up()
    assert answers(url)

    # A second start of the same directory only says where the first one is.
    second = site.manage("up")
    said = second.communicate(timeout=30)[0]
    assert (second.returncode, f"already running at {url}" in said) == (0, True), said
    site.started.pop()

    # A killed worker comes back.
    (worker,) = site.children("short@%h")
    assert len(site.children("any@%h")) == 1
    worker.kill()
    assert wait_until(
        lambda: [child.pid for child in site.children("short@%h")] not in ([], [worker.pid]), seconds=15
    )

    # Ctrl-C stops every child within seconds, and the next start is quick.
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 3
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=15) == 0
    assert wait_until(lambda: all(map(has_ended, family)), seconds=5)
    assert not answers(url)
    before = time.monotonic()
    process, url = site.up()
    assert time.monotonic() - before < 25, "a later start takes seconds"

    # kill -9 of the whole group: the children go too, and the next start finds nothing in its way.
    family = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=5)
    assert wait_until(lambda: all(map(has_ended, family)), seconds=20)
    process, url = site.up()
    assert answers(url)

    # `down` stops the site and the servers.
    down = site.manage("down")
    assert "Stopped Betsite and Valkey and PostgreSQL." in down.communicate(timeout=60)[0]
    assert process.wait(timeout=5) == 0
    assert not paths.for_var(site.var).valkey_socket.exists()


@pytest.mark.slow
def test_two_sites_run_on_one_machine_at_the_same_time(site: Site) -> None:
    other = Site()
    try:
        (_, one), (_, two) = site.up(), other.up()
        assert one != two
        assert answers(one)
        assert answers(two)
    finally:
        other.manage("down").communicate(timeout=60)
        for process in other.started:
            process.communicate(timeout=30)
        subprocess.run(["rm", "-rf", other.var.parent], check=True)


@pytest.mark.thorough
def test_a_port_in_use_is_named_when_it_was_asked_for(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = site.manage("up", "--port", str(port))
        said = refused.communicate(timeout=60)[0]
    assert (refused.returncode, f"Port {port} is in use" in said) == (1, True), said

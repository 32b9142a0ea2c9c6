"""The supervisor, tried with real processes that have children of their own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from betsite import embedded
from betsite.embedded.processes import has_ended, wait_until

# Two children; each writes its own and its child's process number into a file, and sleeps.
SUPERVISE = """
import pathlib, sys
from betsite.supervisor import Child, Supervisor
if sys.argv[2] == "elsewhere":
    sys.platform = "not linux"
here = pathlib.Path(sys.argv[1])
sleeper = "import os, pathlib, subprocess, sys; inner = subprocess.Popen(['sleep', '300']);" \
    "pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()} {inner.pid}'); inner.wait()"
def child(name):
    return Child(name, [sys.executable, "-c", sleeper, str(here / f"{name}.pids")], here / f"{name}.log")

children = [child("one"), child("two")]
supervisor = Supervisor(children, lambda text: print(text, flush=True))
supervisor.start()
supervisor.watch()
supervisor.stop()
"""


class Site:
    """A running supervisor and its directory."""

    def __init__(self, here: Path, platform: str) -> None:
        self.here = here
        command = [sys.executable, "-c", SUPERVISE, str(here), platform]
        self.process = subprocess.Popen(
            command, cwd=embedded.REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def pids(self, name: str) -> list[int]:
        """The process numbers of a child and of its child, once both run."""
        file = self.here / f"{name}.pids"
        assert wait_until(lambda: file.exists() and len(file.read_text().split()) == 2, seconds=20), (
            "it did not start"
        )
        return [int(number) for number in file.read_text().split()]

    def everybody(self) -> list[psutil.Process]:
        return [psutil.Process(number) for name in ("one", "two") for number in self.pids(name)]


@pytest.fixture(params=["linux", "elsewhere"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """On Linux both ways are tried: the kernel's signal and the attached process that other systems use."""
    if request.param == "linux" and sys.platform != "linux":
        pytest.skip("the kernel's parent-death signal is Linux's")
    running = Site(tmp_path, request.param)
    running.everybody()
    yield running
    if running.process.poll() is None:
        running.process.terminate()
    running.process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_signal_stops_every_child_and_its_children(site: Site, number: signal.Signals) -> None:
    family = site.everybody()
    site.process.send_signal(number)
    assert site.process.wait(timeout=15) == 0
    assert wait_until(lambda: all(map(has_ended, family)), seconds=3)


def test_children_end_when_the_supervisor_is_killed(site: Site) -> None:
    children = [psutil.Process(site.pids(name)[0]) for name in ("one", "two")]
    os.killpg(site.process.pid, signal.SIGKILL)
    assert wait_until(lambda: all(map(has_ended, children)), seconds=10)
    for name in (
        "one",
        "two",
    ):  # a sleeping grandchild has nothing to notice it by; real ones watch their parent
        os.kill(site.pids(name)[1], signal.SIGKILL)


def test_a_crashed_child_starts_again_and_the_other_goes_on(site: Site) -> None:
    first, other = site.pids("one"), site.pids("two")
    leftover = psutil.Process(first[1])
    (site.here / "one.pids").unlink()
    os.kill(first[0], signal.SIGKILL)
    assert site.process.stdout is not None
    assert site.process.stdout.readline().startswith("one ended (")
    assert site.pids("one") != first
    assert site.pids("two") == other
    assert wait_until(lambda: has_ended(leftover), seconds=3)

"""Keep a handful of processes running, and leave none behind.

A crashed child is started again, after a pause that doubles up to half a minute. Every child is the leader of its own
process group, so that stopping it reaches its own children too, and dies with the supervisor even after kill -9 (the
kernel's parent-death signal on Linux, betsite.attached elsewhere).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from betsite.keyless import without_keys

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a crashed child starts again
STEADY_SECONDS = 60.0  # having run this long, a child has earned a quick restart
PATIENCE_SECONDS = 6.0  # between the polite signal and the last one
LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    knows_key: bool = False  # the hot wallet's: the signer only
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    starts_again: float = 0.0
    pause: float = FIRST_PAUSE


@dataclass
class Supervisor:
    """Starts, watches and stops `children`; `say` tells the user, `tend` is called every ten seconds."""

    children: list[Child]
    say: Callable[[str], None]
    tend: Callable[[], None] = lambda: None
    stopping: bool = field(default=False, init=False)

    def start(self) -> None:
        """Start every child. From here on SIGINT, SIGTERM and SIGHUP mean stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: setattr(self, "stopping", True))
        for child in self.children:
            _start(child)

    def watch(self) -> None:
        """Return when asked to stop, restarting what crashes until then."""
        tended = time.monotonic()
        while not self.stopping:
            for child in self.children:
                self._look_after(child)
            if time.monotonic() - tended > 10:
                tended = time.monotonic()
                self.tend()
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop every child: politely, and after a few seconds for good."""
        running = [child for child in self.children if child.process]
        _signal_all(running, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and any(
            child.process and child.process.poll() is None for child in running
        ):
            time.sleep(0.05)
        _signal_all(running, signal.SIGKILL)
        for child in running:
            if child.process:
                child.process.wait()

    def _look_after(self, child: Child) -> None:
        if child.process is None:
            if time.monotonic() >= child.starts_again:
                _start(child)
            return
        code = child.process.poll()
        if code is None:
            return
        _signal_all([child], signal.SIGKILL)  # what its group left behind
        if time.monotonic() - child.started > STEADY_SECONDS:
            child.pause = FIRST_PAUSE
        self.say(f"{child.name} ended ({code}); starting it again in {child.pause:g} s. Its log: {child.log}")
        child.process, child.starts_again = None, time.monotonic() + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE)


def _start(child: Child) -> None:
    child.log.parent.mkdir(parents=True, exist_ok=True)
    if child.log.exists() and child.log.stat().st_size > LOG_BYTES:
        child.log.replace(child.log.with_suffix(".old.log"))
    command, before, environment = list(child.command), None, dict(os.environ)
    if not child.knows_key:
        environment = without_keys(environment)
    if sys.platform == "linux":
        before = _dying_with(os.getpid())
    else:
        command = [sys.executable, "-m", "betsite.attached", str(os.getpid()), *command]
        environment["BETSITE_PASS_FDS"] = ",".join(map(str, child.pass_fds))
    with child.log.open("ab") as log:
        child.process = subprocess.Popen(  # noqa: S603  our own command lines
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=before,  # this process has one thread only
            pass_fds=child.pass_fds,
        )
    child.started = time.monotonic()


def _dying_with(parent: int) -> Callable[[], None]:
    library = ctypes.CDLL(None, use_errno=True)

    def before() -> None:
        library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # it died before we could ask
            os._exit(1)

    return before


def _signal_all(children: Iterable[Child], number: int) -> None:
    for child in children:
        if child.process is None:
            continue
        try:
            os.killpg(child.process.pid, number) if number == signal.SIGKILL else child.process.send_signal(
                number
            )
        except (ProcessLookupError, PermissionError):
            pass  # nobody of the group is left

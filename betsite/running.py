"""Which `manage.py up` runs in this data directory.

A lock held for the supervisor's whole life is the truth (the kernel releases it even after kill -9); up.json beside it
only says where the site is.
"""

import fcntl
import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from betsite.embedded.processes import wait_until


@dataclass(frozen=True)
class Running:
    """The supervisor's process number and the site's address; the address is empty while it starts."""

    pid: int
    url: str


@contextmanager
def only_one(var: Path) -> Iterator[bool]:
    """Hold the supervisor's lock; False when another supervisor of this data directory holds it."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        announce(var, url="")
        try:
            yield True
        finally:
            _file(var).unlink(missing_ok=True)


def announce(var: Path, *, url: str) -> None:
    """Write down where the site of this process is."""
    fresh = _file(var).with_suffix(".new")
    fresh.write_text(json.dumps(asdict(Running(os.getpid(), url))), encoding="utf-8")
    fresh.replace(_file(var))


def find(var: Path, *, seconds: float = 0.0) -> Running | None:
    """The running supervisor, waiting up to `seconds` for it to know its address; None when none runs."""
    wait_until(lambda: not is_running(var) or bool((known := _read(var)) and known.url), seconds=seconds)
    return _read(var) if is_running(var) else None


def is_running(var: Path) -> bool:
    """Whether a supervisor holds the lock."""
    try:
        with (var / "up.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


def end(var: Path, *, seconds: float = 30.0) -> bool:
    """Ask the running supervisor to stop and wait until it has; False when none ran or it did not stop in time."""
    running = find(var)
    if running is None:
        return False
    os.kill(running.pid, signal.SIGTERM)
    return wait_until(lambda: not is_running(var), seconds=seconds, pause=0.1)


def _file(var: Path) -> Path:
    return var / "up.json"


def _read(var: Path) -> Running | None:
    try:
        return Running(**json.loads(_file(var).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None

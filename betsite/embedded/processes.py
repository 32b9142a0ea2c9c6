"""Is the server of a pid file really running? Numbers are reused and zombies answer signals, so look closer."""

import time
from collections.abc import Callable
from pathlib import Path

import psutil


def server(pid_file: Path, name: str) -> psutil.Process | None:
    """The live process of `pid_file` if it is a `name` (a prefix of its process name), else None."""
    try:
        process = psutil.Process(int(pid_file.read_text(encoding="utf-8").split()[0]))
        if not has_ended(process) and process.name().startswith(name):
            return process
    except (OSError, ValueError, IndexError, psutil.Error):
        pass  # no file, half a file, or no such process: not running
    return None


def end_orphans(directory: Path, name: str) -> None:
    """Kill what still works in `directory` after its parent was killed: it would hold the data open."""
    orphans = [process for process in psutil.process_iter(["name"]) if _works_in(process, directory, name)]
    for process in orphans:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            pass  # it noticed by itself
    wait_until(lambda: all(map(has_ended, orphans)), seconds=5)


def has_ended(process: psutil.Process) -> bool:
    """Whether `process` is over, even if nobody has collected its exit code yet."""
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def _works_in(process: psutil.Process, directory: Path, name: str) -> bool:
    try:
        return process.name().startswith(name) and Path(process.cwd()) == directory
    except (psutil.Error, OSError):
        return False


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.02) -> bool:
    """Whether `condition` became true within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True

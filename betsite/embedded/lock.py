"""One starter at a time: an advisory lock on a file, released by the kernel when its holder dies."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockTimeout(RuntimeError):
    """Another process held the lock for longer than the given time."""


@contextmanager
def held(path: Path, *, seconds: float = 120.0) -> Iterator[None]:
    """Hold the lock on `path` (made when missing). Raises LockTimeout after `seconds`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        _wait_for(file.fileno(), path, seconds)
        yield  # closing the file releases the lock


def _wait_for(descriptor: int, path: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise LockTimeout(
                    f"{path} is held by another process for more than {seconds:.0f} seconds."
                ) from None
            time.sleep(0.03)

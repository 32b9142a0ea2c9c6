"""Time that is up ends a test instead of hanging it; and how much memory a piece of work took."""

import signal
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TookTooLong(AssertionError):
    """The work was not over in time."""


@contextmanager
def seconds(most: float, what: str = "") -> Iterator[None]:
    """The block is over within so many seconds, or TookTooLong is raised in its middle."""

    def ring(*_: Any) -> None:
        raise TookTooLong(f"{what} took more than {most} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, most)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def megabytes(most: int, what: str = "") -> Iterator[None]:
    """The block takes no more memory than that at any moment (of Python's and NumPy's)."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1] / 2**20
    finally:
        tracemalloc.stop()
    assert peak <= most, f"{what} took {peak:.0f} MB"

"""Memory that is freed goes back to the system, where the C library is asked for it."""

import sys

import numpy as np
import psutil
import pytest

from imports import memory

linux = pytest.mark.skipif(sys.platform != "linux", reason="only glibc keeps freed blocks")


def test_where_there_is_no_such_call_nothing_happens(monkeypatch):
    class Bare:
        """A C library that knows neither call."""

    monkeypatch.setattr(memory.ctypes, "CDLL", lambda name: Bare())
    memory.map_large_blocks.cache_clear()
    assert (memory.map_large_blocks(), memory.give_back()) == (False, False)
    memory.map_large_blocks.cache_clear()


@linux
def test_large_arrays_leave_nothing_behind():
    assert memory.map_large_blocks()
    process = psutil.Process()
    before = process.memory_info().rss
    arrays = [np.ones(1_000_000) for _ in range(40)]  # 8 MB each
    held = process.memory_info().rss - before
    del arrays
    memory.give_back()
    assert held > 250_000_000
    assert process.memory_info().rss - before < held / 4

"""Give memory back to the system, where its C library is one that keeps it (glibc).

Arrays of a few megabytes come and go while a large file is read. glibc learns from the first that is freed to take such
blocks from its heap, where they leave holes that nobody else can use: reading a million rows kept twice what it needed.
"""

import ctypes
from functools import cache

import pyarrow as pa

M_MMAP_THRESHOLD = -3  # malloc.h
LARGE = 4 * 1024 * 1024  # bytes, from which a block is mapped by itself and unmapped when freed


@cache
def map_large_blocks() -> bool:
    """From now on in this process; False where the library knows no such setting.

    Arrow takes its blocks from there too: its own allocator keeps those that are freed for itself.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        return bool(ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE))
    except (OSError, AttributeError, TypeError):
        return False


def give_back() -> bool:
    """Return what is free inside the heap; False where there is no such call."""
    try:
        return bool(ctypes.CDLL(None).malloc_trim(0))
    except (OSError, AttributeError, TypeError):
        return False

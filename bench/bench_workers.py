"""Uploads by real Celery workers, two of them as `manage.py up` starts them: side by side, and while one is busy."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.conf import settings

from bench.bench_import import TRACKER, person
from bench.measure import Result, Scale, measure
from imports import generator, intake, queue
from imports.models import FINISHED, RUNNING, State, Upload

UPLOADS, ROWS, SMALL_ROWS = 10, 10_000, 100
LONGEST = 900  # seconds to wait for a worker before something is wrong
CELERY = [
    sys.executable,
    "-W",
    "ignore",
    "-m",
    "celery",
    "--app",
    "betsite.celery",
    "worker",
    "--concurrency",
    "1",
]
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]


@contextmanager
def two_workers() -> Iterator[None]:
    """One for short work only and one for any, warm: each has imported a file."""
    short = ["--hostname", "bench-short@%h", "--queues", settings.CELERY_TASK_DEFAULT_QUEUE]
    commands = [[*CELERY, *QUIET, *short], [*CELERY, *QUIET, "--hostname", "bench-any@%h"]]
    workers = [subprocess.Popen(command) for command in commands]
    try:
        content = generator.make(TRACKER, SMALL_ROWS, 9)
        for _ in range(2):
            wait(all_at_once([(person(), content) for _ in range(4)]))
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait(timeout=30)


def send(user: Any, content: bytes) -> Upload:
    """Take a file in and ask the workers for it, as the page does."""
    upload = intake.receive(user=user, filename="bench.csv", chunks=[content])
    queue.send(upload)
    return upload


def all_at_once(files: list[tuple[Any, bytes]]) -> list[Upload]:
    """Send them all."""
    return [send(user, content) for user, content in files]


def wait(uploads: list[Upload]) -> None:
    """Until all are done. Raises RuntimeError when one failed."""
    found = _until(uploads, lambda states: all(state in FINISHED for state in states))
    if set(found) != {State.PROCESSED}:
        raise RuntimeError(f"Not all uploads went in: {found}")


def wait_for_start(upload: Upload) -> None:
    """Until a worker has it."""
    _until([upload], lambda states: states[0] in RUNNING)


def _until(uploads: list[Upload], is_so: Callable[[list[str]], bool]) -> list[str]:
    began = time.monotonic()
    numbers = [upload.pk for upload in uploads]
    while True:
        states = list(Upload.objects.using("staff").filter(pk__in=numbers).values_list("state", flat=True))
        if is_so(states):
            return states
        if time.monotonic() - began > LONGEST:
            raise RuntimeError(f"Still waiting after {LONGEST} s: {states}")
        time.sleep(0.02)


@cache
def contents() -> list[bytes]:
    """Ten files."""
    return [generator.make(TRACKER, ROWS, seed) for seed in range(UPLOADS)]


def parts() -> list[bytes]:
    """Ten files of one account: the same rows grow by a tenth from file to file."""
    whole = generator.make(TRACKER, ROWS * UPLOADS, 3).splitlines(keepends=True)
    return [b"".join([whole[0], *whole[1 + at * ROWS : 1 + (at + 1) * ROWS]]) for at in range(UPLOADS)]


def _serial(files: list[tuple[Any, bytes]]) -> float:
    began = time.perf_counter()
    for user, content in files:
        wait([send(user, content)])
    return time.perf_counter() - began


def _parallel(files: list[tuple[Any, bytes]]) -> float:
    began = time.perf_counter()
    wait(all_at_once(files))
    return time.perf_counter() - began


@measure("parallel_uploads_vs_serial", "ratio", 0.75)
def parallel_uploads_vs_serial(scale: Scale) -> Result:
    """Ten uploads of 10,000 rows by ten people, sent at once, against one after the other; two workers in both."""
    with two_workers():
        _serial([(person(), content) for content in contents()])  # memory that was not written yet
        serial = _serial([(person(), content) for content in contents()])
        parallel = _parallel([(person(), content) for content in contents()])
    return Result(parallel / serial, f"one after the other {serial:.1f} s, at once {parallel:.1f} s")


@measure("same_account_uploads_vs_serial", "ratio", 1.1)
def same_account_uploads_vs_serial(scale: Scale) -> Result:
    """Ten uploads of 10,000 rows of one person and account, by a fresh person each time.

    Tables that grow make every upload a little slower than the one before: each way goes first once and last once.
    """
    files = parts()
    took = {_serial: 0.0, _parallel: 0.0}
    with two_workers():
        for way in (_serial, _parallel, _parallel, _serial):
            owner = person()
            took[way] += way([(owner, content) for content in files])
    serial, parallel = took[_serial], took[_parallel]
    return Result(
        parallel / serial, f"one after the other {serial:.1f} s, at once {parallel:.1f} s, twice each"
    )


@measure("small_upload_while_busy_s", "s", 3)
def small_upload_while_busy_s(scale: Scale) -> Result:
    """Another person's 100 rows while two large files are being imported; the slowest of up to twenty."""
    large, small = generator.make(TRACKER, scale.rows, 1), generator.make(TRACKER, SMALL_ROWS, 2)
    took: list[float] = []
    with two_workers():
        busy = all_at_once([(person(), large), (person(), large)])
        wait_for_start(busy[0])
        while len(took) < 20 and _still_runs(busy):
            took.append(_serial([(person(), small)]))
            time.sleep(1)
        wait(busy)
    took.sort()
    said = (
        f"{len(took)} uploads beside two of {scale.rows:,} rows: {took[len(took) // 2]:.2f} s in the middle"
    )
    return Result(took[-1], said)


def _still_runs(uploads: list[Upload]) -> bool:
    numbers = [upload.pk for upload in uploads]
    return Upload.objects.using("staff").filter(pk__in=numbers).exclude(state__in=FINISHED).exists()

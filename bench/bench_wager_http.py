"""Wagers over HTTP at a fixed arrival of a hundred a second, whether the last one was answered or not.

The site runs as `manage.py up` runs it (two processes of four threads). Each request is counted from the moment it was
due, so that a server that makes the next one wait cannot hide it. The load comes from this machine too.
"""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import local
from uuid import uuid4

from django.db import connections

from accounts.models import User
from accounts.tokens import make
from bench.bench_rounds import REFERENCE, ahead, instrument, people
from bench.measure import Result, Scale, measure
from rounds import opening, settlement

RATE, FOR_SECONDS, WARM_SECONDS = 100, 20, 3
PEOPLE, CLIENTS = 400, 32
_mine = local()


@measure("wager_http_p99_ms", "ms", 100)
def wager_http_p99_ms(scale: Scale) -> Result:
    """Placing wagers by POST /api/v1/wagers, of 400 people on one round."""
    tokens = _tokens(people(PEOPLE))
    with ahead(), _site() as port:
        one = opening.open_round(instrument=instrument(), reference=REFERENCE)
        times = _load(port, one.code, tokens)
        settlement.void(one.pk, reason="The bench is over.")
    ordered = sorted(
        times[RATE * WARM_SECONDS :]
    )  # without the first seconds, in which processes load their code
    middle, high, worst = (1000 * ordered[int(len(ordered) * share) - 1] for share in (0.5, 0.99, 1))
    return Result(
        high, f"{RATE}/s for {FOR_SECONDS} s: the middle {middle:.0f} ms, the slowest {worst:.0f} ms"
    )


def _tokens(pattern: str) -> list[str]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_user WHERE email LIKE %s ORDER BY id", [pattern])
        ids = [pk for (pk,) in cursor.fetchall()]
    found = User.objects.filter(pk__in=ids).order_by("pk")
    return [make(user=user, name="bench", scopes=["rounds:write"]).access for user in found]


@contextmanager
def _site() -> Iterator[int]:
    """The site on a free port of this machine, ready to answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "gunicorn",
        "betsite.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--log-level", "error"]
    process = subprocess.Popen(command, env=os.environ | {"DJANGO_LOG_LEVEL": "ERROR"})
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The site did not start.")


def _load(port: int, code: str, tokens: list[str]) -> list[float]:
    """The seconds of each request from the moment it was due. Raises RuntimeError for an answer that is no wager."""
    began = time.perf_counter() + 1

    def send(number: int) -> float:
        due = began + number / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        body = {
            "instrument": "nasdaq-composite",
            "code": code,
            "side": ("up", "down")[number % 2],
            "amount": f"{1 + number % 9}.25",
        }
        status, text = _post(port, tokens[number % len(tokens)], body)
        if status != 201:
            raise RuntimeError(f"{status}: {text[:300]!r}")
        return time.perf_counter() - due

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(send, range(RATE * (FOR_SECONDS + WARM_SECONDS))))


def _post(port: int, token: str, body: dict[str, str]) -> tuple[int, bytes]:
    """On this thread's own connection, which is kept."""
    if not hasattr(_mine, "connection"):
        _mine.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/json",
        "Idempotency-Key": str(uuid4()),
    }
    for attempt in (1, 2):
        try:
            _mine.connection.request("POST", "/api/v1/wagers", json.dumps(body), headers)
            answer = _mine.connection.getresponse()
            return answer.status, answer.read()
        except (http.client.HTTPException, ConnectionError):  # a kept connection that the server had closed
            _mine.connection.close()
            if attempt == 2:
                raise
    raise AssertionError("the loop returns or raises")

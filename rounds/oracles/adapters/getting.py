"""One GET to one checked address, tried again with patience: no redirect is followed, no answer is read without end."""

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.errors import TargetRefused
from accounts.webhooks.posting import Pinned, reason
from accounts.webhooks.targets import resolve

MOST_BYTES = 262_144
FIRST_PAUSE = 0.5  # seconds, doubled with each try


class NotGot(Exception):
    """Why there is no answer. `raw`: what there was of one. `is_passing`: it may work when it is tried again."""

    def __init__(self, message: str, *, raw: bytes = b"", is_passing: bool = False) -> None:
        super().__init__(message)
        self.raw, self.is_passing = raw, is_passing


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds for a try, how many tries, and seconds for all of them together."""

    timeout_s: float
    tries: int
    budget_s: float


def get(url: str, headers: Mapping[str, str], patience: Patience) -> bytes:
    """The body of an answer with status 200. Raises NotGot."""
    end = time.monotonic() + patience.budget_s
    pause = FIRST_PAUSE
    for left in range(patience.tries - 1, -1, -1):
        try:
            return _once(url, headers, min(patience.timeout_s, end - time.monotonic()))
        except NotGot as problem:
            if not left or not problem.is_passing or time.monotonic() + pause >= end:
                raise
        time.sleep(pause)
        pause *= 2
    raise NotGot("It was not asked.")


def _once(url: str, headers: Mapping[str, str], seconds: float) -> bytes:
    try:
        target = resolve(url)
    except TargetRefused as refused:
        raise NotGot(refused.message) from None
    connection = Pinned(target, silence=seconds)
    # An answer that trickles in byte by byte would outlast every pause that is measured alone.
    timer = threading.Timer(seconds, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        connection.request("GET", target.path, headers=dict(headers))
        response = connection.getresponse()
        body = response.read(MOST_BYTES + 1)
        if connection.is_cut:  # what was cut off reads like what ended
            raise NotGot("No answer in time.", raw=body[:MOST_BYTES], is_passing=True)
        return _checked(response, body)
    except TimeoutError:
        raise NotGot("No answer in time.", is_passing=True) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = "No answer in time." if connection.is_cut else f"No answer: {reason(error)}."
        raise NotGot(why, is_passing=True) from None
    finally:
        timer.cancel()
        connection.close()


def _checked(response: http.client.HTTPResponse, body: bytes) -> bytes:
    kept = body[:MOST_BYTES]
    if 300 <= response.status < 400:
        raise NotGot("It points to another address, which is not followed.", raw=kept)
    if response.status != 200:
        passing = response.status >= 500 or response.status == 429
        raise NotGot(f"It answered with status {response.status}.", raw=kept, is_passing=passing)
    if len(body) > MOST_BYTES:
        raise NotGot(f"The answer is larger than {MOST_BYTES} bytes.", raw=kept)
    if response.length:  # fewer bytes than were announced
        raise NotGot("The answer ended too soon.", raw=kept, is_passing=True)
    return body

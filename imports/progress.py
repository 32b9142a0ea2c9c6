"""Tell, beside the import's big transaction, how far it is; keep the lease; hear of a cancel.

A thread with a connection of its own writes step and rows done every half second and renews the lease. When the person
cancels, or another worker has taken over, it cancels the statement that is running: the import then ends between two
rows, not between two minutes.
"""

import threading
from types import TracebackType

from django.db import connection, connections
from django.db.utils import DatabaseError

from imports.errors import Cancelled, Superseded
from imports.lifecycle import LEASE
from imports.models import FINISHED, Upload
from web.clock import now
from web.context import acting_as

STEPS = {
    "read": "Read the file",
    "prove": "Prove the balance",
    "stage": "Prepare the rows",
    "lines": "Compare and store lines",
    "bets": "Work out the bets",
    "journal": "Post the journal",
}
# Of a hundred parts of the work, how many each step takes in a large import.
SHARES = {"read": 25, "prove": 1, "stage": 5, "lines": 15, "bets": 34, "journal": 20}
EVERY_SECONDS = 0.5
RENEW_EVERY = 2  # ticks: whoever looks can tell within two seconds whether the worker lives


class Heartbeat:
    """`with Heartbeat(upload) as beat:` and `beat.at("lines", total=1000)`, `beat.advance(50)` as work goes on."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.step, self.done, self.total = "read", 0, 0
        self._pid = 0
        self._over = threading.Event()
        self._refusal: type[Cancelled] | type[Superseded] | None = None
        self._thread = threading.Thread(target=self._run, name=f"upload-{upload.pk}", daemon=True)

    def __enter__(self) -> "Heartbeat":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._pid = cursor.fetchone()[0]
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        if self._refusal and isinstance(error, DatabaseError):
            raise self._refusal from error

    def at(self, step: str, *, total: int = 0) -> None:
        """A new step begins. Raises Cancelled or Superseded."""
        self.check()
        self.step, self.done, self.total = step, 0, total

    def advance(self, rows: int) -> None:
        """So many rows more are done in this step. Raises Cancelled or Superseded."""
        self.done += rows
        self.check()

    def check(self) -> None:
        """Raises Cancelled or Superseded when this import must end."""
        if self._refusal:
            raise self._refusal

    def _run(self) -> None:
        told: tuple[str, int, int] = ("", 0, 0)
        ticks = 0
        try:
            while not self._over.wait(EVERY_SECONDS):
                ticks += 1
                now_at = (self.step, self.done, self.total)
                if now_at != told or ticks % RENEW_EVERY == 0:
                    told = now_at
                    self._tell(*now_at)
                if self._must_end():
                    self._stop_statement()
                    return
        finally:
            connections["default"].close()

    def _tell(self, step: str, done: int, total: int) -> None:
        with acting_as(self.upload.owner_id):
            Upload.objects.filter(pk=self.upload.pk, attempt=self.upload.attempt).exclude(
                state__in=FINISHED
            ).update(step=step, done=done, total=total, lease_until=now() + LEASE)

    def _must_end(self) -> bool:
        with acting_as(self.upload.owner_id):
            row = Upload.objects.filter(pk=self.upload.pk).values("attempt", "is_cancel_requested").first()
        if row and row["attempt"] != self.upload.attempt:
            self._refusal = Superseded
        elif row and row["is_cancel_requested"]:
            self._refusal = Cancelled
        return self._refusal is not None

    def _stop_statement(self) -> None:
        """The thread that imports meets the refusal at its next step, or is torn out of a long statement."""
        while not self._over.wait(EVERY_SECONDS):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_cancel_backend(%s)", [self._pid])

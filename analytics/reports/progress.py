"""Tell, beside the transaction that reads, how far a report is; keep the lease; hear of a cancel.

A thread with a connection of its own writes step and rows done, renews the lease, and when the report is cancelled or
taken over stops the statement that is running.
"""

import threading
from types import TracebackType

from django.db import connection, connections
from django.db.utils import DatabaseError

from analytics.reports.errors import Cancelled, Superseded
from analytics.reports.lifecycle import LEASE
from analytics.reports.models import Report
from web.clock import now
from web.context import acting_as

EVERY_SECONDS = 0.5
RENEW_EVERY = 2  # ticks


class Heartbeat:
    """`with Heartbeat(report) as beat:`, `beat.at("Bets", total=1000)`, and `beat.advance(50)` as work goes on."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.step, self.done, self.total = "", 0, 0
        self._pid = 0
        self._over = threading.Event()
        self._refusal: type[Cancelled] | type[Superseded] | None = None
        self._thread = threading.Thread(target=self._run, name=f"report-{report.pk}", daemon=True)

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
        """A new step begins, named as people read it. Raises Cancelled or Superseded."""
        self.check()
        self.step, self.done, self.total = step, 0, total

    def advance(self, rows: int) -> None:
        """So many rows more are done in this step. Raises Cancelled or Superseded."""
        self.done += rows
        self.check()

    def check(self) -> None:
        """Raises Cancelled or Superseded when this report must end."""
        if self._refusal:
            raise self._refusal

    def _run(self) -> None:
        told: tuple[str, int, int] = ("", 0, 0)
        ticks = 0
        try:
            while not self._over.wait(EVERY_SECONDS):
                ticks += 1
                at = (self.step, self.done, self.total)
                if at != told or ticks % RENEW_EVERY == 0:
                    told = at
                    self._tell(*at)
                if self._must_end():
                    self._stop_statement()
                    return
        finally:
            connections["default"].close()

    def _tell(self, step: str, done: int, total: int) -> None:
        with acting_as(self.report.owner_id):
            mine = Report.objects.unfinished().filter(pk=self.report.pk, attempt=self.report.attempt)
            mine.update(step=step, done=done, total=total, lease_until=now() + LEASE)

    def _must_end(self) -> bool:
        with acting_as(self.report.owner_id):
            row = Report.objects.filter(pk=self.report.pk).values("attempt", "is_cancel_requested").first()
        if row and row["attempt"] != self.report.attempt:
            self._refusal = Superseded
        elif row and row["is_cancel_requested"]:
            self._refusal = Cancelled
        return self._refusal is not None

    def _stop_statement(self) -> None:
        """The thread that reads meets the refusal at its next step, or is torn out of a long statement."""
        while not self._over.wait(EVERY_SECONDS):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_cancel_backend(%s)", [self._pid])


class Quiet:
    """What a report that nobody watches (the command's) is told to."""

    def at(self, step: str, *, total: int = 0) -> None:
        """A new step begins."""

    def advance(self, rows: int) -> None:
        """So many rows more are done."""

    def check(self) -> None:
        """It may always go on."""


Beat = Heartbeat | Quiet

"""Tell, beside a worker's big transaction, how far its work is; keep the lease; hear of a cancel.

A thread with a connection of its own writes step and rows done every half second and renews the lease. When the person
cancels, or another worker has taken over, it cancels the statement that is running: the work then ends between two
rows, not between two minutes. What the work is (an import, a report) is a subclass's to say.
"""

import threading
from abc import ABC, abstractmethod
from datetime import timedelta
from types import TracebackType
from typing import Any, ClassVar, Self

from django.db import connection, connections
from django.db.models import Model, QuerySet
from django.db.utils import DatabaseError

from web.clock import now
from web.context import acting_as
from web.errors import Problem

EVERY_SECONDS = 0.5
# A commit waits until all that was logged before it is on disk: the big transaction's megabytes, every half second, and
# that transaction waits with it. What is told here may be lost with the machine.
UNHURRIED = "SET LOCAL synchronous_commit = off"
RENEW_EVERY = 2  # ticks: whoever looks can tell within two seconds whether the worker lives


class Heartbeat(ABC):
    """`with Heartbeat(work) as beat:` and `beat.at("lines", total=1000)`, `beat.advance(50)` as work goes on.

    `work` is a row with owner, attempt, step, done, total, lease_until and is_cancel_requested.
    """

    cancelled: ClassVar[type[Problem]]
    superseded: ClassVar[type[Problem]]
    lease: ClassVar[timedelta]
    first_step: ClassVar[str] = ""

    def __init__(self, work: Any) -> None:
        self.work = work
        self.step, self.done, self.total = self.first_step, 0, 0
        self._pid = 0
        self._over = threading.Event()
        self._refusal: type[Problem] | None = None
        name = f"{work._meta.model_name}-{work.pk}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @abstractmethod
    def unfinished(self) -> QuerySet[Model]:
        """The rows of this sort of work that somebody still has to do."""

    def __enter__(self) -> Self:
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
        """A new step begins. Raises `cancelled` or `superseded`."""
        self.check()
        self.step, self.done, self.total = step, 0, total

    def advance(self, rows: int) -> None:
        """So many rows more are done in this step. Raises `cancelled` or `superseded`."""
        self.done += rows
        self.check()

    def check(self) -> None:
        """Raises `cancelled` or `superseded` when this work must end."""
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
        with acting_as(self.work.owner_id):
            with connection.cursor() as cursor:
                cursor.execute(UNHURRIED)
            mine = self.unfinished().filter(pk=self.work.pk, attempt=self.work.attempt)
            mine.update(step=step, done=done, total=total, lease_until=now() + self.lease)

    def _must_end(self) -> bool:
        with acting_as(self.work.owner_id):
            rows = type(self.work)._default_manager.filter(pk=self.work.pk)
            row = rows.values("attempt", "is_cancel_requested").first()
        if row and row["attempt"] != self.work.attempt:
            self._refusal = self.superseded
        elif row and row["is_cancel_requested"]:
            self._refusal = self.cancelled
        return self._refusal is not None

    def _stop_statement(self) -> None:
        """The thread that works meets the refusal at its next step, or is torn out of a long statement."""
        while not self._over.wait(EVERY_SECONDS):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_cancel_backend(%s)", [self._pid])

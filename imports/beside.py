"""A second connection beside an import's own: what of the work need not be seen by the first one is done there.

Rows and tellings of a large first import are a sixth of the work, and rows that are known as they are most of it when
a file is told again. Nobody reads them before the upload is finished, so they are written beside. They are committed
by the first one's last step, so both are there or neither is. A worker that dies between the two commits leaves rows
of an unfinished upload, which count for nothing and are taken away when the upload is begun again or ended
(`forget_leftovers`).
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from django.db import connection, connections, transaction

from web.context import acting_as

MANY = 20_000  # rows, from which a second connection is worth it
PATIENT = (
    "SET LOCAL idle_in_transaction_session_timeout = 0"  # it waits for the first one as long as that takes
)
LEFTOVERS = """
DELETE FROM imports_bettelling t USING imports_row r
 WHERE r.upload_id = %(upload)s AND t.id = r.telling_id AND NOT EXISTS (SELECT 1 FROM bets_bet b WHERE b.id = t.bet_id);
DELETE FROM imports_row WHERE upload_id = %(upload)s
"""


def is_worth_it(rows: int) -> bool:
    """Is a second connection, for so many rows?"""
    return rows >= MANY


class Beside:
    """`with Beside(owner_id) as beside:`, as often as there is work `beside.do(work)`, and at last `beside.commit()`;
    what was not committed by the end of the block is rolled back.

    Works are done one after the other in one transaction, in a thread with a connection of its own.
    """

    def __init__(self, owner_id: int) -> None:
        self.owner_id = owner_id
        self._thread: threading.Thread | None = None
        self._works: SimpleQueue[tuple[Callable[[], Any], Future] | None] = SimpleQueue()
        self._last: Future = Future()
        self._error: BaseException | None = None
        self._raw: Any = None
        self._is_decided, self._may_stay = False, False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is None:
            return
        self._works.put(None)
        while self._thread.is_alive():
            if not self._may_stay and self._raw is not None:
                with suppress(Exception):  # it may have ended by itself meanwhile
                    self._raw.cancel_safe(timeout=5)
            self._thread.join(0.2)

    def do(self, work: Callable[[], Any]) -> Future:
        """Have this done after what was asked before; what it returns or raises. After an error nothing more is done,
        and whoever waits hears of that error."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"beside-{self.owner_id}", daemon=True)
            self._thread.start()
        self._last = Future()
        self._works.put((work, self._last))
        return self._last

    def commit(self, *, check: Callable[[], None]) -> None:
        """Wait until all is done, asking `check` now and then, and let it stay. Raises what a work or check raised.
        Nothing to do when there was no work."""
        if self._thread is None:
            return
        while not wait({self._last}, timeout=0.2).done:
            check()
        self._last.result()
        self._may_stay = True
        self._works.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            with acting_as(self.owner_id):
                self._raw = connection.connection
                with connection.cursor() as cursor:
                    cursor.execute(PATIENT)
                self._work_through()
                transaction.set_rollback(not self._may_stay)
        except BaseException as error:  # noqa: BLE001  whoever waits raises it
            self._error = error
        finally:
            self._raw = None
            connection.close()
        if self._error is not None and not self._is_decided:
            self._refuse(self._error)

    def _work_through(self) -> None:
        while (asked := self._works.get()) is not None:
            work, answer = asked
            try:
                answer.set_result(work())
            except BaseException as error:
                answer.set_exception(error)
                raise
        self._is_decided = True

    def _refuse(self, error: BaseException) -> None:
        """Answer all that is still asked with what went wrong."""
        while (asked := self._works.get()) is not None:
            asked[1].set_exception(error)


def forget_leftovers(upload_id: int, *, using: str = "default") -> None:
    """Take away what an upload that is not finished told beside an import that was lost. Inside acting_as(owner)."""
    with connections[using].cursor() as cursor:
        cursor.execute(LEFTOVERS, {"upload": upload_id})

"""What a large first import tells is kept by a transaction of its own, beside the one that works with it.

Rows and tellings are a sixth of the work, and nobody reads them before the upload is finished; so a second connection
writes them while the first one writes bets and journal. It is committed by the first one's last step, so both are
there or neither is. A worker that dies between the two commits leaves rows of an unfinished upload, which count for
nothing and are taken away when the upload is begun again or ended (`forget_leftovers`).
"""

import threading
from collections.abc import Callable
from contextlib import suppress
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


class Beside:
    """`with Beside(owner_id) as beside:`, once `beside.begin(work)`, and at last `beside.commit()`; what was not
    committed by the end of the block is rolled back. `work` runs in a thread, on a connection of that thread's own."""

    def __init__(self, owner_id: int) -> None:
        self.owner_id = owner_id
        self._thread: threading.Thread | None = None
        self._work: Callable[[], None] = lambda: None
        self._error: BaseException | None = None
        self._raw: Any = None
        self._is_done, self._decided, self._may_stay = threading.Event(), threading.Event(), False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._decided.set()
            while self._thread.is_alive():
                if not self._may_stay and self._raw is not None:
                    with suppress(Exception):  # it may have ended by itself meanwhile
                        self._raw.cancel_safe(timeout=5)
                self._thread.join(0.2)

    def begin(self, work: Callable[[], None]) -> None:
        """Start with it now."""
        self._work = work
        self._thread = threading.Thread(target=self._run, name=f"beside-{self.owner_id}", daemon=True)
        self._thread.start()

    def commit(self, *, check: Callable[[], None]) -> None:
        """Wait until the work is done, asking `check` now and then, and let it stay. Raises what work or check raised.
        Nothing to do when nothing was begun."""
        if self._thread is None:
            return
        while not self._is_done.wait(0.2):
            check()
        if self._error is None:
            self._may_stay = True
            self._decided.set()
            self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            with acting_as(self.owner_id):
                self._raw = connection.connection
                with connection.cursor() as cursor:
                    cursor.execute(PATIENT)
                self._work()
                self._is_done.set()
                self._decided.wait()
                transaction.set_rollback(not self._may_stay)
        except BaseException as error:  # noqa: BLE001  the thread that waits raises it
            self._error = error
        finally:
            self._is_done.set()
            self._raw = None
            connection.close()


def forget_leftovers(upload_id: int, *, using: str = "default") -> None:
    """Take away what an upload that is not finished told beside an import that was lost. Inside acting_as(owner)."""
    with connections[using].cursor() as cursor:
        cursor.execute(LEFTOVERS, {"upload": upload_id})

"""On whose behalf the database is asked: row-level security shows only the acting user's rows.

The name lives in the transaction (`set_config(..., is_local => true)`): no pooled connection carries it over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from web import prepared

SETTING = "betsite.uid"
BECOME = (
    "WITH before AS MATERIALIZED (SELECT coalesce(current_setting(%s, true), '') AS former)"
    " SELECT former, set_config(%s, %s, true) FROM before"
)
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('imports.owner', %s))"


@contextmanager
def acting_as(user: Any, *, using: str = "default") -> Iterator[None]:
    """Open a transaction in which the database shows and accepts the rows of `user` (a user or a user's id).

    May be nested, also for another user: the former one acts again on leaving. Raises ValueError for nobody
    (an anonymous or unsaved user), because "nobody" must never mean "everybody".
    """
    uid = user if isinstance(user, int) else getattr(user, "pk", None)
    if not isinstance(uid, int) or isinstance(uid, bool):
        raise ValueError("acting_as() needs a saved user or a user's id.")
    if not connections[using].in_atomic_block:
        with transaction.atomic(using=using):
            prepared.begin(SETTING, uid, using=using)
            yield  # the end of the transaction forgets the name
        return
    with transaction.atomic(using=using):
        former = _become(str(uid), using=using)
        yield
        # The rollback of a nested block forgets the name.
        if former != str(uid) and not connections[using].needs_rollback:
            _become(former, using=using)


@contextmanager
def reading_as(user: Any, *, using: str = "default") -> Iterator[None]:
    """As `acting_as`, in a transaction that can change nothing: PostgreSQL refuses writes, and it is rolled back."""
    with acting_as(user, using=using):
        try:
            with connections[using].cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            yield
        finally:
            transaction.set_rollback(True, using=using)


def acting_uid(*, using: str = "default") -> int | None:
    """The id of the user the database answers to at this moment, or None."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting(%s, true), '')", [SETTING])
        (value,) = cursor.fetchone()
    return None if value is None else int(value)


def alone(user_id: int, *, using: str = "default") -> None:
    """Wait until nobody else changes this person's book, and hold it until the transaction ends.

    One change of a book at a time: its accounts, events and facts are theirs alone, and no other person waits.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(LOCK, [user_id])


def _become(uid: str, *, using: str) -> str:
    """Set the acting user's id for the rest of the transaction and return the former one ('' for nobody)."""
    row = prepared.fetch_one(BECOME, [SETTING, SETTING, uid], using=using)
    assert row
    return str(row[0])

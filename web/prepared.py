"""Statements that run thousands of times a second: prepared once by the server, bound there, sent with as few trips.

Django binds in the client, so the server parses and plans each statement anew. This goes around Django's cursor but not
around its connection: errors come as Django's, and whoever counts or wraps statements gets them as always.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import ExecStatus, TransactionStatus


def fetch_one(sql: str, parameters: Sequence[Any], *, using: str = "default") -> tuple[Any, ...] | None:
    """The first row of a statement, or None. `sql` must always be the same text for the same purpose."""
    connection = connections[using]
    if _is_watched(connection) or not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            found: tuple[Any, ...] | None = cursor.fetchone()
            return found
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    raw: psycopg.Connection[Any] = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = 5  # Django's own cursors bind in the client and never prepare
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        return cursor.execute(sql, parameters, prepare=True).fetchone()  # type: ignore[arg-type]


def begin(name: str, value: int, *, using: str = "default") -> None:
    """Set a setting for the transaction that an atomic block has just announced, in one trip with its BEGIN.

    Django and psycopg send BEGIN by itself before the first statement. Does the same by two trips where somebody
    watches the statements or where BEGIN says more than its name (an isolation level).
    """
    connection = connections[using]
    connection.ensure_connection()
    raw: psycopg.Connection[Any] = connection.connection
    statement = f"SET LOCAL {name} = '{int(value)}'"
    if not _is_watched(connection) and _is_plain(raw):
        with connection.wrap_database_errors:
            done = raw.pgconn.exec_(f"BEGIN; {statement}".encode())
        if done.status == ExecStatus.COMMAND_OK:
            return
    with connection.cursor() as cursor:  # says in Django's words what was wrong, too
        cursor.execute(statement)


def _is_watched(connection: BaseDatabaseWrapper) -> bool:
    return bool(connection.queries_logged or connection.execute_wrappers)


def _is_plain(raw: psycopg.Connection[Any]) -> bool:
    """Would psycopg open a transaction by a bare BEGIN now?"""
    said = (raw.isolation_level, raw.read_only, raw.deferrable)
    return said == (None, None, None) and raw.info.transaction_status == TransactionStatus.IDLE

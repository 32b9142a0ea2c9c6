"""Statements that run thousands of times a second: prepared once by the server, bound there.

Django binds in the client, so the server parses and plans each statement anew. This goes around Django's cursor but not
around its connection: errors come as Django's, and whoever counts or wraps statements gets them as always.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connections


def fetch_one(sql: str, parameters: Sequence[Any], *, using: str = "default") -> tuple[Any, ...] | None:
    """The first row of a statement, or None. `sql` must always be the same text for the same purpose."""
    connection = connections[using]
    if connection.queries_logged or connection.execute_wrappers or not connection.in_atomic_block:
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

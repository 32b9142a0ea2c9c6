"""A whole database as one checksum for each table, without ids and without the times at which work was done.

Facts of the files lie in the past; a moment of the last hours is when something was done, and counts as "lately".
"""

from typing import Any

import psycopg
from psycopg import sql

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, NULL),
       EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'f')
                 AND a.attnum = ANY (k.conkey))
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY 1, a.attnum
"""
WHOLE = ("smallint", "integer", "bigint", "xid8", "uuid")
IDS_IN_TEXT = r"\m(line|bet|reverse|told|fact|upload):\d+"
IGNORED = {  # how often it was tried; ids; a person made anew; numbers that are new with every change
    ("imports_upload", "attempt"),
    ("imports_upload", "accounts"),
    ("accounts_user", "password"),
    ("bets_bookstamp", "stamp"),
    ("bets_bookchange", "before"),
    ("bets_bookchange", "after"),
    ("bets_bookchange", "bet_ids"),
}


def checksums(connection: psycopg.Connection) -> dict[str, tuple[int, str]]:
    """(rows, checksum) of every table."""
    tables: dict[str, list[sql.Composable]] = {}
    for table, column, kind, is_key in connection.execute(COLUMNS).fetchall():
        told = tables.setdefault(table, [sql.SQL("''")])
        is_id = kind in WHOLE and (is_key or column == "id" or column.endswith(("_id", "xid")))
        if not is_id and (table, column) not in IGNORED:
            told.append(_told(column, kind))
    return {table: _checksum(connection, table, told) for table, told in tables.items()}


def _told(column: str, kind: str) -> sql.Composable:
    """The column as text that does not depend on the run."""
    name = sql.Identifier(column)
    if kind == "timestamp with time zone":
        lately = sql.SQL("CASE WHEN {0} > now() - interval '1 day' THEN 'lately' ELSE {0}::text END")
        return lately.format(name)
    if kind in ("text", "character varying"):
        return sql.SQL("regexp_replace({}, {}, '\\1', 'g')").format(name, sql.Literal(IDS_IN_TEXT))
    return sql.SQL("{}::text").format(name)


def _checksum(connection: psycopg.Connection, table: str, told: list[sql.Composable]) -> tuple[int, str]:
    row = sql.SQL("SELECT ROW({})::text AS told FROM {}").format(
        sql.SQL(", ").join(told), sql.Identifier(table)
    )
    every = sql.SQL(
        "SELECT count(*), coalesce(md5(string_agg(told, E'\\n' ORDER BY told COLLATE \"C\")), '') FROM ({}) r"
    )
    found: Any = connection.execute(every.format(row)).fetchone()
    return found


def differences(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The tables that differ."""
    return {
        table: (one.get(table), other.get(table))
        for table in one.keys() | other.keys()
        if one.get(table) != other.get(table)
    }

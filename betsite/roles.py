"""The three database roles and the database itself: cluster-wide, so no migration can make them.

The owner migrates, the application runs pages, tasks and commands, staff jobs read across users (BYPASSRLS). None is a
superuser. What each may do to a table is granted in the migrations.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import Connection, sql


@dataclass(frozen=True)
class Login:
    """A role that may connect. A password of None leaves the role's password as it is."""

    name: str
    password: str | None = None


def make_all(superuser: Connection, *, owner: Login, app: Login, staff: Login, database: str) -> None:
    """Make or repair the roles and the database; safe to repeat. `superuser` must be in autocommit."""
    _login(superuser, owner)
    _login(superuser, app)
    _login(superuser, staff, extra=["BYPASSRLS"])
    _run(superuser, "GRANT {} TO {}", app.name, staff.name)
    # A migration that cannot get its lock in four seconds gives up instead of holding every page behind it.
    _run(superuser, "ALTER ROLE {} SET lock_timeout = '4s'", owner.name)
    make_database(superuser, database, owner=owner.name)


def make_database(superuser: Connection, database: str, *, owner: str) -> None:
    """Make `database` unless it exists."""
    if not exists(superuser, database):
        _run(superuser, "CREATE DATABASE {} OWNER {}", database, owner)


def clone_database(superuser: Connection, database: str, *, owner: str, template: str) -> None:
    """Make `database`, which must not exist, a copy of `template`, to which nobody may be connected.

    Copied as files: a third of the time of sending every page through the log, which is PostgreSQL's usual way.
    """
    _run(superuser, "CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY", database, owner, template)


def drop_database(superuser: Connection, database: str) -> None:
    """Drop `database` if it exists, ending whoever is connected to it."""
    _run(superuser, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def exists(superuser: Connection, database: str) -> bool:
    """Whether the cluster has `database`."""
    return (
        superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone() is not None
    )


def _login(superuser: Connection, role: Login, extra: Sequence[str] = ()) -> None:
    if superuser.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.name]).fetchone() is None:
        _run(superuser, "CREATE ROLE {}", role.name)
    rights = ["LOGIN", "NOSUPERUSER", "NOCREATEDB", "NOCREATEROLE", "NOREPLICATION", *extra]
    if "BYPASSRLS" not in rights:
        rights.append("NOBYPASSRLS")
    _run(superuser, f"ALTER ROLE {{}} {' '.join(rights)}", role.name)
    if role.password is not None:
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(
            sql.Identifier(role.name), sql.Literal(role.password)
        )
        superuser.execute(statement)


def _run(superuser: Connection, statement: str, *names: str) -> None:
    superuser.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]

"""Whose rows a batch becomes, and in which transaction they are written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from web.context import acting_as

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('odds.ingest', %s))"
STAFF = "staff"
STAGED = "event, offer_wanted, sel, seen, key, beside, former, run"
FORGET = f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.odds_{name}' for name in STAGED.split(', '))}"


@dataclass(frozen=True, slots=True)
class Scope:
    """owner_id None: the shared store."""

    owner_id: int | None
    using: str

    def run(self, statement: str, params: dict[str, Any] | None = None) -> int:
        """Run statements with `%(owner)s` as the owner; how many rows the last one wrote."""
        with connections[self.using].cursor() as cursor:
            for one in statement.split(";\n"):
                cursor.execute(one, {"owner": self.owner_id, **(params or {})})
            return int(cursor.rowcount)

    def rows(self, statement: str, params: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What a statement answers."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(statement, {"owner": self.owner_id, **(params or {})})
            return list(cursor.fetchall())


@contextmanager
def writing(owner: Any) -> Iterator[Scope]:
    """A transaction in which the owner's odds (nobody's: the shared ones) are written, and nobody else writes them."""
    if owner is None:
        with transaction.atomic(using=STAFF):
            scope = Scope(None, STAFF)
            _alone(scope, 0)
            yield scope
    else:
        with acting_as(owner):
            scope = Scope(owner if isinstance(owner, int) else owner.pk, "default")
            _alone(scope, int(scope.owner_id or 0))
            yield scope


def _alone(scope: Scope, key: int) -> None:
    with connections[scope.using].cursor() as cursor:
        cursor.execute(LOCK, [key])
        cursor.execute("SET LOCAL jit = off")  # compiling takes longer than these statements
        cursor.execute(FORGET)  # what an earlier batch of the same transaction left

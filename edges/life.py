"""What becomes of an edge: stale when its prices were not seen for too long, expired when the event begins, and gone
some time after it ended. Every move is one conditional update; the database writes its history."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections, transaction

from edges import defaults

STAFF = "staff"
EXPIRE = "UPDATE edges_edge SET state = 'expired' WHERE state IN ('found', 'stale') AND starts_at <= %s"
STALE = """
UPDATE edges_edge SET state = 'stale'
 WHERE state = 'found' AND confirmed_at < %s - max_age_s * interval '1 second'
"""
CLEAN = """
DELETE FROM edges_edge e
 WHERE e.state IN ('expired', 'closed') AND e.found_at < CASE WHEN e.is_doubtful THEN %s ELSE %s END
   AND NOT EXISTS (SELECT 1 FROM edges_taking t WHERE t.edge_id = e.id)
"""
OF_EDGES = """
DELETE FROM {table} c USING edges_edge e
 WHERE c.edge_id = e.id AND e.state IN ('expired', 'closed')
   AND e.found_at < CASE WHEN e.is_doubtful THEN %s ELSE %s END
   AND NOT EXISTS (SELECT 1 FROM edges_taking t WHERE t.edge_id = e.id)
"""


@dataclass(frozen=True, slots=True)
class Moved:
    expired: int
    stale: int


def age(*, at: datetime) -> Moved:
    """Move what time alone moves, at this moment."""
    with transaction.atomic(using=STAFF), connections[STAFF].cursor() as cursor:
        cursor.execute(EXPIRE, [at])
        expired = cursor.rowcount
        cursor.execute(STALE, [at])
        return Moved(expired, cursor.rowcount)


def clean(*, at: datetime) -> int:
    """Forget ended edges that nobody took, when they are old enough; how many."""
    until = [at - defaults.DOUBTFUL_KEPT, at - defaults.KEPT]
    with transaction.atomic(using=STAFF), connections[STAFF].cursor() as cursor:
        for table in ("edges_leg", "edges_edgestep"):
            cursor.execute(OF_EDGES.format(table=table), until)
        cursor.execute(CLEAN, until)
        return int(cursor.rowcount)

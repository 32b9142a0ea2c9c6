"""Take in one batch or one file."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from odds.closing import deriving
from odds.ingest import catalogue, events, offers, quotes
from odds.ingest.scope import Scope, writing
from odds.models import IngestRun, Reject
from odds.sources import football_data, odds_api
from odds.sources.batch import Batch, Rejected
from web.clock import now

MOST_REJECTS = 10_000  # kept of one run; all are counted


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch: `counts` of the batch and of the store, and the events it told of."""

    run: IngestRun
    counts: dict[str, int]
    event_ids: list[int]
    rejects: list[Rejected]


def take_in(
    batch: Batch,
    *,
    name: str,
    owner: Any = None,
    sha256: str = "",
    remaining: int | None = None,
    cost: int | None = None,
) -> Taken:
    """Store a batch: shared odds when nobody is the owner, else the owner's own. The same batch again stores nothing.

    Closing lines of what has begun are derived in the same transaction.
    """
    began = now()
    with writing(owner) as scope:
        stored, event_ids = _store(scope, batch)
        is_new = stored["new_prices"] or stored["changed_events"]
        counts = batch.counts | stored | (deriving.derive(scope, event_ids) if is_new else {"closings": 0})
        run = IngestRun.objects.using(scope.using).create(
            owner_id=scope.owner_id,
            source=batch.source,
            name=name[:300],
            sha256=sha256,
            began_at=began,
            ended_at=now(),
            counts=counts,
            remaining=remaining,
            cost=cost,
        )
        _keep_rejects(scope, run, batch)
    return Taken(run, counts, event_ids, batch.rejects)


def take_file(content: bytes, *, name: str, owner: Any = None, at: datetime | None = None) -> Taken:
    """A football-data.co.uk file, or an answer of The Odds API. Raises NotFootballData, NotOddsApi."""
    is_json = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{")
    read = odds_api.read if is_json else football_data.parse
    batch = read(content, now=at or now())
    return take_in(batch, name=name, owner=owner, sha256=hashlib.sha256(content).hexdigest())


def _store(scope: Scope, batch: Batch) -> tuple[dict[str, int], list[int]]:
    shops = catalogue.bookmakers(scope, batch.books)
    catalogue.stage_events(scope, batch)
    counts = events.find_or_make(scope, batch.source)
    offers.find_or_make(scope, batch.selections)
    counts |= quotes.merge(scope, batch, shops)
    scope.rows("SELECT odds_freshen(%(made)s)", {"made": counts["new_events"]})
    ids = [pk for (pk,) in scope.rows("SELECT DISTINCT id FROM odds_event WHERE id IS NOT NULL ORDER BY id")]
    return counts, ids


def _keep_rejects(scope: Scope, run: IngestRun, batch: Batch) -> None:
    Reject.objects.using(scope.using).bulk_create(
        Reject(
            owner_id=scope.owner_id,
            run_id=run.pk,
            line=rejected.line,
            column=rejected.column[:80],
            cell=rejected.cell.replace("\0", "")[:200],
            reason=rejected.reason[:200],
        )
        for rejected in batch.rejects[:MOST_REJECTS]
    )

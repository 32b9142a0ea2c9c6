"""What a scan found, brought into the database in sets: new edges with their legs, old ones confirmed or closed."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connections

from edges.detection.slate import Found
from edges.reading import Read

SIX = Decimal("0.000001")
MOST = 999_999.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Edges that are there already are confirmed, and the stale among them found again.
CONFIRM = """
UPDATE edges_edge e SET state = 'found', confirmed_at = greatest(e.confirmed_at, t.seen)
  FROM unnest(%s::text[], %s::timestamptz[]) AS t(key, seen)
 WHERE e.key = t.key AND e.state IN ('found', 'stale') AND (e.state = 'stale' OR e.confirmed_at < t.seen)
"""
# Those not found again end, where all of their prices were looked at: what is too old to look at goes stale instead.
CLOSE = """
UPDATE edges_edge e SET state = 'closed'
 WHERE e.state IN ('found', 'stale') AND e.owner_id IS NOT DISTINCT FROM %(owner)s AND e.key <> ALL (%(keys)s)
   AND e.starts_at > %(at)s
   AND NOT EXISTS (
       SELECT 1 FROM edges_leg l
        WHERE l.edge_id = e.id
          AND NOT EXISTS (
              SELECT 1 FROM odds_price p
               WHERE p.selection_id = l.selection_id AND p.bookmaker_id = l.bookmaker_id AND p.side = l.side
                 AND (p.owner_id IS NULL OR p.owner_id = %(owner)s)
                 AND p.seen_at >= %(at)s - e.max_age_s * interval '1 second'))
"""
STORE = """
INSERT INTO edges_edge (owner_id, kind, basis, key, offer_id, event_id, sport_id, starts_at, edge, worst, best, chance,
                        needed, kelly, books, is_doubtful, doubts, max_age_s, confirmed_at)
SELECT %s, t.* FROM unnest(%s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
       %s::timestamptz[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[], %s::numeric[],
       %s::smallint[], %s::boolean[], %s::jsonb[], %s::int[], %s::timestamptz[]) AS t
    ON CONFLICT (key) WHERE state IN ('found', 'stale') DO NOTHING
RETURNING id, key
"""
LEGS = """
INSERT INTO edges_leg (edge_id, place, selection_id, bookmaker_id, side, odds, commission, taken_at, seen_at)
SELECT * FROM unnest(%s::bigint[], %s::smallint[], %s::bigint[], %s::bigint[], %s::text[], %s::numeric[],
                     %s::numeric[], %s::timestamptz[], %s::timestamptz[])
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """How many edges are new, were confirmed, were closed; `ids` of the new ones."""

    ids: tuple[int, ...]
    confirmed: int
    closed: int


def store(
    owner_id: int | None, at: datetime, read: Read, found: Sequence[Found], *, using: str = "staff"
) -> Stored:
    """Bring everything found at `at` in. Call it in a transaction, one scan at a time."""
    by_key = {_key(owner_id, read, each): each for each in found}
    with connections[using].cursor() as cursor:
        keys = list(by_key)
        cursor.execute(CONFIRM, [keys, [_moment(_until(read, each)) for each in by_key.values()]])
        confirmed = cursor.rowcount
        cursor.execute(CLOSE, {"owner": owner_id, "keys": keys, "at": at})
        closed = cursor.rowcount
        cursor.execute(
            "SELECT key FROM edges_edge WHERE key = ANY (%s) AND state IN ('found', 'stale')", [keys]
        )
        there = {key for (key,) in cursor.fetchall()}
        fresh = {key: each for key, each in by_key.items() if key not in there}
        if not fresh:
            return Stored((), confirmed, closed)
        cursor.execute(STORE, [owner_id, *_columns(list(_edges(read, fresh)), 18)])
        ids = {key: pk for pk, key in cursor.fetchall()}
        legs = [leg for key, pk in ids.items() for leg in _legs(read, pk, fresh[key])]
        cursor.execute(LEGS, _columns(legs, 9))
    return Stored(tuple(sorted(ids.values())), confirmed, closed)


def _columns(rows: list[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def _key(owner_id: int | None, read: Read, found: Found) -> str:
    """The same for the same prices of the same bookmakers, for whom and by what measure."""
    told = [
        (int(read.selections[r]), int(read.prices.bookmaker[r]), bool(read.prices.is_lay[r]), _odds(read, r))
        for r in found.rows
    ]
    text = repr((owner_id if owner_id else 0, found.kind, found.basis, told, bool(found.doubts)))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _edges(read: Read, fresh: dict[str, Found]) -> Iterator[tuple[Any, ...]]:
    for key, each in fresh.items():
        place = int(read.prices.offer[each.rows[0]])
        facts = read.facts[place]
        yield (
            each.kind,
            each.basis,
            key,
            int(read.offers.id[place]),
            facts.event_id,
            facts.sport_id,
            facts.starts_at,
            _share(each.edge),
            _share(each.worst),
            _share(each.best),
            _share(each.chance),
            _share(each.needed),
            _share(each.kelly),
            each.books,
            bool(each.doubts),
            json.dumps([_doubt(read, each, doubt) for doubt in each.doubts]),
            int(facts.max_age.total_seconds()),
            _moment(_until(read, each)),
        )


def _legs(read: Read, pk: int, found: Found) -> Iterator[tuple[Any, ...]]:
    prices = read.prices
    for place, r in enumerate(found.rows, start=1):
        yield (
            pk,
            place,
            int(read.selections[r]),
            int(prices.bookmaker[r]),
            "lay" if prices.is_lay[r] else "back",
            _odds(read, r),
            Decimal(repr(prices.commission[r].item())),
            _moment(int(prices.taken[r])),
            _moment(int(prices.seen[r])),
        )


def _doubt(read: Read, found: Found, doubt: Any) -> dict[str, Any]:
    told = {"code": doubt.code, "reason": doubt.reason}
    if doubt.row is None:
        return told
    key = (
        int(read.selections[doubt.row]),
        int(read.prices.bookmaker[doubt.row]),
        bool(read.prices.is_lay[doubt.row]),
    )
    if doubt.code == "suspect" and (why := read.suspects.get(key)):
        told["reason"] = f"{_odds(read, doubt.row).normalize():f} was taken for an error: {why}."
    return {**told, "place": found.rows.index(doubt.row) + 1}


def _until(read: Read, found: Found) -> int:
    return min(int(read.prices.seen[r]) for r in found.rows)


def _odds(read: Read, row: int) -> Decimal:
    """As stored: six decimals survive the way through a float."""
    return Decimal(repr(read.prices.odds[row].item())).quantize(SIX)


def _share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(min(value, MOST))).quantize(SIX)


def _moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)

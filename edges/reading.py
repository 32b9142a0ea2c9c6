"""The slate of this moment out of the database: prices as one array a column, taken apart by numpy without a loop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db import connections
from psycopg import sql

from edges import defaults
from edges.detection.slate import Floats, Ints, Offers, Prices

HEADER = 21  # bytes before the first field of a binary COPY of one row
ARRAY_HEADER = 20  # bytes before the first element of an array
EPOCH = 946_684_800_000_000  # PostgreSQL counts microseconds from 2000-01-01
MICROSECOND = timedelta(microseconds=1)
# name, expression, numpy's kind and width; none is ever null. One row of arrays: a row for each price would take longer
# to be handed over by the driver than to be looked through.
FIELDS = (
    ("selection", "p.selection_id", ">i8"),
    ("bookmaker", "p.bookmaker_id", ">i8"),
    ("is_lay", "(p.side = 'lay')", ">i1"),
    ("odds", "p.odds::float8", ">f8"),
    ("taken", "p.taken_at", ">i8"),
    ("seen", "p.seen_at", ">i8"),
    ("is_suspect", "(p.suspect <> '')", ">i1"),
)
PRICES = """
COPY (SELECT {columns} FROM odds_price p
       WHERE p.seen_at >= {oldest} AND (p.owner_id IS NULL OR p.owner_id = {owner})) TO STDOUT (FORMAT binary)
"""
# Offers of events to come, with their selections in the order of the outcomes: over and home come first.
OFFERS = """
SELECT s.id, o.id, o.outcomes, o.winners, o.event_id, o.market_id, o.period, o.line::float8, s.code
  FROM odds_selection s JOIN odds_offer o ON o.id = s.offer_id JOIN bets_event e ON e.id = o.event_id
 WHERE e.starts_at > %(at)s AND e.status IN ('', 'scheduled')
   AND (o.owner_id IS NULL OR o.owner_id = %(owner)s)
 ORDER BY o.id, s.position, s.id
"""
EVENTS = """
SELECT e.id, e.sport_id, coalesce(sp.slug, ''), e.starts_at
  FROM bets_event e LEFT JOIN bets_sport sp ON sp.id = e.sport_id
 WHERE e.starts_at > %(at)s AND e.status IN ('', 'scheduled') AND (e.owner_id IS NULL OR e.owner_id = %(owner)s)
"""
BOOKS = (
    "SELECT id, slug, is_exchange, is_aggregate FROM bets_bookmaker WHERE owner_id IS NULL OR owner_id = %s"
)

SUSPECTS = """
SELECT selection_id, bookmaker_id, side = 'lay', suspect FROM odds_price
 WHERE suspect <> '' AND seen_at >= %(oldest)s AND (owner_id IS NULL OR owner_id = %(owner)s)
"""
LONGEST = max(defaults.OLDEST, *defaults.OLDEST_BY_SPORT.values())


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What an edge keeps of an offer."""

    event_id: int
    sport_id: int | None
    starts_at: datetime
    max_age: timedelta


@dataclass(frozen=True, slots=True)
class Read:
    """A slate, and what its numbers stand for. `selections` is each price's selection, `suspects` tells of (selection,
    bookmaker, is lay) why the store takes a price for an error."""

    offers: Offers
    prices: Prices
    selections: Ints
    facts: list[OfferFacts]
    sharp: tuple[int, ...]
    suspects: dict[tuple[int, int, bool], str]


def read(owner_id: int | None, at: datetime, *, using: str = "staff") -> Read:
    """The offers of events that have not begun at `at` (aware), and the prices of them that are young enough.

    Without an owner the shared ones, with one also the person's own.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(OFFERS, {"at": at, "owner": owner_id})
        rows = cursor.fetchall()
        cursor.execute(EVENTS, {"at": at, "owner": owner_id})
        events = {
            pk: OfferFacts(pk, sport, starts_at, defaults.oldest(slug))
            for pk, sport, slug, starts_at in cursor.fetchall()
        }
        cursor.execute(BOOKS, [owner_id])
        books = cursor.fetchall()
        cursor.execute(SUSPECTS, {"oldest": at - LONGEST, "owner": owner_id})
        suspects = {tuple(key): reason for *key, reason in cursor.fetchall()}
    offers, facts, selection_ids, offer_of, position = _offers(rows, events)
    told = _prices(owner_id, at, using)
    place = np.searchsorted(selection_ids, told["selection"]) if len(selection_ids) else np.zeros(0, np.int64)
    known = np.zeros(len(told["selection"]), np.bool_)
    if len(selection_ids):
        place = np.minimum(place, len(selection_ids) - 1)
        known = selection_ids[place] == told["selection"]
    known &= ~np.isin(told["bookmaker"], [pk for pk, _, _, is_aggregate in books if is_aggregate])
    kept = {name: values[known] for name, values in told.items()}
    at_place = place[known] if len(place) else np.zeros(0, np.int64)
    prices = Prices(
        offer=offer_of[at_place],
        position=position[at_place],
        bookmaker=kept["bookmaker"],
        is_lay=kept["is_lay"].astype(np.bool_),
        odds=kept["odds"],
        commission=_commissions(books, kept["bookmaker"]),
        taken=kept["taken"] + EPOCH,
        seen=kept["seen"] + EPOCH,
        is_suspect=kept["is_suspect"].astype(np.bool_),
    )
    return Read(offers, prices, kept["selection"], facts, _sharp(books), suspects)


def _offers(
    rows: list[Any], events: dict[int, OfferFacts]
) -> tuple[Offers, list[OfferFacts], Ints, Ints, Ints]:
    """Offers, their facts, and of every selection by id: the offer's place and the outcome's."""
    facts: list[OfferFacts] = []
    columns: list[tuple[Any, ...]] = []
    families: dict[Any, int] = {}
    selections: list[tuple[int, int, int]] = []
    position = 0
    for pk, offer, outcomes, winners, event, market, period, line, code in rows:
        if not columns or columns[-1][0] != offer:
            position = 0
            facts.append(events[event])
            max_age = events[event].max_age
            family, threshold = -1, 0.0
            if line is not None and outcomes == 2 and code in {"over", "home"}:
                family = families.setdefault((event, market, period, code), len(families))
                threshold = line if code == "over" else -line
            columns.append((offer, outcomes, winners, max_age // MICROSECOND, family, threshold))
        selections.append((pk, len(columns) - 1, position))
        position += 1
    told = [np.array(each) for each in zip(*columns, strict=True)] or [np.zeros(0)] * 6
    whole = [each.astype(np.int64) for each in told[:5]]
    offers = Offers(
        id=whole[0],
        outcomes=whole[1],
        winners=whole[2],
        max_age=whole[3],
        family=whole[4],
        threshold=told[5].astype(np.float64),
    )
    by_id = np.array(sorted(selections), np.int64).reshape(-1, 3)
    return offers, facts, by_id[:, 0], by_id[:, 1], by_id[:, 2]


def _prices(owner_id: int | None, at: datetime, using: str) -> dict[str, Any]:
    statement = sql.SQL(PRICES).format(
        columns=sql.SQL(", ").join(sql.SQL(f"array_agg({expression})") for _, expression, _ in FIELDS),
        oldest=sql.Literal(at - LONGEST),
        owner=sql.Literal(owner_id),
    )
    with connections[using].cursor() as cursor, cursor.copy(statement) as copy:
        whole = b"".join(copy)
    told, place = {}, HEADER
    for name, _, kind in FIELDS:
        length = int.from_bytes(whole[place : place + 4], "big", signed=True)
        place += 4
        told[name] = _elements(whole[place : place + max(length, 0)], np.dtype(kind))
        place += max(length, 0)
    return told


def _elements(array: bytes, kind: np.dtype[Any]) -> Any:
    """The elements of an array as the server sends it; of no rows there is none."""
    each = np.dtype([("length", ">i4"), ("value", kind)])
    rows = np.frombuffer(array, each, offset=ARRAY_HEADER) if array else np.zeros(0, each)
    if (rows["length"] != kind.itemsize).any():
        raise ValueError("An element has another length.")
    return rows["value"].astype(kind.newbyteorder("="))


def _commissions(books: list[Any], bookmaker: Ints) -> Floats:
    """The commission of each price by its bookmaker."""
    if not len(bookmaker):
        return np.zeros(0)
    ids = np.array([pk for pk, *_ in books], np.int64)
    shares = np.array([defaults.commission(slug, is_exchange=exchange) for _, slug, exchange, _ in books])
    order = np.argsort(ids)
    place = np.minimum(np.searchsorted(ids[order], bookmaker), len(ids) - 1)
    return np.where(ids[order][place] == bookmaker, shares[order][place], 0.0)


def _sharp(books: list[Any]) -> tuple[int, ...]:
    named = [pk for name in defaults.SHARP for pk, slug, *_ in books if slug == name]
    return (*named, *sorted(pk for pk, _, is_exchange, _ in books if is_exchange))

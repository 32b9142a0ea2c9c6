"""One scan: read the slate, look through it, store what was found. By staff jobs, after every snapshot.

Shared prices are scanned once for everybody; a person who told own chances or has own prices is scanned for themselves,
and only what rests on those is theirs.
"""

import logging
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from django.db import connections, transaction

from edges import defaults
from edges.detection.detect import detect
from edges.detection.slate import CONSENSUS, OWN, SHARP, Found, Rules
from edges.models import Chance, Edge
from edges.reading import Read, read
from edges.storing import Stored, store
from odds.models import Price
from odds.novig_many import fair_many

log = logging.getLogger(__name__)

STAFF = "staff"
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('edges.scan', %s))"

STAMP = """
SELECT p.rows, p.seen, p.newest, c.rows, c.told
  FROM (SELECT count(*) AS rows, max(seen_at) AS seen, max(taken_at) AS newest FROM odds_price) p,
       (SELECT count(*) AS rows, max(told_at) AS told FROM edges_chance) c
"""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan did; seconds by the clock on the wall."""

    prices: int
    offers: int
    found: int
    doubtful: int
    stored: Stored
    seconds: float


def scan(owner_id: int | None = None, *, at: datetime) -> Scanned:
    """Scan the shared prices, or for one person. Never two at once for the same: the second waits."""
    began = time.perf_counter()
    with transaction.atomic(using=STAFF):
        with connections[STAFF].cursor() as cursor:
            cursor.execute(LOCK, [owner_id or 0])
        slate = read(owner_id, at)
        found = look(slate, owner_id, at=at)
        stored = store(owner_id, at, slate, found)
    doubtful = sum(bool(each.doubts) for each in found)
    return Scanned(
        len(slate.prices), len(slate.offers), len(found), doubtful, stored, time.perf_counter() - began
    )


def everything(*, at: datetime) -> list[Scanned]:
    """The shared scan, and one for everybody who needs their own; one that fails is logged and stops no other."""
    done = [scan(at=at)]
    for owner_id in people():
        try:
            done.append(scan(owner_id, at=at))
        except Exception:
            log.exception("the scan of person %s failed", owner_id)
    return done


def stamp() -> str:
    """Another text whenever prices or somebody's chances changed."""
    with connections[STAFF].cursor() as cursor:
        cursor.execute(STAMP)
        return str(cursor.fetchone())


def look(slate: Read, owner_id: int | None, *, at: datetime) -> list[Found]:
    """What is in a slate; for a person only what the shared scan cannot find."""
    rules = Rules(tolerance=defaults.TOLERANCE // timedelta(microseconds=1), sharp=slate.sharp)
    offers, mine = slate.offers, np.zeros(0, np.int64)
    if owner_id is not None:
        rules = replace(rules, bases=(CONSENSUS, SHARP, OWN))
        offers = replace(offers, fair=_own_chances(slate, owner_id))
        mine = _own_rows(slate, owner_id)
    moment = int(at.timestamp()) * 1_000_000 + at.microsecond
    found = detect(offers, slate.prices, rules, at=moment, unvig=_unvig)
    if owner_id is None:
        return found
    return [each for each in found if each.basis == OWN or np.isin(each.rows, mine).any()]


def people() -> list[int]:
    """Who has own chances or prices, or an edge that once rested on some."""
    with_chances = Chance.objects.using(STAFF).values_list("owner_id", flat=True)
    with_prices = Price.objects.using(STAFF).exclude(owner=None).values_list("owner_id", flat=True)
    with_edges = Edge.objects.using(STAFF).live().exclude(owner=None).values_list("owner_id", flat=True)
    return sorted({pk for each in (with_chances, with_prices, with_edges) for pk in each.distinct()})


def _unvig(odds: np.ndarray, winners: int) -> np.ndarray:
    return fair_many(odds, defaults.METHOD, winners=winners).probabilities


def _own_chances(slate: Read, owner_id: int) -> np.ndarray:
    """(offers, outcomes of the widest): the person's chances, NaN where they gave none."""
    told = dict(Chance.objects.using(STAFF).filter(owner=owner_id).values_list("selection_id", "chance"))
    widest = int(slate.offers.outcomes.max(initial=1))
    fair = np.full((len(slate.offers), widest), np.nan)
    prices = slate.prices
    for row in np.flatnonzero(np.isin(slate.selections, list(told))).tolist():
        if prices.position[row] < widest:
            fair[prices.offer[row], prices.position[row]] = np.float64(told[int(slate.selections[row])])
    return fair


def _own_rows(slate: Read, owner_id: int) -> np.ndarray:
    """The rows that are the person's own prices."""
    own = Price.objects.using(STAFF).filter(owner=owner_id).values_list("selection_id", "bookmaker_id")
    keys = {(selection, bookmaker) for selection, bookmaker in own}
    pairs = zip(slate.selections.tolist(), slate.prices.bookmaker.tolist(), strict=True)
    return np.array([row for row, pair in enumerate(pairs) if pair in keys], np.int64)

"""Falls and runs, bet by bet in the order of settlement: what a period's total hides."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Case, IntegerField, Value, When

from analytics.columns import order
from analytics.columns.picked import pick
from analytics.filters import Filter
from bets.models.states import IS_LOST, IS_WON

# The running total begins at zero, so a first bet that is lost is a fall. A run is broken by the other outcome only:
# voids and cash-outs are neither. Ties go to the earliest.
SWINGS = """
WITH bet AS MATERIALIZED ({bets}),
run AS (SELECT currency, settled_at, id,
               sum(profit_micro) OVER (PARTITION BY currency ORDER BY settled_at, id) AS total FROM bet),
height AS (SELECT *, greatest(0, max(total) OVER (PARTITION BY currency ORDER BY settled_at, id)) AS peak FROM run),
fall AS (SELECT DISTINCT ON (currency) currency, peak - total AS depth, peak, settled_at, id
           FROM height WHERE total < peak ORDER BY currency, peak - total DESC, settled_at, id),
numbered AS (SELECT currency, outcome, settled_at,
                    row_number() OVER (PARTITION BY currency ORDER BY settled_at, id)
                  - row_number() OVER (PARTITION BY currency, outcome ORDER BY settled_at, id) AS run
               FROM bet WHERE outcome <> 0),
streak AS (SELECT currency, outcome, count(*) AS bets, min(settled_at) AS since, max(settled_at) AS until
             FROM numbered GROUP BY currency, outcome, run)
SELECT currency, 0 AS outcome, depth::bigint AS size,
       coalesce((SELECT max(h.settled_at) FROM height h
                  WHERE h.currency = fall.currency AND h.total = fall.peak
                    AND (h.settled_at, h.id) < (fall.settled_at, fall.id)),
                (SELECT min(h.settled_at) FROM height h WHERE h.currency = fall.currency)) AS since,
       settled_at AS until
  FROM fall
UNION ALL
(SELECT DISTINCT ON (currency, outcome) currency, outcome, bets, since, until
   FROM streak ORDER BY currency, outcome, bets DESC, since)
"""


@dataclass(frozen=True, slots=True)
class Swing:
    """How large (micro-units of a fall, bets of a run) and between which local days."""

    size: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Swings:
    """The deepest fall of one currency's running total, and its longest runs; None where there was none."""

    fall: Swing | None = None
    wins: Swing | None = None
    losses: Swing | None = None

    @property
    def depth_micro(self) -> int:
        """The deepest fall, zero when the total never fell."""
        return self.fall.size if self.fall else 0


NAMES = {0: "fall", 1: "wins", -1: "losses"}
OUTCOME = Case(
    When(IS_WON, then=Value(1)), When(IS_LOST, then=Value(-1)), default=Value(0), output_field=IntegerField()
)


def swings(user: Any, asked: Filter, zone: ZoneInfo) -> dict[str, Swings]:
    """By currency. Call it inside acting_as(user)."""
    picked = pick(user, asked, zone)
    rows = order.swings(picked) if picked else swings_by_sql(user, asked, zone)
    found: dict[str, dict[str, Swing]] = {}
    for currency, outcome, size, since, until in rows:
        swing = Swing(int(size), _day(since, zone), _day(until, zone))
        found.setdefault(currency, {})[NAMES[outcome]] = swing
    return {currency: Swings(**told) for currency, told in found.items()}


def swings_by_sql(user: Any, asked: Filter, zone: ZoneInfo) -> list[tuple[str, int, int, datetime, datetime]]:
    """(currency, outcome, size, since, until): outcome 0 the deepest fall, 1 and -1 the longest runs."""
    settled = asked.bets(user, zone).settled().annotate(outcome=OUTCOME).order_by()
    bets, params = settled.values(
        "id", "currency", "settled_at", "profit_micro", "outcome"
    ).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(SWINGS.format(bets=bets), params)
        return list(cursor.fetchall())


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()

"""Old quotes go by whole months; closing lines stay for good."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connections, transaction

from web.clock import now

STAFF = "staff"
DROP = "SELECT partition, quotes FROM odds_quote_drop_before(%s)"
PRICES = """
DELETE FROM odds_price p USING odds_selection s, odds_offer o, bets_event e
 WHERE s.id = p.selection_id AND o.id = s.offer_id AND e.id = o.event_id AND p.seen_at < %s AND e.starts_at < %s
"""


@dataclass(frozen=True, slots=True)
class Dropped:
    """first_kept: the first day whose quotes stay; partitions: each dropped month with its quotes."""

    first_kept: date
    partitions: dict[str, int]
    prices: int


def retain(*, keep_months: int) -> Dropped:
    """Drop the quotes that were taken more than so many whole months before this one, and their last prices.

    Raises ValueError for fewer than one month.
    """
    if keep_months < 1:
        raise ValueError("At least one month is kept.")
    first = _months_before(now().date(), keep_months)
    with transaction.atomic(using=STAFF), connections[STAFF].cursor() as cursor:
        cursor.execute(DROP, [first])
        partitions = dict(cursor.fetchall())
        cursor.execute(PRICES, [first, first])
        return Dropped(first, partitions, cursor.rowcount)


def retain_configured() -> Dropped | None:
    """As ODDS_KEEP_MONTHS says; nothing when all is kept."""
    keep = settings.ODDS_KEEP_MONTHS
    return retain(keep_months=keep) if keep else None


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)

"""Match the bets of everybody whose book, or the store, has changed since it was last done."""

from django.contrib.auth import get_user_model
from django.db import connections

from odds.matching import bets
from odds.models import Matched
from web.clock import now

STAFF = "staff"
# The shared store's stamp is the newest derivation of a closing line; a person's own closings count as well.
STALE = """
WITH shared AS MATERIALIZED (SELECT max(derived_at) AS derived_at FROM odds_closing WHERE owner_id IS NULL)
SELECT k.owner_id, k.stamp, c.derived_at FROM bets_bookstamp k CROSS JOIN shared
 CROSS JOIN LATERAL (SELECT greatest(shared.derived_at, max(o.derived_at)) AS derived_at FROM odds_closing o
                      WHERE o.owner_id = k.owner_id) c
  LEFT JOIN odds_matched m ON m.owner_id = k.owner_id
 WHERE c.derived_at IS NOT NULL AND k.bets > 0
   AND (m.owner_id IS NULL OR m.stamp <> k.stamp OR m.derived_at < c.derived_at)
 ORDER BY k.owner_id
"""


def sweep() -> dict[str, int]:
    """How many people's bets were looked at, and how many matches were new or changed."""
    with connections[STAFF].cursor() as cursor:
        cursor.execute(STALE)
        stale = cursor.fetchall()
    counts = {"people": len(stale), "matches": 0}
    for owner_id, stamp, derived_at in stale:
        owner = get_user_model().objects.using(STAFF).get(pk=owner_id)
        counts["matches"] += bets.match(owner)
        Matched.objects.using(STAFF).update_or_create(
            owner_id=owner_id, defaults={"stamp": stamp, "derived_at": derived_at, "matched_at": now()}
        )
    return counts

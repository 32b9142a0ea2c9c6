"""Derive the closing lines of what began, for the shared store and for everybody with quotes of their own."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import connections

from odds.closing import deriving
from odds.ingest.scope import writing
from web.clock import now

LATELY = timedelta(hours=6)  # after a start: later quotes of before it derive it anew themselves
STAFF = "staff"
BEGAN = """
SELECT DISTINCT p.owner_id, e.id FROM bets_event e JOIN odds_offer o ON o.event_id = e.id
  JOIN odds_selection s ON s.offer_id = o.id JOIN odds_price p ON p.selection_id = s.id
 WHERE e.starts_at > %s AND e.starts_at <= %s AND (%s::bigint[] IS NULL OR e.id = ANY(%s::bigint[]))
   AND NOT EXISTS (SELECT 1 FROM odds_closing c
                    WHERE c.selection_id = s.id AND c.owner_id IS NOT DISTINCT FROM p.owner_id)
"""


def sweep(*, since: timedelta = LATELY, event_ids: Sequence[int] | None = None) -> dict[str, int]:
    """Events that began within `since` (or those named, whenever they began) get the closing lines they lack."""
    at = now()
    begins = at - since if event_ids is None else at - timedelta(days=36_500)
    asked = None if event_ids is None else list(event_ids)
    with connections[STAFF].cursor() as cursor:
        cursor.execute(BEGAN, [begins, at, asked, asked])
        found = cursor.fetchall()
    owners = {owner for owner, _ in found}
    counts = {"events": len({event for _, event in found}), "closings": 0}
    for owner in sorted(owners, key=lambda each: each or 0):
        person = None if owner is None else get_user_model().objects.using(STAFF).get(pk=owner)
        with writing(person) as scope:
            ids = [event for each, event in found if each == owner]
            counts["closings"] += deriving.derive(scope, ids)["closings"]
    return counts

"""Derive the closing lines of what began, for the shared store and for everybody with quotes of their own."""

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
 WHERE e.starts_at > %s AND e.starts_at <= %s
   AND (%s OR NOT EXISTS (
       SELECT 1 FROM odds_offer f JOIN odds_selection n ON n.offer_id = f.id
         JOIN odds_closing c ON c.selection_id = n.id
        WHERE f.event_id = e.id AND c.owner_id IS NOT DISTINCT FROM p.owner_id))
"""


def sweep(*, since: timedelta = LATELY, is_again: bool = False) -> dict[str, int]:
    """Events that began within `since` and have no closing line get theirs; is_again: the others anew, too."""
    at = now()
    with connections[STAFF].cursor() as cursor:
        cursor.execute(BEGAN, [at - since, at, is_again])
        found = cursor.fetchall()
    owners = {owner for owner, _ in found}
    counts = {"events": len({event for _, event in found}), "closings": 0}
    for owner in sorted(owners, key=lambda each: each or 0):
        person = None if owner is None else get_user_model().objects.using(STAFF).get(pk=owner)
        with writing(person) as scope:
            ids = [event for each, event in found if each == owner]
            counts["closings"] += deriving.derive(scope, ids)["closings"]
    return counts

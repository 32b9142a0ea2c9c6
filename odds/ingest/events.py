"""The events of a batch: each is one we have (by the source's id, else by its teams within a day), or a new one."""

from odds.ingest.scope import Scope

# Which event each of the batch is. A source that has ids tells two matches of a day apart by them.
FIND = """
CREATE TEMP TABLE odds_event ON COMMIT DROP AS
WITH pair AS MATERIALIZED (
    SELECT i.number, h.event_id FROM odds_in_event i
      JOIN bets_eventparticipant h ON h.participant_id = i.home_id AND h.position = 1
      JOIN bets_eventparticipant a ON a.event_id = h.event_id AND a.position = 2 AND a.participant_id = i.away_id
), by_sides AS (
    SELECT DISTINCT ON (p.number) p.number, e.id
      FROM pair p JOIN odds_in_event i USING (number) JOIN bets_event e ON e.id = p.event_id
     WHERE (e.owner_id IS NULL OR e.owner_id = %(owner)s::bigint)
       AND e.starts_at BETWEEN i.starts_at - interval '30 hours' AND i.starts_at + interval '30 hours'
       AND abs((e.starts_at AT TIME ZONE 'UTC')::date - (i.starts_at AT TIME ZONE 'UTC')::date) <= 1
       AND NOT EXISTS (SELECT 1 FROM odds_outsideid x
                        WHERE x.event_id = e.id AND x.source = %(source)s AND i.outside_id <> ''
                          AND x.outside_id <> i.outside_id)
     ORDER BY p.number, e.owner_id NULLS FIRST, abs(extract(epoch FROM e.starts_at - i.starts_at)), e.id
), by_id AS (
    SELECT DISTINCT ON (i.number) i.number, x.event_id FROM odds_in_event i
      JOIN odds_outsideid x ON x.source = %(source)s AND x.kind = 'event' AND x.outside_id = i.outside_id
     WHERE i.outside_id <> '' AND (x.owner_id IS NULL OR x.owner_id = %(owner)s::bigint)
     ORDER BY i.number, x.owner_id NULLS FIRST
)
SELECT i.number, coalesce(i.event_id, o.event_id, m.id) AS id,
       (coalesce(i.event_id, o.event_id, m.id) IS NULL) AS is_new
  FROM odds_in_event i LEFT JOIN by_id o USING (number) LEFT JOIN by_sides m USING (number)
"""
NAMED = """
UPDATE odds_event o SET id = e.id, is_new = false FROM odds_in_event i, bets_event e, bets_sport s
 WHERE o.id IS NULL AND i.number = o.number AND i.home_id IS NULL AND s.slug = i.sport AND s.owner_id IS NULL
   AND e.sport_id = s.id AND e.name = i.name AND e.starts_at = i.starts_at
   AND e.owner_id IS NOT DISTINCT FROM %(owner)s::bigint
"""
MAKE = """
INSERT INTO bets_event (owner_id, sport_id, competition_id, name, starts_at, is_start_exact, zone, status,
                        home_score, away_score, score_note)
SELECT DISTINCT ON (s.id, i.name, i.starts_at) %(owner)s::bigint, s.id,
       (SELECT c.id FROM bets_competition c WHERE c.sport_id = s.id AND c.name = i.competition
           AND (c.owner_id IS NULL OR c.owner_id = %(owner)s::bigint) ORDER BY c.owner_id NULLS FIRST LIMIT 1),
       i.name, i.starts_at, i.is_start_exact, i.zone, i.status, i.home_score, i.away_score, i.score_note
  FROM odds_event o JOIN odds_in_event i USING (number)
  LEFT JOIN bets_sport s ON s.slug = i.sport AND s.owner_id IS NULL
 WHERE o.id IS NULL
    ON CONFLICT DO NOTHING
"""
MADE = """
UPDATE odds_event o SET id = e.id
  FROM odds_in_event i LEFT JOIN bets_sport s ON s.slug = i.sport AND s.owner_id IS NULL, bets_event e
 WHERE o.id IS NULL AND i.number = o.number AND e.name = i.name AND e.starts_at = i.starts_at
   AND e.sport_id IS NOT DISTINCT FROM s.id AND e.owner_id IS NOT DISTINCT FROM %(owner)s::bigint
"""
SIDES = """
INSERT INTO bets_eventparticipant (event_id, position, folded, participant_id, recognised_id)
SELECT DISTINCT o.id, side.position, '', side.participant_id, side.participant_id
  FROM odds_event o JOIN odds_in_event i USING (number)
 CROSS JOIN LATERAL (VALUES (1, i.home_id), (2, i.away_id)) AS side (position, participant_id)
 WHERE o.is_new AND side.participant_id IS NOT NULL
    ON CONFLICT DO NOTHING
"""
# What a source tells later of an event of the same owner: an exact start before a mere day, the end before what was.
CORRECT = """
UPDATE bets_event e
   SET starts_at = CASE WHEN i.is_start_exact OR NOT e.is_start_exact THEN i.starts_at ELSE e.starts_at END,
       is_start_exact = e.is_start_exact OR i.is_start_exact,
       zone = CASE WHEN i.zone <> '' THEN i.zone ELSE e.zone END,
       status = CASE WHEN i.status = '' OR (e.status = 'finished' AND i.status IN ('scheduled', 'live')) THEN e.status
                     ELSE i.status END,
       home_score = coalesce(i.home_score, e.home_score), away_score = coalesce(i.away_score, e.away_score),
       score_note = CASE WHEN i.score_note <> '' THEN i.score_note ELSE e.score_note END
  FROM odds_event o JOIN odds_in_event i USING (number)
 WHERE e.id = o.id AND NOT o.is_new AND e.owner_id IS NOT DISTINCT FROM %(owner)s::bigint
   AND ((i.is_start_exact AND e.starts_at <> i.starts_at) OR (i.is_start_exact AND NOT e.is_start_exact)
        OR (i.zone <> '' AND e.zone <> i.zone)
        OR (i.status <> '' AND e.status <> i.status
            AND NOT (e.status = 'finished' AND i.status IN ('scheduled', 'live')))
        OR (i.home_score IS NOT NULL AND (e.home_score, e.away_score) IS DISTINCT FROM (i.home_score, i.away_score))
        OR (i.score_note <> '' AND e.score_note <> i.score_note))
   AND NOT EXISTS (SELECT 1 FROM bets_event other
                    WHERE other.id <> e.id AND other.name = e.name AND other.starts_at = i.starts_at
                      AND other.sport_id IS NOT DISTINCT FROM e.sport_id
                      AND other.owner_id IS NOT DISTINCT FROM e.owner_id)
"""
OUTSIDE = """
INSERT INTO odds_outsideid (owner_id, source, kind, outside_id, event_id)
SELECT %(owner)s::bigint, %(source)s, 'event', i.outside_id, o.id
  FROM odds_event o JOIN odds_in_event i USING (number)
 WHERE i.outside_id <> '' AND o.id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM odds_outsideid x WHERE x.source = %(source)s AND x.kind = 'event'
                      AND x.outside_id = i.outside_id AND (x.owner_id IS NULL OR x.owner_id = %(owner)s::bigint))
    ON CONFLICT DO NOTHING
"""


def find_or_make(scope: Scope, source: str) -> dict[str, int]:
    """`odds_event`: the id of each staged event. How many are new, and of how many something changed."""
    scope.run(FIND, {"source": source})
    scope.run(NAMED)
    made = scope.run(MAKE)
    scope.run(MADE)
    scope.run(SIDES)
    changed = scope.run(CORRECT)
    scope.run(OUTSIDE, {"source": source})
    return {"new_events": made, "changed_events": changed}

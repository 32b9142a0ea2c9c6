"""Who plays: the sides of a file's events as participants with their aliases, linked to the events, set-based.

A participant is one of its owner's per sport and name; every spelling a file uses becomes an alias. What a person
corrects (imports/corrections.py) is kept beside what was recognised.
"""

from collections.abc import Sequence

import pandas as pd
from django.db import connection

from bets.folding import fold
from bets.recognition import Recognised, Words, recognise
from bets.sides import split_event
from imports.staging import stage

SIDE = {"sport_id": "bigint", "event": "text", "position": "integer", "name": "text", "folded": "text"}
LONGEST = {"event": 300, "name": 200}

# The event rows are made here, as imports/bets_told.py makes those without sides.
LINK = """
CREATE TEMP TABLE imp_new_side ON COMMIT DROP AS
SELECT s.* FROM imp_side s
 WHERE NOT EXISTS (
       SELECT 1 FROM bets_event e JOIN bets_eventparticipant p ON p.event_id = e.id
        WHERE e.name = s.event AND coalesce(e.sport_id, 0) = coalesce(s.sport_id, 0) AND e.starts_at IS NULL
          AND p.position = s.position);
INSERT INTO bets_event (owner_id, sport_id, name)
SELECT DISTINCT betsite_uid(), s.sport_id, s.event FROM imp_new_side s
 WHERE NOT EXISTS (SELECT 1 FROM bets_event e WHERE e.name = s.event AND e.starts_at IS NULL
                      AND coalesce(e.sport_id, 0) = coalesce(s.sport_id, 0))
    ON CONFLICT DO NOTHING;
INSERT INTO bets_participant (owner_id, sport_id, name)
SELECT DISTINCT betsite_uid(), s.sport_id, s.name FROM imp_new_side s
    ON CONFLICT DO NOTHING;
CREATE TEMP TABLE imp_named ON COMMIT DROP AS
SELECT DISTINCT ON (s.event, s.sport_id, s.position) e.id AS event_id, s.sport_id, s.position, s.folded,
       p.id AS participant_id
  FROM imp_new_side s
  JOIN bets_event e ON e.name = s.event AND coalesce(e.sport_id, 0) = coalesce(s.sport_id, 0) AND e.starts_at IS NULL
                   AND e.owner_id = betsite_uid()
  JOIN bets_participant p ON p.name = s.name AND coalesce(p.sport_id, 0) = coalesce(s.sport_id, 0)
 ORDER BY s.event, s.sport_id, s.position, p.owner_id NULLS FIRST;
INSERT INTO bets_participantalias (owner_id, participant_id, folded)
SELECT DISTINCT betsite_uid(), participant_id, folded FROM imp_named
    ON CONFLICT DO NOTHING;
INSERT INTO bets_eventparticipant (event_id, position, folded, participant_id, recognised_id)
SELECT event_id, position, folded, participant_id, participant_id FROM imp_named
    ON CONFLICT DO NOTHING
"""
# Who a person says plays under a name, in that one's sport, or else who was recognised.
CORRECT = """
UPDATE bets_eventparticipant p SET participant_id = best.participant_id
  FROM (SELECT e.id, coalesce((
               SELECT c.participant_id FROM bets_correction c JOIN bets_participant t ON t.id = c.participant_id
                WHERE c.what = 'participant' AND c.undone_at IS NULL AND c.text = e.folded
                  AND (v.sport_id IS NULL OR t.sport_id IS NULL OR t.sport_id = v.sport_id)
                ORDER BY c.made_at DESC, c.id DESC LIMIT 1), e.recognised_id, e.participant_id) AS participant_id
          FROM bets_eventparticipant e JOIN bets_event v ON v.id = e.event_id
         WHERE {which}) best
 WHERE p.id = best.id AND p.participant_id <> best.participant_id
"""
STANDING = "SELECT EXISTS (SELECT 1 FROM bets_correction WHERE what = 'participant' AND undone_at IS NULL)"
NEW = "e.event_id IN (SELECT event_id FROM imp_named)"


def stage_sides(
    sport_ids: Sequence[int | None], events: Sequence[str | None], found: Sequence[Recognised]
) -> None:
    """Link the sides of distinct events; events that have their sides already cost one look-up."""
    rows = {
        (sport, event[: LONGEST["event"]], position): (name[: LONGEST["name"]], fold(said)[: LONGEST["name"]])
        for sport, event, each in zip(sport_ids, events, found, strict=True)
        if event and each.home and each.away
        for position, (name, said) in enumerate(_named(event, each), 1)
    }
    if not rows:
        return
    frame = pd.DataFrame([(*key, *value) for key, value in rows.items()], columns=list(SIDE))
    stage("imp_side", SIDE, frame.astype({"sport_id": "Int64"}))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.imp_new_side, pg_temp.imp_named")
        cursor.execute(LINK)
        cursor.execute(STANDING)
        if cursor.fetchone()[0]:
            cursor.execute(CORRECT.format(which=NEW))


def link_events(events: Sequence[tuple[int | None, str, str]]) -> None:
    """Link who plays to events (id and slug of the sport, name) that a correction gave another sport."""
    found = [recognise(Words(sport=slug, event=event)) for _, slug, event in events]
    stage_sides([sport for sport, _, _ in events], [event for _, _, event in events], found)


def correct_sides(folded: Sequence[str]) -> int:
    """Bring all events that name one of these sides to what stands corrected now; how many changed."""
    with connection.cursor() as cursor:
        cursor.execute(CORRECT.format(which="e.folded = ANY (%s)"), [list(folded)])
        return int(cursor.rowcount)


def _named(event: str, found: Recognised) -> list[tuple[str, str]]:
    """Our name of each side, and the file's."""
    said = split_event(event)
    home, away = found.home or "", found.away or ""
    return [(home, said.home or home), (away, said.away or away)]

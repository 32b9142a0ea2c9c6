"""The offers and selections of a batch, found or made. An offer is shared where one shared is there already."""

import pandas as pd

from odds.ingest.copying import stage
from odds.ingest.scope import Scope
from odds.sources.batch import NO_LINE

SELECTION = {
    "number": "int",
    "event": "int",
    "market": "text",
    "line": "numeric",
    "period": "text",
    "outcomes": "int",
    "winners": "int",
    "code": "text",
    "name": "text",
    "position": "int",
}
OFFER = """
CREATE TEMP TABLE odds_offer_wanted ON COMMIT DROP AS
SELECT s.event, s.market, s.line, s.period, max(s.outcomes) AS outcomes, max(s.winners) AS winners,
       min(e.id) AS event_id, min(m.id) AS market_id
  FROM odds_in_selection s JOIN odds_event e ON e.number = s.event
  JOIN bets_market m ON m.slug = s.market AND m.owner_id IS NULL
 GROUP BY s.event, s.market, s.line, s.period;
ANALYZE odds_offer_wanted;
INSERT INTO odds_offer (owner_id, event_id, market_id, line, period, outcomes, winners)
SELECT %(owner)s::bigint, event_id, market_id, line, period, max(outcomes), max(winners) FROM odds_offer_wanted w
 WHERE NOT EXISTS (SELECT 1 FROM odds_offer o
                    WHERE o.event_id = w.event_id AND o.market_id = w.market_id AND o.line IS NOT DISTINCT FROM w.line
                      AND o.period = w.period AND (o.owner_id IS NULL OR o.owner_id = %(owner)s::bigint))
 GROUP BY event_id, market_id, line, period
    ON CONFLICT DO NOTHING;
UPDATE odds_offer o SET outcomes = w.outcomes FROM odds_offer_wanted w
 WHERE o.event_id = w.event_id AND o.market_id = w.market_id AND o.line IS NOT DISTINCT FROM w.line
   AND o.period = w.period AND o.owner_id IS NOT DISTINCT FROM %(owner)s::bigint AND o.outcomes < w.outcomes
"""
SELECTIONS = """
CREATE TEMP TABLE odds_sel ON COMMIT DROP AS
SELECT s.number, NULL::bigint AS id, o.id AS offer_id, o.owner_id, s.code, s.name, s.position
  FROM odds_in_selection s
  JOIN odds_offer_wanted w ON w.event = s.event AND w.market = s.market AND w.line IS NOT DISTINCT FROM s.line
                          AND w.period = s.period
  JOIN LATERAL (SELECT x.id, x.owner_id FROM odds_offer x
                 WHERE x.event_id = w.event_id AND x.market_id = w.market_id AND x.line IS NOT DISTINCT FROM w.line
                   AND x.period = w.period AND (x.owner_id IS NULL OR x.owner_id = %(owner)s::bigint)
                 ORDER BY x.owner_id NULLS FIRST LIMIT 1) o ON true;
INSERT INTO odds_selection (owner_id, offer_id, code, name, position)
SELECT DISTINCT ON (s.offer_id, s.code) s.owner_id, s.offer_id, s.code, s.name, s.position FROM odds_sel s
 WHERE s.owner_id IS NOT DISTINCT FROM %(owner)s::bigint
   AND NOT EXISTS (SELECT 1 FROM odds_selection x WHERE x.offer_id = s.offer_id AND x.code = s.code)
    ON CONFLICT DO NOTHING;
UPDATE odds_sel s SET id = x.id FROM odds_selection x WHERE x.offer_id = s.offer_id AND x.code = s.code;
CREATE INDEX ON odds_sel (number);
ANALYZE odds_sel
"""


def find_or_make(scope: Scope, selections: pd.DataFrame) -> None:
    """`odds_sel`: the id of each selection of the batch; null where a shared offer has no such outcome."""
    frame = selections.reset_index(drop=True).copy()
    frame["number"] = range(len(frame))
    lines = {
        milli: None if milli == NO_LINE else f"{milli}e-3" for milli in frame["line_milli"].unique().tolist()
    }
    frame["line"] = pd.Series([lines[milli] for milli in frame["line_milli"].tolist()], dtype=object)
    stage("odds_in_selection", SELECTION, frame, using=scope.using)
    scope.run(OFFER)
    scope.run(SELECTIONS)

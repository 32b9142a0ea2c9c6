"""Bookmakers, competitions, teams and events of a batch: found by their names, aliases and outside ids, or made.

Teams are one under all their spellings: our own table (bets/teams.py), then remembered aliases. A new name that is like
a known one becomes a team of its own and a question (OutsideTeam); the answer is remembered as an alias.
"""

from dataclasses import dataclass

import pandas as pd

from bets.folding import fold
from bets.sides import team
from odds.ingest.copying import stage
from odds.ingest.scope import Scope
from odds.matching.likeness import most_like
from odds.sources.batch import Batch, Book
from web.clock import now

VISIBLE = "(t.owner_id IS NULL OR t.owner_id = %(owner)s::bigint)"
BOOKMAKERS = f"""
INSERT INTO bets_bookmaker (owner_id, slug, name, is_exchange, is_aggregate)
SELECT %(owner)s::bigint, s.slug, s.name, s.is_exchange, s.is_aggregate FROM odds_in_book s
 WHERE NOT EXISTS (SELECT 1 FROM bets_bookmaker t WHERE t.slug = s.slug AND {VISIBLE})
    ON CONFLICT DO NOTHING
"""
KNOWN_BOOKMAKERS = f"""
SELECT DISTINCT ON (s.number) s.number, t.id FROM odds_in_book s JOIN bets_bookmaker t ON t.slug = s.slug
 WHERE {VISIBLE} ORDER BY s.number, t.owner_id NULLS FIRST
"""
COMPETITIONS = f"""
INSERT INTO bets_competition (owner_id, sport_id, name)
SELECT DISTINCT %(owner)s::bigint, p.id, e.competition
  FROM odds_in_event e JOIN bets_sport p ON p.slug = e.sport AND p.owner_id IS NULL
 WHERE e.competition <> '' AND NOT EXISTS (
       SELECT 1 FROM bets_competition t WHERE t.sport_id = p.id AND t.name = e.competition AND {VISIBLE})
    ON CONFLICT DO NOTHING
"""
# What somebody decided goes before what is written the same, and shared rows before one's own.
TEAMS = f"""
SELECT CASE WHEN t.owner_id IS NULL THEN 1 ELSE 0 END, t.like_id, NULL, t.folded FROM odds_outsideteam t
 WHERE t.sport_id = %(sport)s AND t.folded = ANY(%(folded)s) AND t.verdict = 'same' AND {VISIBLE}
 UNION ALL
SELECT CASE WHEN t.owner_id IS NULL THEN 2 ELSE 4 END, t.participant_id, NULL, t.folded FROM bets_participantalias t
  JOIN bets_participant p ON p.id = t.participant_id
 WHERE p.sport_id = %(sport)s AND t.folded = ANY(%(folded)s) AND {VISIBLE}
   AND (p.owner_id IS NULL OR p.owner_id = %(owner)s::bigint)
 UNION ALL
SELECT CASE WHEN t.owner_id IS NULL THEN 3 ELSE 5 END, t.id, t.name, NULL FROM bets_participant t
 WHERE t.sport_id = %(sport)s AND t.name = ANY(%(names)s) AND {VISIBLE}
"""
ALL_TEAMS = f"""
SELECT t.id, t.name FROM bets_participant t WHERE t.sport_id = %(sport)s AND {VISIBLE} ORDER BY t.id
"""
MAKE_TEAMS = """
INSERT INTO bets_participant (owner_id, sport_id, name)
SELECT %(owner)s::bigint, %(sport)s, n FROM unnest(%(names)s::text[]) n ON CONFLICT DO NOTHING
"""
ASK = """
INSERT INTO odds_outsideteam (owner_id, source, sport_id, name, folded, like_id, verdict, asked_at)
VALUES (%(owner)s, %(source)s, %(sport)s, %(name)s, %(folded)s, %(like)s, 'open', %(at)s) ON CONFLICT DO NOTHING
"""
EVENT = {
    "number": "int",
    "event_id": "bigint",
    "sport": "text",
    "competition": "text",
    "name": "text",
    "home": "text",
    "away": "text",
    "home_id": "bigint",
    "away_id": "bigint",
    "starts_at": "timestamptz",
    "is_start_exact": "boolean",
    "zone": "text",
    "status": "text",
    "home_score": "int",
    "away_score": "int",
    "score_note": "text",
    "outside_id": "text",
}


@dataclass(frozen=True, slots=True)
class Teams:
    ids: dict[tuple[str, str], int]
    shown: dict[tuple[str, str], str]


def bookmakers(scope: Scope, books: list[Book]) -> dict[int, int]:
    """The id of each bookmaker of the batch, by its number; those that nobody knows yet are made."""
    columns = {
        "number": "int",
        "slug": "text",
        "name": "text",
        "is_exchange": "boolean",
        "is_aggregate": "boolean",
    }
    rows = [(n, book.slug, book.name, book.is_exchange, book.is_aggregate) for n, book in enumerate(books)]
    stage("odds_in_book", columns, pd.DataFrame(rows, columns=list(columns)), using=scope.using)
    scope.run(BOOKMAKERS)
    return dict(scope.rows(KNOWN_BOOKMAKERS))  # type: ignore[arg-type]


def stage_events(scope: Scope, batch: Batch) -> None:
    """The events of the batch as `odds_in_event`, with the ids of who plays; their competitions are there."""
    frame = batch.events.reset_index(drop=True).copy()
    teams = _teams(scope, batch.source, frame)
    for side in ("home", "away"):
        keys = list(zip(frame["sport"], frame[side], strict=True))
        frame[f"{side}_id"] = pd.Series([teams.ids.get(key) for key in keys], dtype=object)
        frame[f"{side}_shown"] = [teams.shown.get(key, key[1]) for key in keys]
    for name, missing in (("name", ""), ("event_id", None)):
        if name not in frame:
            frame[name] = pd.Series([missing] * len(frame), dtype=object)
    told = frame["name"].tolist()
    pairs = zip(told, frame["home_shown"], frame["away_shown"], strict=True)
    frame["name"] = [(name or f"{home} v {away}")[:300] for name, home, away in pairs]
    frame["number"] = range(len(frame))
    for name in ("home_score", "away_score"):
        frame[name] = pd.Series([score if score >= 0 else None for score in frame[name]], dtype=object)
    stage("odds_in_event", EVENT, frame, using=scope.using)
    scope.run(COMPETITIONS)


def _teams(scope: Scope, source: str, frame: pd.DataFrame) -> Teams:
    """Ids and shown names by sport and the name as told."""
    made = Teams({}, {})
    sports = dict(scope.rows("SELECT slug, id FROM bets_sport WHERE owner_id IS NULL"))
    for sport, part in frame.groupby("sport"):
        told = [name for name in dict.fromkeys([*part["home"], *part["away"]]) if name]
        if sport in sports and told:
            _of_sport(scope, source, str(sport), sports[sport], told, made)
    return made


def _of_sport(scope: Scope, source: str, sport: str, sport_id: int, told: list[str], made: Teams) -> None:
    shown = {name: team(name, sport=sport)[:200] for name in told}
    found = known_teams(scope, sport_id, shown)
    if missing := {name: shown[name] for name in told if name not in found}:
        _make(scope, source, sport_id, missing)
        found = known_teams(scope, sport_id, shown)
    for name in told:
        made.ids[(sport, name)], made.shown[(sport, name)] = found[name], shown[name]


def known_teams(scope: Scope, sport_id: int, shown: dict[str, str]) -> dict[str, int]:
    """The participants of names (as told: as shown) that have one, the first in the order of TEAMS."""
    named = {"sport": sport_id, "names": list(shown.values()), "folded": [fold(name) for name in shown]}
    best: dict[tuple[str, str], tuple[int, int]] = {}
    for rank, pk, name, folded in scope.rows(TEAMS, named):
        key = ("name", name) if name is not None else ("alias", folded)
        best[key] = min(best.get(key, (rank, pk)), (rank, pk))
    found = {}
    for told, name in shown.items():
        ways = [best[key] for key in (("alias", fold(told)), ("name", name)) if key in best]
        if ways:
            found[told] = min(ways)[1]
    return found


def _make(scope: Scope, source: str, sport_id: int, shown: dict[str, str]) -> None:
    """New teams, and a question for each that is like one we know."""
    known = {name: pk for pk, name in scope.rows(ALL_TEAMS, {"sport": sport_id})}
    scope.run(MAKE_TEAMS, {"sport": sport_id, "names": list(shown.values())})
    for told, name in shown.items():
        if like := most_like(name, known):
            row = {
                "source": source,
                "sport": sport_id,
                "name": told,
                "folded": fold(told),
                "like": known[like],
            }
            scope.run(ASK, {**row, "at": now()})

"""Which closing line each bet of a person had: by who played, the day, the market and the selection.

The names of the sides are resolved as those of the sources are (aliases and answers included). A bet was placed before
its event began; of several such events of the same sides the next one counts. What only looks right waits for the
person's answer: sides that are merely like, a handicap that may be another kind, a price far from the closing one.

All of a person's bets are looked at again when the book or the store has changed; what a person answered stays.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from math import log
from typing import Any

import pandas as pd

from bets.recognition import Words, recognise
from bets.sides import split_event, team
from odds.ingest.catalogue import known_teams
from odds.ingest.copying import stage
from odds.ingest.scope import Scope, writing
from odds.matching.likeness import LIKE, likeness
from odds.matching.selections import THREE, TWO, outcome_of
from web.clock import now

AHEAD = timedelta(days=60)  # how long before its event a bet is looked for
SLACK = timedelta(days=1)
ZONES = timedelta(hours=14)  # by how much an hour without its zone may be wrong
FAR = 0.9  # of the logarithm of the odds to one
SEVERAL_EVENTS = "the sides met more than once in that time"
ANOTHER_HANDICAP = "it may be a handicap of three outcomes"
PLACED_AFTER = "it was placed after the start, if its hour is right"
FAR_PRICE = "its odds are far from the closing ones"

CLOSINGS = """
SELECT DISTINCT ON (c.selection_id) c.id, e.id, e.starts_at, e.is_start_exact, s.slug, h.participant_id,
       a.participant_id, hp.name, ap.name, m.slug, o.line, o.period, n.code, c.odds
  FROM odds_closing c JOIN odds_selection n ON n.id = c.selection_id JOIN odds_offer o ON o.id = n.offer_id
  JOIN bets_event e ON e.id = o.event_id JOIN bets_sport s ON s.id = e.sport_id
  JOIN bets_market m ON m.id = o.market_id
  JOIN bets_eventparticipant h ON h.event_id = e.id AND h.position = 1
  JOIN bets_participant hp ON hp.id = h.participant_id
  JOIN bets_eventparticipant a ON a.event_id = e.id AND a.position = 2
  JOIN bets_participant ap ON ap.id = a.participant_id
 WHERE o.period = 'full' AND e.starts_at BETWEEN %(first)s AND %(last)s
 ORDER BY c.selection_id, c.owner_id NULLS FIRST
"""
SPAN = (
    "SELECT min(placed_at), max(placed_at) FROM bets_bet WHERE owner_id = %(owner)s AND is_live IS NOT TRUE"
)
BETS = """
SELECT b.id, NULL::bigint, b.event_name, b.market_name, b.selection, coalesce(m.slug, ''), coalesce(s.slug, ''),
       b.placed_at, b.settled_at, b.odds, coalesce(hp.name, ''), coalesce(ap.name, ''), v.starts_at
  FROM bets_bet b LEFT JOIN bets_market m ON m.id = b.market_type_id LEFT JOIN bets_sport s ON s.id = b.sport_id
  LEFT JOIN bets_event v ON v.id = b.event_id
  LEFT JOIN bets_eventparticipant h ON h.event_id = b.event_id AND h.position = 1
  LEFT JOIN bets_participant hp ON hp.id = h.participant_id
  LEFT JOIN bets_eventparticipant a ON a.event_id = b.event_id AND a.position = 2
  LEFT JOIN bets_participant ap ON ap.id = a.participant_id
 WHERE b.owner_id = %(owner)s AND b.structure = 'single' AND b.is_live IS NOT TRUE AND NOT b.is_each_way
   AND b.placed_at BETWEEN %(first)s AND %(last)s AND (s.slug IS NULL OR s.slug = ANY(%(sports)s))
 UNION ALL
SELECT b.id, l.id, l.event_name, l.market_name, l.selection, '', coalesce(s.slug, ''), b.placed_at, b.settled_at,
       l.odds, '', '', NULL
  FROM bets_bet b JOIN bets_leg l ON l.bet_id = b.id LEFT JOIN bets_sport s ON s.id = l.sport_id
 WHERE b.owner_id = %(owner)s AND b.structure <> 'single' AND b.is_live IS NOT TRUE
   AND b.placed_at BETWEEN %(first)s AND %(last)s AND (s.slug IS NULL OR s.slug = ANY(%(sports)s))
"""
FOUND = {
    "bet_id": "bigint",
    "leg_id": "bigint",
    "closing_id": "bigint",
    "is_confirmed": "boolean",
    "doubt": "text",
}
# An answer of the person stays, and so does a match that is the same still.
WRITE = """
DELETE FROM odds_betclosing x WHERE x.owner_id = %(owner)s AND x.matched_by = 'names' AND NOT x.is_refused
   AND NOT EXISTS (SELECT 1 FROM odds_found f WHERE f.bet_id = x.bet_id AND f.leg_id IS NOT DISTINCT FROM x.leg_id
                      AND f.closing_id = x.closing_id);
INSERT INTO odds_betclosing AS x (owner_id, bet_id, leg_id, closing_id, matched_by, is_confirmed, doubt, matched_at)
SELECT %(owner)s, f.bet_id, f.leg_id, f.closing_id, 'names', f.is_confirmed, f.doubt, %(at)s FROM odds_found f
    ON CONFLICT (bet_id, leg_id) DO UPDATE
   SET closing_id = excluded.closing_id, is_confirmed = excluded.is_confirmed, doubt = excluded.doubt,
       matched_at = excluded.matched_at
 WHERE x.matched_by = 'names' AND NOT x.is_refused
   AND (x.closing_id, x.is_confirmed, x.doubt) IS DISTINCT FROM
       (excluded.closing_id, excluded.is_confirmed, excluded.doubt)
"""


@dataclass
class Event:
    """An event with closing lines: closing ids and odds by (market, line in thousandths, code)."""

    pk: int
    starts_at: datetime
    is_start_exact: bool
    home_id: int
    away_id: int
    home: str
    away: str
    closings: dict[tuple[str, int | None, str], tuple[int, Decimal]]


@dataclass(frozen=True, slots=True)
class Line:
    """A bet or a leg, as read."""

    bet_id: int
    leg_id: int | None
    event_name: str
    market_name: str
    selection: str
    market: str
    sport: str
    placed_at: datetime
    settled_at: datetime | None
    odds: Decimal | None
    home: str
    away: str
    starts_at: datetime | None


def match(owner: Any) -> int:
    """Look at a person's bets again; how many matches were new or changed."""
    with writing(owner) as scope:
        ((first, last),) = scope.rows(SPAN)
        if first is None:
            return 0
        events = _events(scope, first - SLACK, last + AHEAD)
        found: list[tuple[int, int | None, int, bool, str]] = []
        if events:
            span = {"first": first - SLACK, "last": last + SLACK, "sports": list(events)}
            lines = [Line(*row) for row in scope.rows(BETS, span)]
            found = list(_matched(scope, lines, events))
        stage("odds_found", FOUND, pd.DataFrame(found, columns=list(FOUND)).astype(object), using=scope.using)
        return scope.run(WRITE, {"at": now()})


def _events(scope: Scope, first: datetime, last: datetime) -> dict[str, list[Event]]:
    """The events with closing lines by sport."""
    made: dict[int, Event] = {}
    sports: dict[str, list[Event]] = {}
    for row in scope.rows(CLOSINGS, {"first": first, "last": last}):
        closing, pk, starts_at, is_exact, sport, home_id, away_id, home, away, market, line, _, code, odds = (
            row
        )
        if pk not in made:
            made[pk] = Event(pk, starts_at, is_exact, home_id, away_id, home, away, {})
            sports.setdefault(sport, []).append(made[pk])
        made[pk].closings[(market, None if line is None else int(line * 1000), code)] = (closing, odds)
    return sports


def _matched(
    scope: Scope, lines: list[Line], events: dict[str, list[Event]]
) -> Iterable[tuple[int, int | None, int, bool, str]]:
    ids = dict(scope.rows("SELECT slug, id FROM bets_sport WHERE owner_id IS NULL"))
    for sport, known in events.items():
        asked = [
            (line, sides) for line in lines if line.sport in ("", sport) and (sides := _sides(line, sport))
        ]
        names = {name: name for _, sides in asked for name in sides}
        teams = known_teams(scope, ids[sport], names) if names else {}
        by_sides: dict[tuple[int, int], list[Event]] = {}
        for event in known:
            by_sides.setdefault((event.home_id, event.away_id), []).append(event)
        for line, sides in asked:
            found = _of_line(line, sides, teams, by_sides, known, sport)
            if found:
                yield (line.bet_id, line.leg_id, *found)


def _sides(line: Line, sport: str) -> tuple[str, str] | None:
    """Home and away as shown, by what was recognised or corrected, else by the words."""
    if line.home and line.away:
        return line.home, line.away
    home, away = split_event(line.event_name)
    if not home or not away:
        return None
    return team(home, sport=sport), team(away, sport=sport)


def _of_line(
    line: Line,
    sides: tuple[str, str],
    teams: dict[str, int],
    by_sides: dict[tuple[int, int], list[Event]],
    known: list[Event],
    sport: str,
) -> tuple[int, bool, str] | None:
    """Closing id, whether it is sure, and the doubt."""
    pair = teams.get(sides[0], -1), teams.get(sides[1], -1)
    near = sorted(
        _near(line, by_sides.get(pair, [])), key=lambda event: abs(event.starts_at - _expected(line))
    )
    doubt = SEVERAL_EVENTS if len(near) > 1 and line.starts_at is None and line.settled_at is None else ""
    event = near[0] if near else None
    if event and line.starts_at is None and line.placed_at > event.starts_at + _slack(event):
        doubt = doubt or PLACED_AFTER
    if event is None:
        event = _like(sides, list(_near(line, known)))
        doubt = f"{sides[0]} v {sides[1]} may be {event.home} v {event.away}" if event else ""
    if event is None:
        return None
    return _closing(line, sides, event, doubt, sport)


def _closing(
    line: Line, sides: tuple[str, str], event: Event, doubt: str, sport: str
) -> tuple[int, bool, str] | None:
    outcome = None
    for market in (line.market, *_guessed(line)):
        outcome = outcome or (
            outcome_of(market, line.market_name, line.selection, *sides, sport) if market else None
        )
    if outcome is None:
        return None
    # "Head to head" of a sport with draws is the market of three outcomes, if that is what there is.
    for market in (outcome.market, THREE if outcome.market == TWO else ""):
        if told := event.closings.get((market, outcome.line_milli, outcome.code)):
            if not outcome.is_sure:
                doubt = doubt or ANOTHER_HANDICAP
            if line.odds is not None and line.odds > 1 and _apart(line.odds, told[1]) > FAR:
                doubt = doubt or FAR_PRICE
            return told[0], not doubt, doubt[:200]
    return None


def _guessed(line: Line) -> list[str]:
    """Of a leg nobody has recognised the market yet."""
    if line.market:
        return []
    kind = recognise(
        Words(sport=line.sport, event=line.event_name, market=line.market_name, selection=line.selection)
    ).kind
    return [kind.slug] if kind else []


def _near(line: Line, events: Iterable[Event]) -> Iterable[Event]:
    """The events that the bet can have been on: begun after it was placed and before it was settled, within a day."""
    for event in events:
        if line.starts_at is not None:
            if abs(event.starts_at - line.starts_at) <= SLACK:
                yield event
        elif line.placed_at <= event.starts_at + max(ZONES, _slack(event)) and event.starts_at <= _latest(
            line
        ):
            yield event


def _slack(event: Event) -> timedelta:
    """How long after its start a bet before it may seem to have been placed."""
    return timedelta(minutes=5) if event.is_start_exact else SLACK


def _latest(line: Line) -> datetime:
    return (
        line.settled_at if line.settled_at and line.settled_at > line.placed_at else line.placed_at + AHEAD
    ) + SLACK


def _expected(line: Line) -> datetime:
    return line.starts_at or line.settled_at or line.placed_at


def _like(sides: tuple[str, str], events: list[Event]) -> Event | None:
    """The event whose sides are most like these, if both are like enough to ask."""
    best, found = 0.0, None
    for event in events:
        first, second = likeness(sides[0], event.home), likeness(sides[1], event.away)
        if min(first, second) >= LIKE and first + second > best:
            best, found = first + second, event
    return found


def _apart(taken: Decimal, closing: Decimal) -> float:
    return abs(log(taken - 1) - log(closing - 1)) if min(taken, closing) > 1 else 0.0

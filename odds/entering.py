"""Odds that a person enters by hand: of an event of the store, or of one of their own. They belong to that person."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import pandas as pd

from bets.folding import fold
from odds.ingest import take_in
from odds.ingest.taking import Taken
from odds.sources.batch import EVENT, MICRO, NO_LINE, NO_SIZE, QUOTE, SELECTION, Batch, Book
from odds.sources.football_data.parsing import selection_name

OUTCOMES = {
    "match-result": ("home", "draw", "away"),
    "head-to-head": ("home", "away"),
    "total": ("over", "under"),
    "handicap": ("home", "away"),
    "both-teams-to-score": ("yes", "no"),
}
WITH_LINE = frozenset(("total", "handicap"))


@dataclass(frozen=True, slots=True)
class About:
    """Who plays what and when (UTC). `event_id` where the store has the event already."""

    sport: str
    home: str
    away: str
    starts_at: datetime
    competition: str = ""
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """Prices of one bookmaker in one market at one moment; `prices` by code of the outcome; `line` the home side's."""

    market: str
    prices: dict[str, Decimal]
    bookmaker: str
    taken_at: datetime
    line: Decimal | None = None
    is_lay: bool = False


def enter(*, user: Any, about: About, entered: Entered) -> Taken:
    """Store the prices as the person's own. An event that the store may have is found by its sides and day."""
    return take_in(_batch(about, entered), name="by hand", owner=user)


def _batch(about: About, entered: Entered) -> Batch:
    row = dict.fromkeys(EVENT, "") | {
        "sport": about.sport,
        "competition": about.competition,
        "home": about.home,
        "away": about.away,
        "starts_at": about.starts_at,
        "is_start_exact": True,
        "home_score": -1,
        "away_score": -1,
        "event_id": about.event_id,
    }
    events = pd.DataFrame([row])
    events["event_id"] = events["event_id"].astype(object)
    events["starts_at"] = pd.to_datetime(events["starts_at"], utc=True)
    codes = OUTCOMES[entered.market]
    line = NO_LINE if entered.line is None else int(entered.line * 1000)
    selections = pd.DataFrame(
        [
            [0, entered.market, line, "full", len(codes), 1, code,
             selection_name(about.home, about.away, entered.market, code, line), place]
            for place, code in enumerate(codes, start=1)
        ],
        columns=list(SELECTION),
    )  # fmt: skip
    quotes = pd.DataFrame(
        [
            [
                codes.index(code),
                0,
                entered.is_lay,
                int(odds * MICRO),
                NO_SIZE,
                entered.taken_at,
                True,
                False,
                False,
                "",
            ]
            for code, odds in entered.prices.items()
        ],
        columns=list(QUOTE),
    )
    quotes["taken_at"] = pd.to_datetime(quotes["taken_at"], utc=True)
    slug = fold(entered.bookmaker).replace(" ", "-")[:80]
    counts = {"events": 1, "prices_told": len(quotes), "prices": len(quotes)}
    return Batch("manual", [Book(slug, entered.bookmaker[:120])], events, selections, quotes, [], counts)

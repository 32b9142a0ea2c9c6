"""What one file or answer tells: events, the outcomes of their markets, prices, and what could not be taken."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

MICRO = 1_000_000
EVENT = (
    "sport",
    "competition",
    "home",
    "away",
    "starts_at",
    "is_start_exact",
    "zone",
    "status",
    "home_score",
    "away_score",
    "score_note",
    "outside_id",
)
SELECTION = ("event", "market", "line_milli", "period", "outcomes", "winners", "code", "name", "position")
QUOTE = (
    "selection",
    "bookmaker",
    "is_lay",
    "odds_micro",
    "size_micro",
    "taken_at",
    "is_exact_time",
    "is_opening",
    "is_closing",
    "suspect",
)
NO_LINE = -(2**31)  # of line_milli
NO_SIZE = -1  # of size_micro


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row, or one cell of it, that was not taken, by its line in the file (the first is 1)."""

    line: int
    reason: str
    column: str = ""
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A bookmaker as a source names it."""

    slug: str
    name: str
    is_exchange: bool = False
    is_aggregate: bool = False


@dataclass
class Batch:
    """`events`, `selections`, `quotes` have the columns above.

    A selection names its event and a quote its selection and its bookmaker by position. line_milli is the line times a
    thousand. `suspect` is empty or says why the price is taken for an error. `counts` accounts for every row and cell:
    what was told is what was taken and what was rejected.
    """

    source: str
    books: list[Book]
    events: pd.DataFrame
    selections: pd.DataFrame
    quotes: pd.DataFrame
    rejects: list[Rejected] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def as_moments(microseconds: np.ndarray) -> pd.Series:
    """UTC moments of microseconds since 1970."""
    return pd.Series(microseconds.astype("datetime64[us]")).dt.tz_localize("UTC")

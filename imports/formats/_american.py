"""What exports from the United States share: American odds, leagues and what they are played in, result words."""

import re
from decimal import Decimal
from functools import lru_cache

import numpy as np

from imports.formats._columns import per_value

_ODDS = re.compile(r"([+-]?)\s*(\d{1,7})(?:\.(\d+))?")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?:\D|$))")
SIX = Decimal("0.000001")
RESULTS = {
    "WIN": "won", "WON": "won", "W": "won", "WINNER": "won",
    "LOSS": "lost", "LOST": "lost", "LOSE": "lost", "L": "lost",
    "PUSH": "void", "PUSHED": "void", "VOID": "void", "VOIDED": "void", "DRAW": "void", "TIE": "void",
    "REFUND": "void", "REFUNDED": "void", "CANCELLED": "void", "CANCELED": "void", "NO ACTION": "void",
    "CASHOUT": "cashed_out", "CASHED OUT": "cashed_out", "CASH OUT": "cashed_out", "CASHED_OUT": "cashed_out",
    "HALF WIN": "half_won", "HALF WON": "half_won", "HALF LOSS": "half_lost", "HALF LOST": "half_lost",
    "PENDING": "open", "OPEN": "open", "PLACED": "open", "IN PROGRESS": "open", "UNSETTLED": "open", "LIVE": "open",
}  # fmt: skip
LEAGUES = {
    "mlb": "Baseball", "ncaabb": "Baseball", "kbo": "Baseball", "npb": "Baseball", "wbc": "Baseball",
    "nba": "Basketball", "wnba": "Basketball", "ncaab": "Basketball", "ncaawb": "Basketball", "cbb": "Basketball",
    "nfl": "American Football", "ncaaf": "American Football", "cfb": "American Football", "cfl": "American Football",
    "ufl": "American Football", "xfl": "American Football",
    "nhl": "Ice Hockey", "khl": "Ice Hockey",
    "epl": "Football", "mls": "Football", "soccer": "Football", "ucl": "Football", "uel": "Football",
    "laliga": "Football", "seriea": "Football", "bundesliga": "Football", "ligue1": "Football",
    "fifa": "Football", "ligamx": "Football", "nwsl": "Football", "euros": "Football",
    "ufc": "Mixed Martial Arts", "mma": "Mixed Martial Arts", "boxing": "Boxing",
    "atp": "Tennis", "wta": "Tennis", "tennis": "Tennis", "pga": "Golf", "golf": "Golf", "liv": "Golf",
    "nascar": "Motor Sport", "f1": "Motor Sport",
}  # fmt: skip


@lru_cache(maxsize=20_000)
def read_american(text: str) -> str | None:
    """American odds, signed or not when positive, as decimal odds: +150 and 150 are 2.5, -200 is 1.5."""
    said = _THOUSANDS.sub("", text.strip().replace("−", "-"))
    if said.lower() in ("even", "evens", "ev"):
        return "2"
    found = _ODDS.fullmatch(said)
    if not found:
        return None
    line = Decimal(f"{found[2]}.{found[3] or 0}")
    if line < 100:
        return None
    decimal = 1 + (100 / line if found[1] == "-" else line / 100)
    return f"{decimal.quantize(SIX).normalize():f}"


def american(cells: np.ndarray) -> np.ndarray:
    """A column of American odds as decimal texts, None where a cell has none."""
    return per_value(cells, read_american)


def sport_of_league(cells: np.ndarray) -> np.ndarray:
    """What a league is played in, None for leagues that are not known."""
    return per_value(cells, lambda text: LEAGUES.get(re.sub(r"[^a-z0-9]", "", text.lower())))

"""Whose closing prices say what a market closed at. Pure and vectorised.

Pinnacle's, where it priced every outcome; else an exchange's after its commission; else the average of the bookmakers;
else the highest of them. Suspect prices count as none. A benchmark whose prices leave no margin has no fair chances, so
the next one that has is taken; where none has, the first whole one stands with its prices alone.
"""

from decimal import Decimal

import numpy as np
import pandas as pd

from odds.novig_many import fair_many

ORDER = ("pinnacle", "exchange", "average", "maximum")
METHODS = ("multiplicative", "additive", "power", "odds-ratio", "shin")
MICRO = 1_000_000


def net_micro(odds_micro: np.ndarray, commission: Decimal) -> np.ndarray:
    """Odds after a commission on winnings: 1 + (o - 1)(1 - c), to a millionth, rounded down."""
    kept = int((1 - commission) * 10_000)
    return MICRO + (odds_micro - MICRO) * kept // 10_000


def choose(told: pd.DataFrame, commission: Decimal) -> pd.DataFrame:
    """One row a selection with a closing price, with a column for each of METHODS (NaN without an answer).

    `told` has one row a closing price: offer, outcomes, winners, selection, position, benchmark (of ORDER), bookmaker,
    odds_micro; other columns are handed through. Of several exchanges the one whose book is the tightest is taken.
    """
    if told.empty:
        return told.assign(net_micro=0, rank=0, **dict.fromkeys(METHODS, np.nan))
    rows = told.copy()
    odds = rows["odds_micro"].to_numpy(dtype=np.int64)
    is_exchange = (rows["benchmark"] == "exchange").to_numpy(dtype=bool)
    rows["net_micro"] = np.where(is_exchange, net_micro(odds, commission), odds)
    rows["rank"] = rows["benchmark"].map({name: place for place, name in enumerate(ORDER)}).astype("int64")
    rows["chance"] = MICRO / rows["net_micro"].to_numpy(dtype=np.float64)
    book = rows.groupby(["offer", "rank", "bookmaker"], sort=False)
    rows["sum"] = book["chance"].transform("sum")
    is_whole = (book["selection"].transform("nunique") == rows["outcomes"]) & (rows["net_micro"] > MICRO)
    rows["is_whole"] = is_whole.groupby([rows["offer"], rows["rank"], rows["bookmaker"]]).transform("all")
    rows = rows[rows["is_whole"]]
    has_margin = (rows["sum"] > rows["winners"]).astype("int64")
    rows = rows.assign(order=rows["rank"] - 10 * has_margin)
    rows = rows.sort_values(["offer", "order", "sum", "bookmaker", "position"], kind="stable")
    first = rows.groupby("offer", sort=False)[["order", "bookmaker"]].transform("first")
    chosen = rows[(rows["order"] == first["order"]) & (rows["bookmaker"] == first["bookmaker"])]
    return _with_chances(chosen.reset_index(drop=True))


def _with_chances(chosen: pd.DataFrame) -> pd.DataFrame:
    """The fair chances by each method, market by market in one array."""
    if chosen.empty:
        return chosen.assign(**dict.fromkeys(METHODS, np.nan))
    market = chosen.groupby("offer", sort=False).ngroup().to_numpy()
    place = chosen.groupby("offer", sort=False).cumcount().to_numpy()
    odds = np.full((market.max() + 1, place.max() + 1), np.nan)
    odds[market, place] = chosen["net_micro"].to_numpy(dtype=np.float64) / MICRO
    winners = np.ones(len(odds), dtype=np.int64)
    winners[market] = chosen["winners"].to_numpy(dtype=np.int64)
    for method in METHODS:
        chosen[method] = fair_many(odds, method, winners=winners).probabilities[market, place]
    return chosen

"""Which prices are errors: far from what the others say at the same moment, or part of a book that cannot be. Pure.

A figure over many bookmakers (average, maximum) is judged by the same rules. Nothing is thrown away: a suspect price is
stored with its reason and offered to nobody.
"""

import numpy as np
import pandas as pd

FAR = "far from the other bookmakers' prices"
BELOW_ONE = "this bookmaker's prices of all outcomes sum to less than one"
TOO_WIDE = "this bookmaker's prices of all outcomes leave too wide a margin"
BELOW_MEAN = "a highest price below the average"
FAR_ALONE, FAR_LOGIT, FAR_CHANCE = 1.0, 0.35, 0.06
LEAST_BOOK, MOST_BOOK, MOST_EXCHANGE_BOOK = 0.985, 1.35, 1.2
ENOUGH = 3  # prices of a selection, from which their median says what it is worth
MOST_JUDGED = 3  # outcomes: the longer a field, the wider its margin


def find(told: pd.DataFrame) -> np.ndarray:
    """The reason for each price, "" where there is none.

    `told` has one row a price: selection, offer, outcomes (of its offer), moment (prices of one moment are compared),
    bookmaker, is_lay, odds_micro, is_exchange, is_average, is_maximum.
    """
    reasons = np.full(len(told), "", dtype=object)
    if not len(told):
        return reasons
    frame = told.reset_index(drop=True)
    chance = 1_000_000 / frame["odds_micro"].to_numpy(dtype=np.float64)
    frame["chance"] = chance
    is_lay = frame["is_lay"].to_numpy(dtype=bool)
    anchor = _anchor(frame)
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(np.log(chance / (1 - chance)) - np.log(anchor / (1 - anchor)))
    is_far = (apart > FAR_ALONE) | ((apart > FAR_LOGIT) & (np.abs(chance - anchor) > FAR_CHANCE))
    reasons[is_far & ~is_lay] = FAR
    _judge_books(frame, is_far, reasons)
    is_below = frame["is_maximum"].to_numpy(dtype=bool) & (chance > _average(frame) * 1.01)
    reasons[is_below & (reasons == "")] = BELOW_MEAN
    return reasons


def _anchor(frame: pd.DataFrame) -> np.ndarray:
    """What the others say: the source's own average, else the median of enough prices, else nothing (NaN)."""
    plain = frame[~frame["is_lay"] & ~frame["is_maximum"] & ~frame["is_average"]]
    middle = plain.groupby(["selection", "moment"])["chance"].agg(["median", "size"])
    keys = pd.MultiIndex.from_frame(frame[["selection", "moment"]])
    found = middle.reindex(keys)
    median = np.where(found["size"].to_numpy() >= ENOUGH, found["median"].to_numpy(dtype=np.float64), np.nan)
    return np.where(np.isnan(median), _average(frame), median)


def _average(frame: pd.DataFrame) -> np.ndarray:
    means = frame[frame["is_average"]].groupby(["selection", "moment"])["chance"].first()
    return means.reindex(pd.MultiIndex.from_frame(frame[["selection", "moment"]])).to_numpy(dtype=np.float64)


def _judge_books(frame: pd.DataFrame, is_far: np.ndarray, reasons: np.ndarray) -> None:
    """Whole books of one bookmaker: their sum. Where one price of it is far off already, the others stand."""
    is_judged = ~(frame["is_lay"] | frame["is_maximum"]).to_numpy(dtype=bool)
    mine = frame[is_judged].assign(is_far=is_far[is_judged])
    keys = ["offer", "moment", "bookmaker"]
    books = mine.groupby(keys)[["chance", "is_far"]].transform("sum")
    is_whole = mine.groupby(keys)["selection"].transform("nunique") == mine["outcomes"]
    most = np.where(mine["is_exchange"], MOST_EXCHANGE_BOOK, MOST_BOOK)
    is_open = (is_whole & (books["is_far"] == 0) & (mine["outcomes"] <= MOST_JUDGED)).to_numpy(dtype=bool)
    places = mine.index.to_numpy()
    sums = books["chance"].to_numpy(dtype=np.float64)
    reasons[places[is_open & (sums < LEAST_BOOK)]] = BELOW_ONE
    reasons[places[is_open & (sums > most)]] = TOO_WIDE

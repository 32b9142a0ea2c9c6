"""Multis that a file tells row by row: what their rows together say of the bet.

`leader` is, for each row of the file, the place of the row that stands for its bet; `places` are those of the rows of
multis, in_order().
"""

import re

import numpy as np
import pandas as pd

JOIN = " | "  # as trackers write it
HANDICAPS = re.compile(r"handicap|spread|\bah\b|\bhdp\b|hcap|run line|puck line", re.IGNORECASE)


def rows_each(leader: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """How many kept rows each leading row has, itself included; 1 of the others."""
    return np.maximum(np.bincount(leader[kept], minlength=len(leader)), 1)


def in_order(leader: np.ndarray, kept: np.ndarray, said: np.ndarray) -> np.ndarray:
    """The places of the rows of multis, each one's by what they say, whatever their order in the file."""
    places = np.flatnonzero(kept & (rows_each(leader, kept)[leader] > 1))
    return places[np.lexsort((said[places].astype(str), leader[places]))]


def positions(leader: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The number of each leg within its multi, from 1."""
    return pd.Series(leader[places]).groupby(leader[places]).cumcount().to_numpy() + 1


def alike(said: np.ndarray, leader: np.ndarray, places: np.ndarray) -> np.ndarray:
    """What each row says, and of a multi what all its rows say: nothing where they differ. A bet on two games is
    about neither."""
    groups = pd.Series(said[places]).groupby(leader[places])
    first, kinds = groups.first(), groups.nunique()
    told = said.copy()
    told[first.index] = np.where(kinds == 1, first, "")
    return told


def joined(said: np.ndarray, leader: np.ndarray, places: np.ndarray) -> np.ndarray:
    """What each row says, and of a multi what its rows say one after the other."""
    parts: dict[int, list[str]] = {}
    for lead, text in zip(leader[places].tolist(), said[places].tolist(), strict=True):
        parts.setdefault(lead, []).append(text)
    told = said.copy()
    for lead, texts in parts.items():
        told[lead] = JOIN.join(filter(None, texts))
    return told


def with_line(said: str, line: str, market: str = "") -> str:
    """A selection with its line (handicap, total), unless it says it already; a handicap has a sign. A 0 is none, which
    tables have as often as nothing there, but for a handicap, where it gives back the stakes of a draw."""
    number, is_handicap = line.strip("+- "), HANDICAPS.search(market) is not None
    is_none = not number.strip("0.,")
    if (
        is_none
        and not (number and is_handicap)
        or re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", said)
    ):
        return said
    sign = "+" if is_handicap and not is_none and line[0].isdigit() else ""
    return f"{said} {sign}{line}".strip()

"""Multis that a file tells row by row: what their rows together say of the bet.

`leader` is, for each row of the file, the place of the row that stands for its bet; `places` are the rows of multis in
the order of their legs.
"""

import re

import numpy as np
import pandas as pd

JOIN = " | "  # as trackers write it
HANDICAPS = re.compile(r"handicap|spread|\bah\b|\bhdp\b|hcap|run line|puck line", re.IGNORECASE)


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
    """A selection with its line (handicap, total), unless it says it already. A 0 is none, which tables have as often
    as nothing there, but for a handicap, where it gives back the stakes of a draw."""
    number = line.strip("+- ")
    is_none = not number.strip("0.,") and not (number and HANDICAPS.search(market))
    if is_none or re.search(rf"(?<![\d.]){re.escape(number)}(?![\d.])", said):
        return said
    return f"{said} {line}".strip()

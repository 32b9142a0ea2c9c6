"""What the words of a file's bets and legs mean, worked out once for each distinct wording. Pure: no database.

It is done by a thread beside the storing of the lines: the database works on those while Python works on this.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bets import recognition
from bets.kinds import SAYS_NOTHING
from bets.recognition import FUTURES, Recognised, Words
from imports.formats._coded import factorized

NAMES = ["sport", "competition", "event", "market"]
LONGEST_SPORT = 80


@dataclass(frozen=True)
class Understood:
    """`codes` tells for each row of the frame which of the distinct wordings it has: `found`, and its `events`."""

    codes: np.ndarray
    found: list[Recognised]
    events: list[str | None]


@dataclass(frozen=True)
class Meanings:
    """Of the bets and of their legs, and which bets end with a season or the like."""

    bets: Understood
    legs: Understood
    are_futures: np.ndarray


def understand(frame: pd.DataFrame, legs: pd.DataFrame | None = None) -> Understood:
    """Recognise what each row of sport, competition, event, market and selection is about.

    Where it has no event but its selection names a game, that is the event. The selection of a bet that has `legs` is
    theirs in one text, and is left to them.
    """
    if not len(frame):
        return Understood(np.zeros(0, dtype=np.int64), [], [])
    apart = frame["ref"].isin(set(legs["ref"])).to_numpy() if legs is not None and len(legs) else None
    codes, distinct = _wordings(frame, apart)
    found = [_recognise(*map(str, words)) for words in distinct]
    return Understood(codes, found, _events([words[2] for words in distinct], found))


def meanings(bets: pd.DataFrame, legs: pd.DataFrame) -> Meanings:
    """What bets and their legs are about."""
    return Meanings(understand(bets, legs), understand(legs), _are_futures(bets))


@contextmanager
def understanding(bets: pd.DataFrame, legs: pd.DataFrame) -> Iterator["Future[Meanings]"]:
    """The same, while the block goes on with something else."""
    with ThreadPoolExecutor(1, thread_name_prefix="understanding") as pool:
        yield pool.submit(meanings, bets, legs)


def _are_futures(bets: pd.DataFrame) -> np.ndarray:
    """Which bets end with a season or the like."""
    return FUTURES.are_in_rows(
        [_texts(bets[name]) for name in ("competition", "event", "market", "selection")]
    )


def _wordings(frame: pd.DataFrame, apart: np.ndarray | None) -> tuple[np.ndarray, list[tuple[Any, ...]]]:
    """Which of the distinct wordings (of NAMES and selection) each row has, and those in order of their first rows.

    The selection is asked only where event or market are silent: it is told apart by nearly every bet, and there are
    millions. Nor is it asked of bets whose legs are asked `apart`.
    """
    columns = [factorized(_texts(frame[name])) for name in NAMES]
    (of_event, events), (of_market, markets) = columns[2:]
    says_nothing = np.array([str(market).casefold() in SAYS_NOTHING for market in markets])
    is_silent = (events == "")[of_event] | says_nothing[of_market]
    if apart is not None:
        is_silent &= ~apart
    columns.append(factorized(np.where(is_silent, _texts(frame["selection"]), "")))
    codes = np.zeros(len(frame), dtype=np.int64)
    for of_column, texts in columns:
        codes, _ = pd.factorize(codes * len(texts) + of_column)  # below rows times texts
    firsts = np.empty(codes.max() + 1, dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of equal ones the first is written last
    told = [texts[of_column[firsts]] for of_column, texts in columns]
    return codes, list(zip(*told, strict=True))


def _texts(column: pd.Series) -> np.ndarray:
    """What each row says, empty where it says nothing."""
    texts = column.to_numpy(dtype=object)
    is_missing = pd.isna(texts)
    return np.where(is_missing, "", texts) if is_missing.any() else texts


def _recognise(sport: str, competition: str, event: str, market: str, selection: str) -> Recognised:
    found = recognition.recognise(Words(sport, competition, event, market, selection))
    return found._replace(sport=(found.sport or "")[:LONGEST_SPORT] or None)


def _events(names: list[str], found: list[Recognised]) -> list[str | None]:
    """The event as the file has it, else the game that the selection names."""
    return [
        event or (f"{each.home} v {each.away}" if each.home else None)
        for event, each in zip(names, found, strict=True)
    ]

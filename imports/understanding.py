"""What the words of a file's bets and legs mean, worked out once for each distinct wording. Pure: no database.

It is done by a thread beside the storing of the lines: the database works on those while Python works on this.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bets import recognition
from bets.kinds import SAYS_NOTHING
from bets.recognition import FUTURES, Recognised, Words

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
    apart = frame["ref"].isin(set(legs["ref"])) if legs is not None and len(legs) else None
    names = _words(frame, apart)
    codes = names.groupby(list(names), sort=False).ngroup().to_numpy()
    distinct = names.loc[~names.duplicated()]  # codes count them in this order
    found = [_recognise(*map(str, row)) for row in distinct.itertuples(index=False)]
    return Understood(codes, found, _events(distinct["event"], found))


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
    names = bets[["competition", "event", "market", "selection"]].astype(object).fillna("")
    return np.fromiter(
        (FUTURES.are_in(" ".join(row)) for row in zip(*(names[name] for name in names), strict=True)),
        dtype=bool,
        count=len(bets),
    )


def _words(frame: pd.DataFrame, apart: pd.Series | None) -> pd.DataFrame:
    """What there is to recognise. The selection is asked only where event or market are silent: it is told apart by
    nearly every bet, and there are millions. Nor is it asked of bets whose legs are asked `apart`."""
    words = pd.DataFrame({name: frame[name].astype(object).fillna("") for name in NAMES})
    words["selection"] = ""
    silent = (words["event"] == "") | words["market"].str.casefold().isin(SAYS_NOTHING)
    if apart is not None:
        silent &= ~apart
    if silent.any():
        words.loc[silent, "selection"] = frame.loc[silent, "selection"].astype(object).fillna("")
    return words


def _recognise(sport: str, competition: str, event: str, market: str, selection: str) -> Recognised:
    found = recognition.recognise(Words(sport, competition, event, market, selection))
    return found._replace(sport=(found.sport or "")[:LONGEST_SPORT] or None)


def _events(names: pd.Series, found: list[Recognised]) -> list[str | None]:
    """The event as the file has it, else the game that the selection names."""
    return [
        event or (f"{each.home} v {each.away}" if each.home else None)
        for event, each in zip(names, found, strict=True)
    ]

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
from bets.recognition import Recognised, Words

NAMES = ["sport", "competition", "event", "market"]
LONGEST_SPORT = 80


@dataclass(frozen=True)
class Understood:
    """`codes` tells for each row of the frame which of the distinct wordings it has: `found`, and its `events`."""

    codes: np.ndarray
    found: list[Recognised]
    events: list[str | None]


def understand(frame: pd.DataFrame) -> Understood:
    """Recognise what each row of sport, competition, event, market and selection is about.

    Where it has no event but its selection names a game, that is the event.
    """
    if not len(frame):
        return Understood(np.zeros(0, dtype=np.int64), [], [])
    names = _words(frame)
    codes = names.groupby(list(names), sort=False).ngroup().to_numpy()
    distinct = names.loc[~names.duplicated()]  # codes count them in this order
    found = [_recognise(*map(str, row)) for row in distinct.itertuples(index=False)]
    return Understood(codes, found, _events(distinct["event"], found))


@contextmanager
def understanding(
    bets: pd.DataFrame, legs: pd.DataFrame
) -> Iterator["Future[tuple[Understood, Understood]]"]:
    """The same of bets and legs, while the block goes on with something else."""
    with ThreadPoolExecutor(1, thread_name_prefix="understanding") as pool:
        yield pool.submit(lambda: (understand(bets), understand(legs)))


def _words(frame: pd.DataFrame) -> pd.DataFrame:
    """What there is to recognise. The selection is asked only where event or market are silent: it is told apart by
    nearly every bet, and there are millions."""
    words = pd.DataFrame({name: frame[name].astype(object).fillna("") for name in NAMES})
    words["selection"] = ""
    silent = (words["event"] == "") | words["market"].str.casefold().isin(SAYS_NOTHING)
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

"""The first import into books of which nothing was ever told: there is nothing to compare it with.

All its lines, bets and tellings are new, so they get their ids here, in the order of events, before they are handed
over; the database then writes them as they come, where it would look for each of them otherwise.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from django.db import connection

from imports.beside import Beside, is_worth_it
from imports.journal import Written

LINE_IDS, BET_IDS, TELLING_IDS = (
    "treasury_statementline_id_seq",
    "bets_bet_id_seq",
    "imports_bettelling_id_seq",
)


@dataclass(frozen=True)
class Ids:
    """Ids from the sequences, rising; at least as many as there are lines, bets, and tellings of these."""

    lines: np.ndarray
    bets: np.ndarray
    tellings: np.ndarray


def ids_of(lines: int, bets: int, beside: Beside | None = None) -> Callable[[], Ids]:
    """Ids for so many lines and bets, to be asked for when they are needed: of a large file the other connection takes
    them while its rows are prepared. Those of rows that turn out to be told twice are not used."""
    work = partial(_ids, lines, bets)
    if beside is None or not is_worth_it(max(lines, bets)):
        return work
    return beside.do(work).result


def numbered_bets(bets: pd.DataFrame, lines: pd.DataFrame, ids: Ids) -> pd.DataFrame:
    """Bets with ids of their own (bet_id) and of what is told of them (telling_id), the oldest first by their rows."""
    bets = _oldest_first(bets, _by_row(lines, lines["occurred_at"].astype("int64"))[bets["row"]])
    return bets.assign(bet_id=ids.bets[: len(bets)], telling_id=ids.tellings[: len(bets)])


def numbered_legs(legs: pd.DataFrame, bets: pd.DataFrame) -> pd.DataFrame:
    """Legs with the ids of their bets, 0 without one. `bets` are numbered_bets(), both of one digested()."""
    ids = np.zeros(max(frame["bet"].max() if len(frame) else 0 for frame in (bets, legs)) + 1, dtype=np.int64)
    ids[bets["bet"]] = bets["bet_id"]
    return legs.assign(bet_id=ids[legs["bet"]])


def numbered_lines(lines: pd.DataFrame, bets: pd.DataFrame, ids: Ids) -> pd.DataFrame:
    """Lines that know their order and who leads (imports/merge.py), the first of them first, with the leader's id and
    the telling of the bet that was read from the same row. `bets` are numbered_bets()."""
    lines = _oldest_first(lines, lines["seq"].to_numpy())
    leads = lines[lines["row"] == lines["leader"]]
    line_ids = _by_row(lines, 0)
    line_ids[leads["row"]] = ids.lines[: len(leads)]
    tellings = _by_row(lines, 0)
    tellings[bets["row"]] = bets["telling_id"]
    told = tellings[lines["row"]]
    return lines.assign(line_id=line_ids[lines["leader"]], telling_id=pd.arrays.IntegerArray(told, told == 0))


def written(lines: pd.DataFrame, bets: pd.DataFrame) -> Written:
    """What a first import of numbered_lines() and numbered_bets() writes."""
    has_amounts, has_bonuses = (
        bool((lines[name].notna() & (lines[name] != 0)).any()) for name in ("amount_micro", "bonus_micro")
    )
    has_fees = bool((lines["kind"] == "commission").any())
    return Written(_stretch(lines["line_id"]), _stretch(bets["bet_id"]), has_amounts, has_bonuses, has_fees)


def take(sequence: str, count: int) -> np.ndarray:
    """So many ids of the sequence, rising."""
    if not count:
        return np.zeros(0, dtype=np.int64)
    # One value of eight bytes each: a row for each of a million takes twice as long to send as to count.
    numbers = "SELECT string_agg(int8send(nextval(%s)), '') FROM generate_series(1, %s)"
    with connection.cursor() as cursor:
        cursor.execute(numbers, [sequence, count])
        return np.sort(np.frombuffer(cursor.fetchone()[0], dtype=">i8").astype(np.int64))


def _ids(lines: int, bets: int) -> Ids:
    return Ids(take(LINE_IDS, lines), take(BET_IDS, bets), take(TELLING_IDS, bets))


def _stretch(ids: pd.Series) -> tuple[int, int]:
    """The first and the last id; of none a stretch that holds nothing."""
    return (int(ids.min()), int(ids.max())) if len(ids) else (1, 0)


def _by_row(lines: pd.DataFrame, values: "pd.Series | int") -> np.ndarray:
    """What each row of the file has, to be looked up by its number."""
    found = np.zeros(int(lines["row"].to_numpy().max(initial=0)) + 1, dtype=np.int64)
    found[lines["row"]] = values
    return found


def _oldest_first(frame: pd.DataFrame, order: np.ndarray) -> pd.DataFrame:
    """Exports are in order one way or the other: turned round for nothing. Others are sorted.

    Rows that lie together in the database are found together, and its indexes grow at their ends.
    """
    steps = np.diff(order)
    if (steps >= 0).all():
        return frame
    return frame.iloc[::-1] if (steps <= 0).all() else frame.iloc[np.argsort(order, kind="stable")]

"""Rows and bets of a file that are known exactly as they are: told again, and nothing more to do for them.

Most of what people send they sent before. Keys and digests of all rows go to the database first; what is equal there
is only recorded as told by this file too, and everything else takes the long way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from django.db import connection

from imports import same
from imports.beside import Beside, is_worth_it
from imports.models import Upload
from imports.observers import is_told_before
from imports.staging import plan_for
from imports.twins import accounts_told_twice

KEY = ["account_id", "key"]
# Of the rows: where hardly any has changed, both connections are done at once.
SHARE_BESIDE = 0.5

# Of a book of which nothing was ever told there is nothing to compare with. Tellings outlive what they tell, but their
# bets are then retired, and a line that was taken back is among the lines' own tellings.
IS_KNOWN = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE account_id = ANY (%(accounts)s))"  # noqa: S608
    for table in ("treasury_statementline", "imports_linetelling", "bets_bet", "imports_retiredbet")
)


@dataclass(frozen=True)
class Changes:
    """What is left to do: the rows, bets and legs that are new or told otherwise.

    is_first: nothing was ever told of these books, so that all of it is new. recorded: how many rows are known as they
    are and recorded by the other connection.
    """

    lines: pd.DataFrame
    bets: pd.DataFrame
    legs: pd.DataFrame
    is_first: bool = False
    recorded: int = 0


class Shares:
    """Which rows of a file are looked for here, and which by the other connection: those from `since` on."""

    def __init__(self, lines: pd.DataFrame, beside: Beside | None) -> None:
        rows = lines["row"].to_numpy()
        self.beside = beside
        if beside is not None:
            place = int(len(rows) * (1 - SHARE_BESIDE))
            self.since = int(np.partition(rows, place)[place])
            beside.do(partial(_prepare, len(rows)))

    def find(self, find: Callable[[pd.DataFrame], np.ndarray], frame: pd.DataFrame) -> np.ndarray:
        """The rows of the frame that `find` finds, here and there at once."""
        if self.beside is None:
            return find(frame)
        is_theirs = (frame["row"] >= self.since).to_numpy()
        theirs = self.beside.do(partial(find, frame[is_theirs]))
        return np.concatenate((find(frame[~is_theirs]), theirs.result()))

    def record(self, upload: Upload, lines: pd.DataFrame, changed: pd.Series) -> int:
        """Have the other connection record its rows among these known `lines`, and how many they are. Those whose bets
        have `changed` (their rows) come here: they are about to be told anew."""
        if self.beside is None:
            return 0
        theirs = lines[(lines["row"] >= self.since).to_numpy()]
        is_left = theirs["row"].isin(changed).to_numpy()
        if is_left.any():
            self.beside.do(partial(same.give_up, theirs["row"].to_numpy()[is_left]))
            plan_for(int(is_left.sum()))
            same.find_lines(theirs[is_left])
        count = int((~is_left).sum())
        self.beside.do(partial(same.record_same, upload.pk, expected=count))
        return count


def may_share(upload: Upload, account_ids: list[int]) -> bool:
    """May a part of the rows be recorded where this connection does not see them? Not when it weighs against each other
    what several imports of the same bytes tell, or several formats."""
    return not is_told_before(upload) and not accounts_told_twice(
        account_ids, upload_id=upload.pk, format_slug=upload.format, told=account_ids
    )


def is_any_known(account_ids: list[int]) -> bool:
    """Was anything ever told of these books?"""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IS_KNOWN}", {"accounts": account_ids})
        return bool(cursor.fetchone()[0])


def leave_out_unchanged(
    upload: Upload,
    lines: pd.DataFrame,
    bets: pd.DataFrame,
    legs: pd.DataFrame,
    *,
    account_ids: list[int],
    has_known: bool,
    with_bets: bool,
    beside: Beside | None = None,
) -> Changes:
    """What of a file is not known yet; the rest is in imp_same_line and imp_same_bet, or `beside` records it. Bets and
    legs are digested(). `has_known`: is_any_known() of these books."""
    same.forget()
    if not has_known:
        return Changes(lines, bets, legs, is_first=with_bets)
    is_shared = with_bets and is_worth_it(len(lines)) and may_share(upload, account_ids)
    shares = Shares(lines, beside if is_shared else None)
    is_same = _same_lines(lines, shares)
    if not with_bets:
        return Changes(lines[~is_same], bets, legs)
    is_known = _same_bets(bets, lines[~is_same], shares)
    recorded = shares.record(upload, lines.loc[is_same, list(same.SEEN_LINE)], bets.loc[~is_known, "row"])
    bets = bets[~is_known]
    return Changes(lines[~is_same], bets, legs[legs["bet"].isin(bets["bet"])], recorded=recorded)


def _prepare(rows: int) -> None:
    plan_for(rows)
    same.forget()


def _same_lines(lines: pd.DataFrame, shares: Shares) -> np.ndarray:
    """Which rows are known as they are. A key that comes twice in the file takes the long way."""
    comes_again = lines.duplicated(KEY, keep=False).to_numpy()
    once = lines[list(same.SEEN_LINE)]
    found = shares.find(same.find_lines, once[~comes_again] if comes_again.any() else once)
    return lines["row"].isin(found).to_numpy()


def _same_bets(bets: pd.DataFrame, changed: pd.DataFrame, shares: Shares) -> np.ndarray:
    """Which bets are told as before, and none of their rows has changed."""
    is_touched = _are_touched(bets, changed[["account_id", "bet_ref"]].dropna())
    untouched = bets[list(same.SEEN_BET)]
    found = shares.find(same.find_bets, untouched[~is_touched] if is_touched.any() else untouched)
    return bets["row"].isin(found).to_numpy()


def _are_touched(bets: pd.DataFrame, changed: pd.DataFrame) -> np.ndarray:
    """Which bets have a row among the changed ones. References first: of many bets hardly any shares one."""
    is_touched = bets["ref"].isin(set(changed["bet_ref"])).to_numpy(copy=True)
    if is_touched.any():
        pairs = pd.MultiIndex.from_frame(changed)
        is_touched[is_touched] = pd.MultiIndex.from_frame(bets.loc[is_touched, ["account_id", "ref"]]).isin(
            pairs
        )
    return is_touched

"""Does a statement's running balance follow, row by row, from its amounts?

The rows are taken in the order of the file, forwards or backwards in time, and never sorted: going forward in
time, each balance must be the one before plus the row's amount. Where it is not, rows are missing, doubled,
altered or out of place: a break, told with the line of the later row. After a break the proof goes on from the
balance that was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from imports.break_reasons import MISSING, Chain, likely_reasons
from imports.formats._moments import direction

PROVED, BROKEN, ABSENT = "proved", "broken", "absent"


@dataclass(frozen=True)
class Break:
    """At this line the balance should have been `expected`, but the file says `found`. Micro-units.

    `reason` is the likely one (imports/break_reasons.py), `near` the other line it speaks of; rows that are missing are
    missing after `previous_at`.
    """

    line: int
    expected_micro: int
    found_micro: int
    occurred_at: datetime | None = None
    reason: str = MISSING
    near: int | None = None
    previous_at: datetime | None = None


@dataclass(frozen=True)
class Proof:
    """status is proved, broken or absent (no running balance). opening_micro is the balance before the first row
    in time, closing_micro the one after the last; first_at and last_at are UTC. breaks are in order of time."""

    status: str
    rows: int
    opening_micro: int | None = None
    closing_micro: int | None = None
    breaks: tuple[Break, ...] = ()
    first_at: datetime | None = None
    last_at: datetime | None = None


def prove(
    balances: pd.DataFrame | None, *, is_newest_first: bool = True, refused: Sequence[int] = ()
) -> Proof:
    """Prove the frame of a format: row, occurred_at, amount_micro, balance_micro, in the order of the file.

    The direction of time is what most neighbouring rows show; without any difference the one in which more rows
    hold; at last the format's own order, `is_newest_first`. `refused` are the lines of rejected rows.
    """
    if balances is None or balances.empty:
        return Proof(ABSENT, 0)
    lines = balances["row"].to_numpy(dtype=np.int64)
    amounts = balances["amount_micro"].to_numpy(dtype=np.int64)
    found = balances["balance_micro"].to_numpy(dtype=np.int64)
    times = balances["occurred_at"].dt.tz_localize(None).to_numpy().astype("datetime64[us]")
    if _runs_backwards(times, amounts, found, is_newest_first=is_newest_first):
        lines, amounts, found, times = lines[::-1], amounts[::-1], found[::-1], times[::-1]
    expected = found[:-1] + amounts[1:]
    wrong = (np.flatnonzero(expected != found[1:]) + 1).tolist()
    breaks = _breaks(Chain(lines, times, amounts, found), wrong, refused) if wrong else ()
    known = times[~np.isnat(times)]
    return Proof(
        status=BROKEN if breaks else PROVED,
        rows=len(lines),
        opening_micro=int(found[0] - amounts[0]),
        closing_micro=int(found[-1]),
        breaks=breaks,
        first_at=_moment(known.min()) if known.size else None,
        last_at=_moment(known.max()) if known.size else None,
    )


def _breaks(chain: Chain, wrong: Sequence[int], refused: Sequence[int]) -> tuple[Break, ...]:
    return tuple(
        Break(
            line=int(chain.lines[at]),
            expected_micro=int(chain.found[at - 1] + chain.amounts[at]),
            found_micro=int(chain.found[at]),
            occurred_at=_moment(chain.times[at]),
            reason=likely.reason,
            near=likely.line,
            previous_at=_moment(chain.times[at - 1]),
        )
        for at, likely in zip(wrong, likely_reasons(chain, wrong, refused), strict=True)
    )


def _runs_backwards(
    times: np.ndarray, amounts: np.ndarray, found: np.ndarray, *, is_newest_first: bool
) -> bool:
    """Does the file tell the newest row first?"""
    steps = direction(times)
    if steps:
        return steps < 0
    forwards = int((found[:-1] + amounts[1:] == found[1:]).sum())
    backwards = int((found[1:] + amounts[:-1] == found[:-1]).sum())
    return is_newest_first if forwards == backwards else backwards > forwards


def _moment(time: np.datetime64) -> datetime | None:
    """An aware UTC datetime."""
    return None if np.isnat(time) else pd.Timestamp(time, tz="UTC").to_pydatetime()

"""Why a running balance breaks, as far as the rows themselves can tell. Pure.

The rows are in order of time. A row begins with its balance less its amount; a break is a row that does not begin with
the balance of the row before. The reasons, the surest first: an earlier row is told again; rows between were refused;
the broken places are one chain cut and put together in another order; the balance (or the sign of the amount) of one
row is wrong; else rows are missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DUPLICATE, REFUSED, OUT_OF_ORDER = "duplicate", "refused", "out-of-order"
ALTERED, MISSING = "altered", "missing-window"
REASONS = (DUPLICATE, REFUSED, OUT_OF_ORDER, ALTERED, MISSING)
LEAST_CYCLE = 3  # rows or blocks of rows that change places leave three broken places


@dataclass(frozen=True)
class Chain:
    """The rows of a statement in order of time: physical lines, times, amounts, balances after each (micro)."""

    lines: np.ndarray
    times: np.ndarray
    amounts: np.ndarray
    found: np.ndarray

    @property
    def begins(self) -> np.ndarray:
        """The balance before each row."""
        return self.found - self.amounts


@dataclass(frozen=True)
class Likely:
    """The likely reason, and the line it points to: of the row told twice, or the one this row belongs behind."""

    reason: str
    line: int | None = None


def likely_reasons(chain: Chain, breaks: Sequence[int], refused: Sequence[int]) -> list[Likely]:
    """The likely reason of each break (places in the chain, rising). `refused`: lines of rejected rows."""
    copies = _copies(chain, breaks)
    turned = _turned(chain, breaks)
    rejected = np.sort(np.asarray(refused, dtype=np.int64))
    differences = dict(
        zip(
            breaks,
            (chain.begins[list(breaks)] - chain.found[[at - 1 for at in breaks]]).tolist(),
            strict=True,
        )
    )
    return [
        copies.get(at)
        or (Likely(REFUSED) if _is_any_between(rejected, chain.lines[at - 1], chain.lines[at]) else None)
        or turned.get(at)
        or _altered(chain, at, differences)
        or Likely(MISSING)
        for at in breaks
    ]


def _copies(chain: Chain, breaks: Sequence[int]) -> dict[int, Likely]:
    """Breaks where a row (or a block of rows) that was told before begins or ends."""
    near = {place for at in breaks for place in (at - 1, at)}
    wanted = {_told(chain, place) for place in near if chain.amounts[place]}
    if not wanted:
        return {}
    first: dict[tuple[int, int, int], int] = {}
    sought = np.isin(chain.found, np.array([found for _, _, found in wanted]))
    for place in np.flatnonzero(sought).tolist():
        first.setdefault(_told(chain, place), place)
    found: dict[int, Likely] = {}
    for at in breaks:
        for place in (at, at - 1):
            original = first.get(_told(chain, place), place) if chain.amounts[place] else place
            if original < place:
                found.setdefault(at, Likely(DUPLICATE, int(chain.lines[original])))
    return found


def _told(chain: Chain, place: int) -> tuple[int, int, int]:
    return int(chain.times[place].astype(np.int64)), int(chain.amounts[place]), int(chain.found[place])


def _is_any_between(sorted_lines: np.ndarray, one: int, other: int) -> bool:
    low, high = min(one, other), max(one, other)
    return bool(np.searchsorted(sorted_lines, high) > np.searchsorted(sorted_lines, low, side="right"))


def _turned(chain: Chain, breaks: Sequence[int]) -> dict[int, Likely]:
    """Breaks that close in a ring: each piece begins where another one ends, so only their order is wrong."""
    ends: dict[int, int] = {}
    for at in breaks:
        ends.setdefault(int(chain.found[at - 1]), at)
    follows = {at: ends.get(int(chain.begins[at])) for at in breaks}
    found: dict[int, Likely] = {}
    for ring in _rings(follows):
        if len(ring) >= LEAST_CYCLE:
            for at, end in zip(ring, (*ring[1:], ring[0]), strict=True):
                found[at] = Likely(OUT_OF_ORDER, int(chain.lines[end - 1]))
    return found


def _rings(follows: dict[int, int | None]) -> list[list[int]]:
    """The rings of a graph in which each place points to at most one other; each place is walked once."""
    rings, walked = [], set()
    for start in follows:
        path: dict[int, None] = {}
        at: int | None = start
        while at is not None and at not in walked:
            walked.add(at)
            path[at] = None
            at = follows[at]
        if at in path:
            steps = list(path)
            rings.append(steps[steps.index(at) :])
    return rings


def _altered(chain: Chain, at: int, differences: dict[int, int]) -> Likely | None:
    """The balance of this row or the one before was changed, or the sign of this row's amount."""
    difference = differences[at]
    if differences.get(at + 1) == -difference:
        return Likely(ALTERED, int(chain.lines[at]))
    if differences.get(at - 1) == -difference:
        return Likely(ALTERED, int(chain.lines[at - 1]))
    if chain.amounts[at] and difference == -2 * int(chain.amounts[at]):
        return Likely(ALTERED, int(chain.lines[at]))
    return None

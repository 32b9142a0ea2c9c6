"""Can rows with balances be put into an order in which each follows from the one before? Pure.

A row leads from the balance before it to the balance after it: it is an edge of a graph whose nodes are balances, and
an order of all rows is a trail through all edges (Euler): every balance is left as often as it is reached, but for the
first and the last, and all rows hang together.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A row as it states itself: the balance after it, None when it states none. Micro-units."""

    line: int
    amount_micro: int
    balance_micro: int | None


def can_follow(rows: Sequence[Told], *, start: int | None = None, end: int | None = None) -> bool:
    """Do the rows, in some order, lead from balance `start` to balance `end`? One of the two may be unknown.

    Rows without money stand for themselves, where their balance is reached; money that states no balance fits nowhere.
    """
    if any(row.balance_micro is None and row.amount_micro for row in rows):
        return False
    moved = sum(row.amount_micro for row in rows)
    start = end - moved if start is None and end is not None else start
    if start is None:
        raise ValueError("Either the start or the end must be known.")
    edges = [
        (row.balance_micro - row.amount_micro, row.balance_micro)
        for row in rows
        if row.balance_micro is not None and row.amount_micro
    ]
    still = {row.balance_micro for row in rows if row.balance_micro is not None and not row.amount_micro}
    reached = {start, *(after for _, after in edges)}
    return still <= reached and follows_somehow(start, start + moved if end is None else end, edges)


def follows_somehow(start: int, end: int, rows: Sequence[tuple[int, int]]) -> bool:
    """The same for rows of (balance before, balance after)."""
    left: Counter[int] = Counter({start: -1})
    left[end] += 1
    for before, after in rows:
        left[before] += 1
        left[after] -= 1
    return not any(left.values()) and _hang_together(start, rows)


def _hang_together(start: int, rows: Sequence[tuple[int, int]]) -> bool:
    """Is every balance connected with the first?"""
    near: dict[int, set[int]] = {start: set()}
    for before, after in rows:
        near.setdefault(before, set()).add(after)
        near.setdefault(after, set()).add(before)
    seen, waiting = {start}, [start]
    while waiting:
        fresh = near[waiting.pop()] - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen == near.keys()

"""Which line of a statement tells of which movement: pure, exact, one to one.

Three rules, the surest first: a line of the chain and a movement that name the same transaction; a reference that names
a movement; the same amount within a window of days. Of lines with one amount as many find a movement as can, in the
order of time, the nearest days preferred: two equal lines need two equal movements. What is left gets a suggestion with
its reason, never a match.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MOST_CELLS = 1_000_000  # of the table of one cluster of equal amounts; above, the earliest take the earliest
FAR = timedelta(days=45)  # how far a suggestion may reach
ONE_PERCENT = 100
SHORTEST = 5  # a part of a key that counts as a reference by itself has so many signs, a digit among them


@dataclass(frozen=True, slots=True)
class Line:
    """What a statement tells. Micro-units, signed: above zero into the account. `tx` is "hash:index" on the chain."""

    id: int
    at: datetime
    amount_micro: int
    reference: str = ""
    tx: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """What the journal tells of the same account, signed alike. `keys`: what it may be called by a reference."""

    id: int
    at: datetime
    amount_micro: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line and its movement, and the rule that found it."""

    line: Line
    movement: Moved
    rule: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A movement that may be the line's, and why it was not taken for it."""

    movement: Moved
    why: str
    is_same_fact: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs, what is left on both sides, and suggestions by line id."""

    pairs: list[Pair]
    lines: list[Line]
    movements: list[Moved]
    suggestions: dict[int, Suggestion]


def match(lines: Iterable[Line], movements: Iterable[Moved], *, window: timedelta) -> Matched:
    """Pair what belongs together. The answer does not depend on the order of either side."""
    left = {line.id: line for line in sorted(lines, key=lambda line: (line.at, line.id))}
    right = {moved.id: moved for moved in sorted(movements, key=lambda moved: (moved.at, moved.id))}
    pairs: list[Pair] = []
    named: dict[int, Suggestion] = {}

    def take(line: Line, moved: Moved, rule: str) -> None:
        pairs.append(Pair(left.pop(line.id), right.pop(moved.id), rule))

    names = _names(right.values())
    for line in list(left.values()):
        called = [*names.get(line.tx, ()), *names.get(line.reference, ())]
        found = [right[pk] for pk in called if pk in right]
        same = next((moved for moved in found if moved.amount_micro == line.amount_micro), None)
        if same is not None:
            take(line, same, "chain" if same.id in names.get(line.tx, ()) else "reference")
        elif found:
            named[line.id] = Suggestion(
                found[0], "It names this movement, which has another amount.", is_same_fact=True
            )
    # A line of the chain is named exactly or not at all: the amount alone proves nothing there.
    free = [line for line in left.values() if line.id not in named and not line.tx]
    taken_by_name = {suggestion.movement.id for suggestion in named.values()}
    for line, moved in _by_amount(
        free, [each for each in right.values() if each.id not in taken_by_name], window
    ):
        take(line, moved, "amount")
    rest = list(right.values())
    suggestions = {
        line.id: suggestion
        for line in left.values()
        if (suggestion := named.get(line.id) or (None if line.tx else near(line, rest)))
    }
    return Matched(pairs, list(left.values()), rest, suggestions)


def _names(movements: Iterable[Moved]) -> dict[str, list[int]]:
    """Movements by what a line may call them: the key, its first two parts, a reference in it, a transaction:index."""
    names: dict[str, list[int]] = defaultdict(list)
    for moved in movements:
        parts = moved.key.split(":")
        called = {moved.key, ":".join(parts[:2])}
        called |= {
            f"{one}:{two}".lower() for one, two in zip(parts, parts[1:], strict=False) if one.startswith("0x")
        }
        called |= {part for part in parts if len(part) >= SHORTEST and any(sign.isdigit() for sign in part)}
        for name in called - {""}:
            names[name].append(moved.id)
    return names


def _by_amount(
    lines: Sequence[Line], movements: Sequence[Moved], window: timedelta
) -> list[tuple[Line, Moved]]:
    by_amount: dict[int, tuple[list[Line], list[Moved]]] = defaultdict(lambda: ([], []))
    for line in lines:
        by_amount[line.amount_micro][0].append(line)
    for moved in movements:
        if moved.amount_micro in by_amount:
            by_amount[moved.amount_micro][1].append(moved)
    return [pair for some in by_amount.values() if some[1] for pair in _aligned(*some, window)]


def _aligned(lines: list[Line], movements: list[Moved], window: timedelta) -> list[tuple[Line, Moved]]:
    """As many pairs as possible within the window, and among those the fewest days apart, both sides in order."""
    if len(lines) * len(movements) > MOST_CELLS:
        return _first_come(lines, movements, window)
    best: list[list[tuple[int, int]]] = [[(0, 0)] * (len(movements) + 1) for _ in range(len(lines) + 1)]
    for row, line in enumerate(lines, 1):
        for column, moved in enumerate(movements, 1):
            options = [best[row - 1][column], best[row][column - 1]]
            if abs(line.at - moved.at) <= window:
                count, cost = best[row - 1][column - 1]
                options.append((count + 1, cost - _seconds(line, moved)))
            best[row][column] = max(options)
    pairs, row, column = [], len(lines), len(movements)
    while row and column:
        if best[row][column] == best[row - 1][column]:
            row -= 1
        elif best[row][column] == best[row][column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs.append((lines[row], movements[column]))
    return pairs[::-1]


def _first_come(lines: list[Line], movements: list[Moved], window: timedelta) -> list[tuple[Line, Moved]]:
    """As many pairs as possible, each line with the earliest movement that is left in its window."""
    pairs, at = [], 0
    for line in lines:
        while at < len(movements) and movements[at].at < line.at - window:
            at += 1
        if at < len(movements) and movements[at].at <= line.at + window:
            pairs.append((line, movements[at]))
            at += 1
    return pairs


def near(line: Line, movements: Iterable[Moved]) -> Suggestion | None:
    """The movement most like an unmatched line, with what differs; None when nothing is near."""
    close = [moved for moved in movements if abs(moved.at - line.at) <= FAR]
    same = [moved for moved in close if moved.amount_micro == line.amount_micro]
    if same:
        moved = min(same, key=lambda each: (_seconds(line, each), each.id))
        days = abs((moved.at.date() - line.at.date()).days)
        return Suggestion(moved, f"Same amount, {days} days apart.")
    for why, test in (
        ("Same amount in the other direction.", _is_opposite),
        ("Two digits may be swapped.", _is_swapped),
        ("Within one percent: a fee may be missing.", _is_within_a_percent),
    ):
        like = [moved for moved in close if test(line.amount_micro, moved.amount_micro)]
        if like:
            return Suggestion(min(like, key=lambda each: (_seconds(line, each), each.id)), why)
    return None


def _seconds(line: Line, moved: Moved) -> int:
    return abs(line.at - moved.at) // timedelta(seconds=1)


def _is_opposite(one: int, other: int) -> bool:
    return one == -other


def _is_swapped(one: int, other: int) -> bool:
    """Two neighbouring digits of the hundredths exchanged: 54.20 for 45.20."""
    first, second = str(abs(one) // 10_000), str(abs(other) // 10_000)
    if one * other <= 0 or len(first) != len(second) or sorted(first) != sorted(second):
        return False
    apart = [at for at, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    return len(apart) == 2 and apart[1] - apart[0] == 1


def _is_within_a_percent(one: int, other: int) -> bool:
    return one * other > 0 and abs(one - other) * ONE_PERCENT <= abs(one)

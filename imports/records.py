"""Cut the body of a delimited text file into records, each with the physical line it starts on.

Regular files (quotes only around whole cells) are cut by counting bytes in arrays, which costs milliseconds for
a hundred thousand rows. Everything else goes line by line through `lenient`, which also puts together the
multi-line rows of exports whose quoting is broken.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from imports.marks import marks

MOST_LINES = 60  # of one cell with broken quoting
LONGEST = (
    10_000  # characters of a row: a multi of 25 legs has 4,000, and what is read takes time by its square
)
PATIENCE = (
    10_000_000  # characters, beside the file's own, that may be looked at again to put torn rows together
)

# A row of Sportsbet's export begins so, wherever its quotes went.
STARTER = re.compile(r'^\s*"?\d{2}/\d{2}/\d{4}\s+\d{2}:\d{2}')

_SPACES = re.compile(" *")


@dataclass(frozen=True)
class Span:
    """Where the records of a regular body lie: byte ranges, first lines (1-based, of the body) and numbers of
    cells."""

    starts: np.ndarray
    ends: np.ndarray
    lines: np.ndarray
    cells: np.ndarray
    is_cut: bool


@dataclass(frozen=True)
class Record:
    """One record read on its own. cells is None when it does not fit; line is 1-based within the body."""

    line: int
    cells: list[str] | None
    raw: str
    reason: str = ""


def count(body: bytes, sign: str) -> int:
    """How often one character of ASCII stands in a body: what bytes.count() does, where it is frequent in a quarter of
    the time."""
    signs, step = np.frombuffer(body, dtype=np.uint8), 1 << 18
    return sum(
        int(np.count_nonzero(signs[start : start + step] == ord(sign)))
        for start in range(0, len(signs), step)
    )


def spans(body: bytes, delimiter: str) -> Span | None:
    """The records of a body with regular quoting, blank ones left out; None when its quoting is irregular.

    `is_cut` says that the body ends inside a quoted cell: its last record is the unfinished one.
    """
    found = marks(np.frombuffer(body, dtype=np.uint8), ord(delimiter))
    if found is None:
        return None
    ends, cells = found.ends, np.diff(found.delimiters, prepend=0) + 1
    starts = np.concatenate(([0], ends[:-1] + 1))
    lines = np.concatenate(([0], found.newlines[:-1])) + 1
    length = ends - starts
    blank = length == cells - 1  # nothing but delimiters
    for place in np.flatnonzero((length < 3 * cells + 12) & ~blank):
        blank[place] = not body[starts[place] : ends[place]].strip(b' \t",;|')
    if found.is_cut:
        blank[-1] = False
    kept = ~blank
    return Span(starts[kept], ends[kept], lines[kept], cells[kept], found.is_cut)


def split(text: str, delimiter: str) -> tuple[list[str], bool]:
    """The cells of one record, and whether its quotes are closed. A quote closes only before a delimiter or the
    end, so a stray one inside a cell is just a character; a cell whose quote never closes ends at the next
    delimiter."""
    closings = _closings(text, delimiter) if '"' in text else {}
    cells, place, is_closed = [], 0, True
    while place <= len(text):
        start = place
        while start < len(text) and text[start] in " \t" and text[start] != delimiter:
            start += 1
        end = closings.get(start, -1)
        if end >= 0:
            cells.append(text[start + 1 : end].replace('""', '"'))
            place = text.find(delimiter, end + 1)
        else:
            is_closed = is_closed and text[start : start + 1] != '"'
            stop = text.find(delimiter, place)
            cells.append(text[place : stop if stop >= 0 else len(text)])
            place = stop
        if place < 0:
            break
        place += 1
    return cells, is_closed


def _closings(text: str, delimiter: str) -> dict[int, int]:
    """Where each quoted cell closes, by the place of the quote that opens it; those that never close are left out.

    From the end backwards, so that a line of nothing but quotes takes no longer than its length.
    """
    found: dict[int, int] = {}
    here = after_next = -1  # where a cell closes that reaches the next quote, and the one after that
    place = text.rfind('"')
    while place >= 0:
        if here >= 0 and (not place or text[place - 1] in (delimiter, " ", "\t")):
            found[place] = here
        behind = place + 1
        if text[behind : behind + 1] == " ":
            behind = _SPACES.match(text, behind).end()  # type: ignore[union-attr]
        if text[behind : behind + 1] in ("", delimiter):
            here, after_next = place, here
        elif text[place + 1] == '"':
            here, after_next = after_next, here
        else:
            after_next = here
        place = text.rfind('"', 0, place)
    return found


def lenient(text: str, delimiter: str, width: int, free: int | None) -> Iterator[Record]:
    """Records of a body whose quoting is irregular. `free` is the place of the column that may hold anything."""
    lines = text.split("\n")
    by_starter = _has_starters(lines[:200], delimiter, width)
    for line, raw in _by_starter(lines) if by_starter else _by_width(lines, delimiter, width):
        if raw.strip(' \t\n",;|'):
            yield fitted(line, raw, delimiter, width, free)


def _has_starters(lines: list[str], delimiter: str, width: int) -> bool:
    """Does a row begin where a line begins with a moment? Not where more lines hold a whole row without one."""
    starters = sum(STARTER.match(line) is not None for line in lines)
    others = (line for line in lines if not STARTER.match(line))
    return starters > sum(len(split(line, delimiter)[0]) >= width for line in others) if starters else False


def _by_starter(lines: list[str]) -> Iterator[tuple[int, str]]:
    first = 1
    held: list[str] = []
    for number, line in enumerate(lines, 1):
        if STARTER.match(line) and held:
            yield first, "\n".join(held).rstrip("\n")
            held = []
        if not held:
            first = number
        held.append(line)
    if held:
        yield first, "\n".join(held).rstrip("\n")


def _by_width(lines: list[str], delimiter: str, width: int) -> Iterator[tuple[int, str]]:
    """A line with all its cells is a record; others are put together until they have them.

    Trying in vain costs a multiple of the lines' length, so there is an end to it: then a line is a record.
    """
    number, patience = 0, PATIENCE + sum(map(len, lines))
    while number < len(lines):
        raw, taken = lines[number], 1
        cells, is_closed = split(raw, delimiter)
        if patience > 0 and (len(cells) < width or not is_closed):
            joined, taken, looked_at = _joined(lines, number, delimiter, width)
            raw = joined if taken > 1 else raw
            patience -= looked_at if taken == 1 else 0
        yield number + 1, raw
        number += taken


def _joined(lines: list[str], number: int, delimiter: str, width: int) -> tuple[str, int, int]:
    """The record that begins at this line, of how many lines it is (1 when no number of them fits the header), and
    how many characters were looked at."""
    taken, raw, looked_at = 1, lines[number], 0
    cells, is_closed = split(raw, delimiter)
    while (len(cells) < width or not is_closed) and taken < MOST_LINES and number + taken < len(lines):
        following = lines[number + taken]
        alone, closes = split(following, delimiter)
        if len(alone) >= width and closes or not is_closed and len(cells) > width:
            break
        longer, closes = split(f"{raw}\n{following}", delimiter)
        looked_at += len(raw) + 2 * len(following)
        if len(longer) > width:
            break
        raw, cells, is_closed, taken = f"{raw}\n{following}", longer, closes, taken + 1
    return (raw, taken, looked_at) if len(cells) == width else (lines[number], 1, looked_at)


def fitted(line: int, raw: str, delimiter: str, width: int, free: int | None = None) -> Record:
    """A record brought to the header's width where that loses nothing, else with the reason why it does not
    fit."""
    if len(raw) > LONGEST:
        return Record(
            line, None, f"{raw[:LONGEST]}…", f"The row has {len(raw):,} characters, more than any bet."
        )
    cells, _ = split(raw, delimiter)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) > width and free is not None and "\n" in raw:
        over = len(cells) - width
        cells[free : free + over + 1] = [delimiter.join(cells[free : free + over + 1])]
    if len(cells) == width and free is not None and cells[free].count('"') % 2:
        cells[free] = cells[free].strip('"')
    if len(cells) == width:
        return Record(line, cells, raw)
    number = f"{len(cells)} column{'s' * (len(cells) != 1)}"
    return Record(line, None, raw, f"The row has {number}, the header has {width}.")

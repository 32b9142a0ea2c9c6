"""The words for coaches, from the data file: what each pattern is, and what to ask about it. Read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from analytics.coaching.scopes import PATTERNS, TIMES
from analytics.harm import words as harm

DATA = Path(__file__).parent / "data" / "talking.toml"
# marker -> the scope it needs; all others need PATTERNS
NEEDS = {"night": TIMES, "hours": TIMES}
WITHHELD = {"spending"}  # it is a share of the income, which is the client's alone


@dataclass(frozen=True, slots=True)
class Talk:
    """A pattern's definition about somebody else, and questions to talk about."""

    definition: str
    questions: tuple[str, ...]


@cache
def talks() -> dict[str, Talk]:
    """By marker, and under "results" about the money."""
    told = tomllib.loads(DATA.read_text(encoding="utf-8"))
    return {key: Talk(one["definition"], tuple(one["questions"])) for key, one in told.items()}


def markers_for(scopes: frozenset[str]) -> list[harm.Marker]:
    """The markers these scopes let be seen, in the order of the page."""
    return [marker for marker in _markers() if NEEDS.get(marker.key, PATTERNS) in scopes]


def all_markers() -> list[tuple[str, str]]:
    """(key, title) of every pattern."""
    return [(marker.key, marker.title) for marker in _markers()]


def _markers() -> list[harm.Marker]:
    return [marker for marker in harm.markers() if marker.key not in WITHHELD]

"""What every export format is made of: the contract, and the frames it fills.

A format is pure: text cells in, typed frames out. It knows no database, no settings, no clock and no network,
and it never raises for a row: what it cannot understand becomes a reject, the rest goes on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol

import pandas as pd

from imports.collector import paused
from imports.formats._columns import normal


class FileError(Exception):
    """The file as a whole cannot be used. `message` is a sentence for the person who sent it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Sample:
    """What a format may look at to recognise a file: its name, its header and its first rows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    title: tuple[str, ...] = ()
    delimiter: str = ","

    @property
    def names(self) -> frozenset[str]:
        """The header's names without case, marks and what stands in brackets."""
        return frozenset(normal(column) for column in self.columns)


@dataclass(frozen=True)
class Match:
    """How sure a format is that the file is its own (0 to 100), and why, in words."""

    score: int
    why: str


@dataclass(frozen=True)
class Options:
    """What the person says about the file. None means: as the format assumes.

    timezone names the zone the file's times are in; currency is that of the file; user_currency and user_timezone are
    the person's own and used where neither file nor option tells.
    """

    timezone: str | None = None
    currency: str | None = None
    bookmaker: str | None = None
    user_currency: str | None = None
    user_timezone: str | None = None


@dataclass
class Parsed:
    """Every data row of the file is one line or one reject. Money in micro-units, times in UTC."""

    bets: pd.DataFrame
    legs: pd.DataFrame
    lines: pd.DataFrame
    rejects: pd.DataFrame
    balances: pd.DataFrame | None = None
    notes: list[str] = field(default_factory=list)


class Format(Protocol):
    """One kind of export. has_balance: its rows carry a running balance; is_newest_first: the order it is
    written in; is_tracker: no cash moves in its rows, so its bets themselves tell stake and return.

    Where two formats tell of one bet, the one of higher `detail` wins, field by field, and of higher `time_detail`
    for the times: a bookmaker's own statement (30) before its list of bets (20) before a tracker (10).

    group_column: bets are put together from several rows that agree in this column, which may be spread over several
    files: then they are put together from the rows of all of them (imports/whole_groups.py).

    prints_zone, prints_currency: the file itself says whose clock its times are and what its money is, so that what a
    person says of them is not needed. keeps_clock: its times are of no place and taken as the importing person's own.
    """

    slug: str
    name: str
    version: int
    bookmaker: str
    help_url: str
    help_steps: Sequence[str]
    default_timezone: str
    timezone_why: str
    has_balance: bool
    is_newest_first: bool
    is_tracker: bool
    detail: int
    time_detail: int
    group_column: str | None
    prints_zone: bool
    prints_currency: bool
    keeps_clock: bool

    def score(self, sample: Sample) -> Match: ...

    def parse(self, frame: pd.DataFrame, options: Options) -> Parsed: ...


class CsvFormat:
    """A format recognised by its column names. `columns` maps our name of a column to the names files give it.

    All of the `required` columns must be there, and of `one_of`, where it names some, at least one.
    """

    slug: ClassVar[str]
    name: ClassVar[str]
    version: ClassVar[int] = 1
    bookmaker: ClassVar[str]
    help_url: ClassVar[str] = ""
    help_steps: ClassVar[Sequence[str]] = ()
    default_timezone: ClassVar[str] = "UTC"
    timezone_why: ClassVar[str] = ""
    has_balance: ClassVar[bool] = False
    is_newest_first: ClassVar[bool] = True
    is_tracker: ClassVar[bool] = False
    detail: ClassVar[int] = 30
    time_detail: ClassVar[int] = 30
    group_column: ClassVar[str | None] = None
    prints_zone: ClassVar[bool] = False
    prints_currency: ClassVar[bool] = False
    keeps_clock: ClassVar[bool] = False

    columns: ClassVar[dict[str, tuple[str, ...]]]
    required: ClassVar[tuple[str, ...]]
    one_of: ClassVar[tuple[str, ...]] = ()

    def score(self, sample: Sample) -> Match:
        """All required columns there: 80, and up to 20 more for the optional ones. One missing: 0."""
        if missing := self._missing(sample.names):
            return Match(0, f"{missing} missing")
        optional = [name for name in self.columns if name not in self.required]
        found = sum(self._named(name, sample.names) for name in optional)
        score = 80 + (20 * found // len(optional) if optional else 20)
        return Match(score, f"the columns {_listed(self.required)} are those of {self.name}")

    def parse(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """The frames of a file. Raises FileError when it is not what it claims to be, never for a row."""
        names = frozenset(normal(str(column)) for column in frame.columns)
        if missing := self._missing(names):
            raise FileError(f"This file is no {self.name}: it has no column {missing}.")
        with paused():
            return self.read(frame, options)

    def read(self, frame: pd.DataFrame, options: Options) -> Parsed:
        """What each format does."""
        raise NotImplementedError

    def _missing(self, names: frozenset[str]) -> str:
        """The columns that a file would need, in words; nothing when it has them."""
        if missing := [name for name in self.required if not self._named(name, names)]:
            return _listed(missing)
        if self.one_of and not any(self._named(name, names) for name in self.one_of):
            return " or ".join(self.one_of)
        return ""

    def _named(self, column: str, names: Iterable[str]) -> bool:
        return any(alias in names for alias in (column, *self.columns[column]))


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))

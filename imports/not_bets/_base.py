"""What a kind of file that is known, but holds no bets, is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from imports.formats._base import FileError
from imports.sniff import Table


class NotBets(FileError):
    """The file is known, and there are no bets in it. The message says what exactly it is."""

    def __init__(self, kind: "Kind", message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Source:
    """A file's first bytes, and a way to so many of them."""

    head: bytes
    first: Callable[[int], bytes]


class Kind:
    """One kind of file. `title` is the heading on its page, `instead` what to bring in its place.

    is_certain: nothing else looks like it, so it goes before all formats and no mapping is offered. Others are only
    asked when no format claims a file, and the person may say that there are bets in it all the same.
    is_odds: the odds store can take it.
    """

    slug: ClassVar[str]
    name: ClassVar[str]
    title: ClassVar[str]
    instead: ClassVar[str]
    is_certain: ClassVar[bool] = True
    is_odds: ClassVar[bool] = False

    def of_bytes(self, source: Source) -> str | None:
        """What the file is, in a sentence, when its bytes show it to be of this kind."""
        return None

    def of_table(self, table: Table) -> str | None:
        """The same by its header and rows."""
        return None


def counted(number: int, noun: str) -> str:
    """ "1 match", "1,380 matches"."""
    plural = f"{noun}es" if noun.endswith("ch") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def listed(names: list[str], *, most: int = 6) -> str:
    """ "a, b and 3 more"."""
    shown = [name[:40] for name in names[:most]]
    if more := len(names) - len(shown):
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else ""

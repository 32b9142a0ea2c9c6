"""What is known of each bookmaker's exports, for the pages that say where to get one.

    all_bookmakers()     everyone known, by name
    get(slug)            one of them
    search(text)         those a person may mean
    named_in(filename)   the one a file is called after

The facts are in books.py, the letters that ask for one's data in letters.py; steps to an export are its format's.
"""

import re
from collections.abc import Sequence
from functools import cache

from imports import formats
from imports.bookmaker_help.books import BOOKS, Bookmaker, Fact
from imports.formats import Format
from imports.formats._columns import normal

__all__ = ["ANOTHER", "Bookmaker", "Fact", "all_bookmakers", "get", "named_in", "other_formats", "search"]

ANOTHER = "another"  # the slug of the page for whoever is not listed
SHORTEST = 3  # letters of a name that is looked for inside a file's name


@cache
def all_bookmakers() -> tuple[Bookmaker, ...]:
    """Everyone, by name; the page for all others is none of them."""
    return tuple(sorted((one for one in BOOKS if one.slug != ANOTHER), key=lambda one: one.name.lower()))


def get(slug: str) -> Bookmaker:
    """The bookmaker of this slug. Raises LookupError when there is none."""
    for one in BOOKS:
        if one.slug == slug:
            return one
    raise LookupError(f"No bookmaker is called {slug!r}.")


def search(text: str) -> list[Bookmaker]:
    """Those whose name or another name of theirs has every word asked for; written together or apart is the same."""
    words = normal(text).split()
    return [one for one in all_bookmakers() if _has(_names(one), words)]


def other_formats(text: str = "") -> list[Format]:
    """Formats that are no bookmaker's own: apps that keep bets of several."""
    claimed = {slug for one in BOOKS for slug in one.formats}
    words = normal(text).split()
    found = (each for each in formats.all_formats() if each.slug not in claimed)
    return [each for each in found if _has([normal(each.name), normal(each.bookmaker)], words)]


def named_in(filename: str) -> Bookmaker | None:
    """Whose name is in the name of a file, as words of their own; the longest where there are several."""
    told = normal(filename.replace("_", " "))
    found = [
        (len(name), one)
        for one in all_bookmakers()
        for name in _names(one)
        if len(name) >= SHORTEST and re.search(rf"\b{re.escape(name)}\b", told)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _names(one: Bookmaker) -> list[str]:
    return [normal(name) for name in (one.name, one.slug, *one.aliases)]


def _has(names: Sequence[str], words: Sequence[str]) -> bool:
    """Every word in one of the names, or all of them written together."""
    together = "".join(words)
    return all(any(word in name for name in names) for word in words) or any(
        together in _together(name) for name in names
    )


def _together(name: str) -> str:
    return re.sub(r"\s+", "", name)

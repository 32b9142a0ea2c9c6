"""Files that are known and hold no bets: every module here whose name does not begin with `_` holds one KIND.

They are told what they are instead of being asked what their columns mean.
"""

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path

from imports import decoding, sniff
from imports.not_bets._base import Kind, NotBets, Source
from imports.sniff import Table

__all__ = ["Kind", "NotBets", "Source", "all_kinds", "find", "likely", "read"]


@cache
def all_kinds() -> tuple[Kind, ...]:
    """Every kind, by slug."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    kinds: list[Kind] = [import_module(f"{__name__}.{name}").KIND for name in names]
    return tuple(sorted(kinds, key=lambda kind: kind.slug))


def find(slug: str) -> Kind | None:
    """The kind of this slug, if it is one."""
    return next((kind for kind in all_kinds() if kind.slug == slug), None)


def read(path: Path, name: str = "") -> Table:
    """The table of a file, as sniff.read. Raises NotBets for one that certainly holds no bets, else FileError."""

    def first(count: int) -> bytes:
        with path.open("rb") as file:
            return file.read(count)

    source = Source(first(decoding.HEAD), first)
    for kind in all_kinds():
        if kind.is_certain and (said := kind.of_bytes(source)):
            raise NotBets(kind, said)
    table = sniff.read(path, name)
    for kind in all_kinds():
        if kind.is_certain and (said := kind.of_table(table)):
            raise NotBets(kind, said)
    return table


def likely(table: Table) -> NotBets | None:
    """What a table that no format claims seems to be."""
    for kind in all_kinds():
        if not kind.is_certain and (said := kind.of_table(table)):
            return NotBets(kind, said)
    return None
